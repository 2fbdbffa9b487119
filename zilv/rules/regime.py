"""A provision by itself, as its cases are judged: with the instruments and the time zone of its own regime."""

from pathlib import Path

from zilv.errors import LawError
from zilv.rules.cases import wrong
from zilv.rules.library import Law, choose, everything, read_provision
from zilv.rules.provision import Provision

HOUSE = "cn"
"""The pack of a house file that tightens nothing: lenders are Chinese unless they say otherwise."""


def regime_of(provision: Provision, law: Law) -> Law:
    """The law for this provision alone: its own pack is that of what it tightens, if it is a house file's."""
    named = _pack(provision) if provision.pack not in law.packs else provision.pack
    if named not in law.packs:
        raise LawError(f"{provision.id}: there is no pack {named!r}; packs are {', '.join(law.packs)}")
    return Law([provision], law.instruments, {named: law.packs[named]})


def failures(provision: Provision, law: Law) -> list[str]:
    """What is wrong with the cases of this provision, a line each; none when all hold. Raises LawError."""
    regime = regime_of(provision, law)
    found = ((case, wrong(provision, case, regime)) for case in provision.cases)
    return [f"{provision.id}: {case.name}: {problem}" for case, problem in found if problem]


def root_of(path: Path) -> Path | None:
    """The law folder in which this file or folder lies, or which it is; None for a house file elsewhere."""
    whole = path.resolve()
    return next((folder for folder in (whole, *whole.parents) if (folder / "instruments.yaml").is_file()), None)


def of_file(path: Path) -> tuple[Provision, Law]:
    """The provision of one law file, and the law it stands in. Raises LawError."""
    root = root_of(path)
    if root is not None:
        return read_provision(path.resolve(), root), everything(root)
    provision = read_provision(path, None)
    return provision, choose(f"{_pack(provision)},{path}")


def _pack(provision: Provision) -> str:
    return provision.tightens.split(".")[0] if provision.tightens else HOUSE
