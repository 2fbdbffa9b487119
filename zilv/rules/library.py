"""Reads `law/` and house files, and refuses whatever leaves a doubt about what the law is."""

from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ValidationError

from zilv.errors import LawError
from zilv.rules.provision import CHECK_KINDS, Instrument, Pack, Provision, Text, kind_name
from zilv.rules.stated import digests, stated, text_of, zone_name
from zilv.rules.tighter import looser_than, numbers_compare

NO_PROVISIONS = {"instruments.yaml", "topics.yaml", "glossary.yaml", "pack.yaml", "initiative.yaml"}
"""The files of `law/` that state no obligation."""

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Lines = dict[tuple[str, ...], int]


def law_folder() -> Path:
    """Where the law lies: inside an installed wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "law", package.parent / "law"):
        if (folder / "instruments.yaml").is_file():
            return folder
    raise LawError("the law is not there: neither zilv/law in the installation nor law/ in the checkout")


class Law:
    """The provisions chosen for one run, in order of rank and id, with the bundle's version and hash."""

    def __init__(self, provisions: Iterable[Provision], instruments: dict[str, Instrument], packs: dict[str, Pack]):
        """Raises LawError for a provision whose instrument is not known."""
        self.instruments = instruments
        self.packs = packs
        provisions = tuple(provisions)
        for p in provisions:
            if p.cite.instrument not in instruments:
                raise LawError(f"{p.id}: cite.instrument: {p.cite.instrument!r} is not in instruments.yaml")
        self.provisions = tuple(sorted(provisions, key=lambda p: (instruments[p.cite.instrument].rank, p.id)))

    @cached_property
    def judged(self) -> tuple[Provision, ...]:
        """Those that a check judges."""
        return tuple(p for p in self.provisions if p.check != "none")

    @cached_property
    def zone(self) -> ZoneInfo | None:
        """The zone of a person whose zone no register gives; None where the regime has several."""
        named = zone_name(self.packs)
        return None if named == "none" else ZoneInfo(named)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all that judges, provisions and zone, hexadecimal: which law a decision was made under."""
        return digests(self.packs, (p.model_dump_json().encode() for p in self.provisions))[0]

    @cached_property
    def legacy(self) -> str:
        """The digest as it once was, over the provisions alone: so choices and answers of then name the law."""
        return digests(self.packs, (p.model_dump_json().encode() for p in self.provisions))[1]

    def topic_title(self, topic: str) -> Text:
        """A topic's name, from `law/topics.yaml`; one that a house file brings is named as its provision."""
        named = read_topics(law_folder()).get(topic)
        return named or next(p.title for p in self.provisions if p.topic == topic)

    @cached_property
    def version(self) -> str:
        """The law's own version, from `law/VERSION`."""
        return (law_folder() / "VERSION").read_text("utf-8").strip()

    @cached_property
    def text(self) -> str:
        """All of it as one text, from which `law_of` makes it again."""
        return text_of(self.version, self.provisions, self.instruments, self.packs)


def choose(choice: str) -> Law:
    """The law of a choice such as `cn`, `cn,us-reg-f`, `cn,house.yaml` or `cn,house/three-answered-calls`.

    Each part is a pack, a shipped house file, the id of a provision judged only on request, or the path of a
    house file or a folder of them; or the whole is one file `….json`, a law as `Law.text` gives it. Raises LawError.
    """
    if choice.endswith(".json") and "," not in choice:
        return _exported(Path(choice))
    root = law_folder()
    instruments = read_instruments(root)
    packs: dict[str, Pack] = {}
    chosen: dict[str, Provision] = {}
    house: list[Provision] = []
    for part in filter(None, (p.strip() for p in choice.split(","))):
        if (root / part / "pack.yaml").is_file() and "/" not in part:
            packs[part] = read(root / part / "pack.yaml", Pack)
            chosen |= {p.id: p for p in read_folder(root / part, root) if p.on_request == "no"}
        elif "/" not in part and (on_request := root / (part.replace(".", "/") + ".yaml")).is_file():
            chosen[part] = read_provision(on_request, root)
        else:
            house += _house_files(part, root)
    if not chosen and not house:
        raise LawError(f'the choice of law "{choice}" is empty; packs are {", ".join(pack_names(root))}')
    for provision in house:
        _tightens_only(provision, chosen)
        chosen[provision.id] = provision
    instruments |= {p.cite.instrument: _house_instrument(p) for p in house if p.cite.instrument not in instruments}
    return Law(chosen.values(), instruments, packs)


