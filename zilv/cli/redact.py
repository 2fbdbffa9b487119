"""`zilv privacy redact`: personal information out of text, before anybody or anything else reads it."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Annotated, Any

import typer

FilesArgument = Annotated[
    list[Path], typer.Argument(help="UTF-8 文本或 JSON Lines；- 为标准输入 · Text or JSON Lines", metavar="FILE...")
]


def redact_command(
    files: FilesArgument,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="写入此文件夹 · Write into this folder")
    ] = None,
    spans: Annotated[
        bool, typer.Option("--spans", help="只列位置与种类，不含内容 · List places and kinds, never the content")
    ] = False,
) -> None:
    """个人信息遮蔽：身份证、护照、军人证件、银行卡、电话（含口读）、邮箱、微信与QQ号、车牌、住址、单位、姓名换成种类记号。

    Replace personal information by marks that say only its kind, line by line. In a .jsonl file every text value is
    redacted and the JSON stays JSON. Names, addresses and employers are found as far as the guide says, not all.

    \b
    例 Examples:
      zilv privacy redact notes.txt
      zilv privacy redact calls.jsonl sms.txt --out redacted
      zilv privacy redact notes.txt --spans
    """
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    for file in files:
        made = _spans(file) if spans else _lines(file)
        if out is None:
            sys.stdout.writelines(made)
            continue
        from zilv.errors import ZilvError

        if file.resolve() == (out / file.name).resolve():
            raise ZilvError(f"--out: {out} 是 {file.name} 所在文件夹 · is the folder of the input; name another")
        with (out / file.name).open("w", encoding="utf-8", newline="") as target:
            target.writelines(made)


def _read(file: Path) -> Iterator[str]:
    from zilv.errors import ZilvError

    try:
        with _opened(file) as source:
            yield from source
    except UnicodeDecodeError as error:
        raise ZilvError(f"{file}: 不是 UTF-8 文本 · no text in UTF-8, from byte {error.start} on") from None


def _opened(file: Path) -> IO[str]:
    """The text with the ends of its lines as they stand."""
    if str(file) == "-":
        return open(sys.stdin.fileno(), encoding="utf-8", newline="", closefd=False)
    return file.open(encoding="utf-8", newline="")


def _lines(file: Path) -> Iterator[str]:
    from zilv.privacy.redact.redact import redacted

    if file.suffix != ".jsonl":
        for line in _read(file):
            said = line.rstrip("\r\n")
            yield redacted(said).text + line[len(said) :]
        return
    import msgspec

    from zilv.errors import ZilvError

    for number, line in enumerate(_read(file), 1):
        if not line.strip():
            continue
        try:
            value = msgspec.json.decode(line)
        except msgspec.DecodeError:
            raise ZilvError(f"{file}: 第 {number} 行不是 JSON · line {number} is no JSON") from None
        yield msgspec.json.encode(_without(value)).decode() + "\n"


def _without(value: Any) -> Any:
    """A JSON value with every text in it redacted; keys stay."""
    from zilv.privacy.redact.redact import redacted

    if isinstance(value, str):
        return redacted(value).text
    if isinstance(value, list):
        return [_without(item) for item in value]
    return {key: _without(item) for key, item in value.items()} if isinstance(value, dict) else value


def _spans(file: Path) -> Iterator[str]:
    import json

    from zilv.privacy.redact.redact import found

    for number, line in enumerate(_read(file), 1):
        for span in found(line):
            where = {"file": file.name, "line": number, "start": span.start, "end": span.end, "kind": span.kind}
            yield json.dumps(where, ensure_ascii=False) + "\n"
