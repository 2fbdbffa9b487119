"""What surrounds the cells of an XLSX file: its parts, checked against bombs, its sheets, texts and date styles."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.parsers import expat

from zilv.attempts.intake.source import RATIO_MAX, UNSUSPECTED_BYTES
from zilv.errors import IntakeError

PARTS_MAX = 10_000
UNPACKED_BYTES_MAX = 8 << 30
_DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
"""Built-in number formats for dates and times, those of East Asian locales among them."""

_NOT_SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_READ_BYTES = 1 << 18

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]
Characters = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Workbook:
    """`sheet`: the name in the archive of the first visible sheet; `others`: how many more there are.

    `dates`: for each cell style whether it shows a date or time. `texts`: what cells refer to. `days_1904`: whether
    days count from 1904-01-01.
    """

    sheet: str
    others: int
    dates: tuple[bool, ...]
    texts: list[str]
    days_1904: bool


def opened(path: Path) -> zipfile.ZipFile:
    """The archive of an XLSX file. Raises IntakeError for damage, for another kind of archive, and for a bomb."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        what = "已损坏或不完整，请重新保存或获取 · is damaged or cut off; save or fetch it again"
        raise IntakeError(f"{path}: {what}") from None
    infos = archive.infolist()
    unpacked = sum(info.file_size for info in infos)
    packed = max(path.stat().st_size, 1)
    too_many = len(infos) > PARTS_MAX or unpacked > UNPACKED_BYTES_MAX
    if too_many or (unpacked > UNSUSPECTED_BYTES and unpacked > RATIO_MAX * packed):
        archive.close()
        raise IntakeError(
            f"{path}: {len(infos):,} 个部分解开后为 {unpacked:,} 字节，是其大小的 {unpacked // packed:,} 倍，"
            "视为压缩炸弹而拒绝 · "
            f"{len(infos):,} parts that unpack to {unpacked:,} bytes, {unpacked // packed:,} times their size; "
            "refused as a decompression bomb"
        )
    return archive


def parse(stream: IO[bytes], start: Start, end: End, characters: Characters) -> Callable[[], bool]:
    """A function that parses a little more of an XML part and says whether more may follow.

    Names come without prefix, and without the root element. A document type declaration, and with it every entity of
    its own, raises ValueError.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def root(name: str, given: Attributes) -> None:
        prefixed = ":" in name
        parser.StartElementHandler = (lambda name, given: start(name.rpartition(":")[2], given)) if prefixed else start
        parser.EndElementHandler = (lambda name: end(name.rpartition(":")[2])) if prefixed else end

    parser.StartElementHandler = root
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = _refuse

    def more() -> bool:
        data = stream.read(_READ_BYTES)
        parser.Parse(data, not data)
        return bool(data)

    return more


def _refuse(*declaration: object) -> None:
    raise ValueError("含文档类型声明 · holds a document type declaration")


def read_workbook(archive: zipfile.ZipFile) -> Workbook:
    """The workbook of an archive. Raises KeyError, ValueError, expat.ExpatError or BadZipFile where it is none."""
    sheets: list[tuple[str, bool]] = []
    days_1904 = False

    def start(name: str, given: Attributes) -> None:
        nonlocal days_1904
        if name == "sheet":
            target = next(value for key, value in given.items() if key.rpartition(":")[2] == "id")
            sheets.append((target, given.get("state", "visible") == "visible"))
        elif name == "workbookPr":
            days_1904 = given.get("date1904") in {"1", "true"}

    _all_of(archive, "xl/workbook.xml", start)
    targets = _targets(archive)
    visible = [target for target, shown in sheets if shown and targets[target][1] == "worksheet"]
    if not visible:
        raise ValueError("没有可见的表 · has no visible sheet")
    present = set(archive.namelist())
    return Workbook(
        sheet=targets[visible[0]][0],
        others=len(visible) - 1,
        dates=_date_styles(archive) if "xl/styles.xml" in present else (),
        texts=_shared_texts(archive) if "xl/sharedStrings.xml" in present else [],
        days_1904=days_1904,
    )


def _all_of(archive: zipfile.ZipFile, part: str, start: Start, end: End = lambda name: None) -> None:
    with archive.open(part) as stream:
        more = parse(stream, start, end, lambda text: None)
        while more():
            pass


def _targets(archive: zipfile.ZipFile) -> dict[str, tuple[str, str]]:
    """Relation id → the part's name in the archive, and its kind."""
    found = {}

    def start(name: str, given: Attributes) -> None:
        if name == "Relationship":
            target = given["Target"]
            part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            found[given["Id"]] = (part, given["Type"].rpartition("/")[2])

    _all_of(archive, "xl/_rels/workbook.xml.rels", start)
    return found


def _date_styles(archive: zipfile.ZipFile) -> tuple[bool, ...]:
    dated = set(_DATE_FORMATS)
    styles: list[bool] = []
    inside = False

    def start(name: str, given: Attributes) -> None:
        nonlocal inside
        if name == "numFmt" and re.search("[ymdhs]", _NOT_SHOWN.sub("", given["formatCode"].lower())):
            dated.add(int(given["numFmtId"]))
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            styles.append(int(given.get("numFmtId", "0")) in dated)

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and name != "cellXfs"

    _all_of(archive, "xl/styles.xml", start, end)
    return tuple(styles)


def _shared_texts(archive: zipfile.ZipFile) -> list[str]:
    texts: list[str] = []
    parts: list[str] = []
    reading = spoken = False

    def start(name: str, given: Attributes) -> None:
        nonlocal reading, spoken
        reading = name == "t" and not spoken
        spoken = spoken or name == "rPh"

    def end(name: str) -> None:
        nonlocal reading, spoken
        reading = False
        if name == "rPh":
            spoken = False
        elif name == "si":
            texts.append(unescaped("".join(parts)))
            parts.clear()

    def characters(text: str) -> None:
        if reading:
            parts.append(text)

    with archive.open("xl/sharedStrings.xml") as stream:
        more = parse(stream, start, end, characters)
        while more():
            pass
    return texts


def unescaped(text: str) -> str:
    """A text with the characters that XML cannot hold, which spreadsheets write as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x" in text else text