def law_of(text: str) -> Law:
    """The law of which `Law.text` is this text, with its version and digest. Raises LawError."""
    told = stated(text)
    law = Law(told.provisions, told.instruments, told.packs)
    law.text, law.version, law.digest, law.legacy = text, told.version, told.digest, told.legacy
    return law


def _exported(path: Path) -> Law:
    """A file of `zilv law export`: it must hold what its name says, or it was edited. Raises LawError."""
    law = law_of(_read_text(path))
    if not path.stem.endswith(mark := f"+{law.digest[:12]}"):
        raise LawError(
            f"{shown(path)}: 文件名应以 {mark}.json 结尾，内容已改动或文件已改名；请重新导出，机构规则请写成 YAML · "
            f"the name of what this file holds ends in {mark}.json: it was edited or renamed; export it anew with "
            "zilv law export, and write a house file as YAML"
        )
    return law


def pack_names(root: Path) -> list[str]:
    """The packs there are."""
    return sorted(path.parent.name for path in root.glob("*/pack.yaml"))


def everything(root: Path | None = None) -> Law:
    """Every provision of every pack, for reading and testing, not for judging."""
    root = root or law_folder()
    packs = {name: read(root / name / "pack.yaml", Pack) for name in pack_names(root)}
    return Law(read_folder(root, root), read_instruments(root), packs)


def read_folder(folder: Path, root: Path) -> list[Provision]:
    """Every provision in a folder and below."""
    return [read_provision(path, root) for path in sorted(folder.rglob("*.yaml")) if path.name not in NO_PROVISIONS]


def read_provision(path: Path, root: Path | None) -> Provision:
    """One law file; its id must be its path below `root`, its instrument known. Raises LawError."""
    provision: Provision = read(path, Provision)
    if root is not None:
        expected = ".".join(path.relative_to(root).with_suffix("").parts)
        if provision.id != expected:
            raise LawError(f"{shown(path)}: id: {provision.id!r} is not the file's path, {expected!r}")
    return provision


@lru_cache(maxsize=8)
def read_topics(root: Path) -> dict[str, Text]:
    """`topics.yaml`: the name of every topic."""
    path = root / "topics.yaml"
    data, lines = load_yaml(path)
    return {key: _validated(path, value, Text, _below(lines, key)) for key, value in data.items()}


def read_instruments(root: Path) -> dict[str, Instrument]:
    """`instruments.yaml`: every instrument once, by key."""
    path = root / "instruments.yaml"
    data, lines = load_yaml(path)
    return {key: _validated(path, value, Instrument, _below(lines, key)) for key, value in data.items()}


def read(path: Path, kind: type[Any]) -> Any:
    """One YAML file as a typed record. Raises LawError that says file, line, field and what was expected."""
    data, lines = load_yaml(path)
    return _validated(path, data, kind, lines)


