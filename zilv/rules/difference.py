"""What differs between two choices of law, provision by provision and field by field."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from zilv.rules.library import Law, choose, everything, law_folder, pack_names, read_folder, read_instruments
from zilv.rules.provision import Provision
from zilv.rules.regime import root_of


class FieldChange(NamedTuple):
    """One field that differs, e.g. `check.at_most`; None where that side does not state it."""

    field: str
    before: str | None
    after: str | None


class Difference(NamedTuple):
    """One provision that differs. An added house file is compared with the provision it tightens."""

    kind: Literal["added", "removed", "changed"]
    provision: Provision
    fields: tuple[FieldChange, ...] = ()


def differences(before: Law, after: Law) -> list[Difference]:
    """Every provision that only one of the two has, or that they state differently, in order of id."""
    ours, theirs = ({p.id: p for p in law.provisions} for law in (before, after))
    found = []
    for key in sorted(ours.keys() | theirs.keys()):
        if key not in theirs:
            found.append(Difference("removed", ours[key]))
        elif key not in ours:
            law = theirs.get(theirs[key].tightens or "")
            found.append(Difference("added", theirs[key], _checks(law, theirs[key]) if law else ()))
        elif ours[key] != theirs[key]:
            found.append(Difference("changed", theirs[key], _fields(ours[key], theirs[key])))
    return found


def _checks(law: Provision, house: Provision) -> tuple[FieldChange, ...]:
    whole = _fields(law, house)
    return tuple(change for change in whole if change.field.startswith(("check.", "strength", "in_force.")))


def _fields(before: Provision, after: Provision) -> tuple[FieldChange, ...]:
    ours, theirs = dict(stated(before)), dict(stated(after))
    names = [*ours, *(name for name in theirs if name not in ours)]
    changed = (FieldChange(name, ours.get(name), theirs.get(name)) for name in names)
    return tuple(change for change in changed if change.before != change.after)


def stated(provision: Provision) -> Iterator[tuple[str, str]]:
    """Every field that the provision states, with dots between the keys; a case goes by its name, not its place."""
    fields: dict[str, Any] = provision.model_dump(mode="json", exclude_none=True)
    cases = {case.pop("name"): case for case in fields.pop("cases")}
    yield from _flat("", fields)
    for name, case in cases.items():
        yield f"cases.{name}", ", ".join(f"{field}={value}" for field, value in _flat("", case))


def _flat(prefix: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(f"{prefix}.{name}" if prefix else name, inner)
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for n, item in enumerate(value):
            yield from _flat(f"{prefix}.{n}", item)
    elif value not in ([], None):
        yield prefix, ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def side(text: str) -> Law:
    """One side of a comparison: a choice of law, or a folder of law files. Raises LawError."""
    folder = Path(text).resolve()
    root = root_of(folder)
    if root is None or not folder.is_dir() or text in pack_names(law_folder()):
        return choose(text)
    return everything(root) if folder == root else Law(read_folder(folder, root), read_instruments(root), {})