def load_yaml(path: Path) -> tuple[dict[str, Any], Lines]:
    """A YAML file with every scalar a string, and the line of every field. Raises LawError."""
    text = _read_text(path)
    try:
        node = yaml.compose(text, _Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise LawError(f"{shown(path)}{line}: {getattr(error, 'problem', error)}") from None
    if not isinstance(node, yaml.MappingNode):
        raise LawError(f"{shown(path)}: expected a mapping of fields")
    lines: Lines = {}
    data: dict[str, Any] = _plain(node, path, (), lines)
    return data, lines


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise LawError(f"{shown(path)}: is not UTF-8") from None
    except OSError as error:
        raise LawError(f"{shown(path)}: {error.strerror}") from None


def _plain(node: yaml.Node, path: Path, where: tuple[str, ...], lines: Lines) -> Any:
    """Nodes to strings, lists and dictionaries: YAML's own typing would read 22:00 as 1320."""
    lines[where] = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, path, (*where, str(i)), lines) for i, item in enumerate(node.value)]
    assert isinstance(node, yaml.MappingNode)
    made: dict[str, Any] = {}
    for key, value in node.value:
        if key.value in made:
            field = ".".join((*where, key.value))
            raise LawError(f"{shown(path)}:{key.start_mark.line + 1}: {field}: stands twice")
        made[key.value] = _plain(value, path, (*where, key.value), lines)
    return made


def _validated(path: Path, data: Any, kind: type[BaseModel], lines: Lines) -> Any:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise LawError("\n".join(_complaint(path, problem, lines) for problem in error.errors())) from None


def _complaint(path: Path, problem: Any, lines: Lines) -> str:
    where: tuple[str, ...] = ()
    *outer, last = (str(part) for part in problem["loc"] or ("",))
    for part in outer:  # pydantic also names the check kind, which is no field of the file
        where = (*where, part) if (*where, part) in lines else where
    where = (*where, last) if last not in _TAGS or (*where, last) in lines else where
    line = next((lines[where[:n]] for n in range(len(where), -1, -1) if where[:n] in lines), 1)
    field = ".".join(part for part in where) or "the file"
    message = str(problem["msg"]).removeprefix("Value error, ")
    if problem["type"] == "missing":
        message = "is required and absent"
    elif problem["type"] == "extra_forbidden":
        message = "is no field known here"
    elif isinstance(problem["input"], str) and f'"{problem["input"]}"' not in message:
        message = f'"{problem["input"]}": {message}'
    return f"{shown(path)}:{line}: {field}: {message}"


_TAGS = {"none", *(kind.__name__ for kind in CHECK_KINDS), *(kind_name(kind) for kind in CHECK_KINDS)}


def _below(lines: Lines, key: str) -> Lines:
    return {where[1:]: line for where, line in lines.items() if where[:1] == (key,)}


def shown(path: Path) -> str:
    """A law file's path as messages show it: from `law/` on, where it lies there."""
    parts = path.parts
    return "/".join(parts[parts.index("law") :]) if "law" in parts else str(path)


def _house_files(part: str, root: Path) -> list[Provision]:
    shipped = root / f"{part}.yaml"
    path = shipped if shipped.is_file() else Path(part)
    if path.is_dir():
        return [read_provision(p, None) for p in sorted(path.glob("*.yaml"))]
    if path.is_file():
        return [read_provision(path, None)]
    raise LawError(f'"{part}" is neither a pack ({", ".join(pack_names(root))}) nor a house file that exists')


def _tightens_only(house: Provision, chosen: dict[str, Provision]) -> None:
    """Refuse a house file that is looser than the law it names, with both texts shown."""
    if house.tightens is None:
        same = [p.id for p in chosen.values() if p.topic == house.topic and numbers_compare(p, house)]
        if same:
            raise LawError(f"{house.id}: tightens: name which of {', '.join(same)} this house file makes stricter")
        return
    law = chosen.get(house.tightens)
    if law is None:
        raise LawError(f"{house.id}: tightens: {house.tightens!r} is not among the chosen law")
    looser = looser_than(house, law)
    if looser:
        raise LawError(
            f"{house.id}: a house file may only tighten, and this is looser: {looser}\n"
            f"  law   {law.id}: {law.says.zh}（{law.says.en}）\n"
            f"  house {house.id}: {house.says.zh}（{house.says.en}）"
        )


def _house_instrument(provision: Provision) -> Instrument:
    return Instrument(
        title=provision.title,
        issuer="house",
        number=provision.cite.instrument,
        rank=9,
        issued=str(provision.in_force.since),
        since=provision.in_force.since,
        url=provision.cite.url,
    )
