"""`zilv speech second`: a language model reads after the judge; it may confirm and add, and take nothing away."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from zilv.cli.language import LanguageOption, chosen
from zilv.cli.speech_files import apart, there
from zilv.cli.whole_file import whole_file

if TYPE_CHECKING:
    from zilv.speech.second.endpoint import Endpoint
    from zilv.speech.second.reader import Reading
    from zilv.speech.transcript.transcript import Dialogue

TOGETHER = 32
"""So many dialogues are under way at a time."""


def second_command(  # noqa: PLR0913
    files: Annotated[
        list[Path], typer.Argument(help="转写，同 judge · Transcripts, as for judge", metavar="FILE...", callback=there)
    ],
    findings: Annotated[
        Path, typer.Option("--findings", metavar="FILE", help="judge 的结果 · What judge found", callback=there)
    ],
    url: Annotated[str, typer.Option("--url", help="兼容 OpenAI 的接口，至 /v1 · The endpoint, up to /v1")],
    model: Annotated[str, typer.Option("--model", help="模型名 · The model's name there")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="写入此文件 · Write here")],
    key_file: Annotated[
        Path | None,
        typer.Option("--key-file", metavar="FILE", help="密钥所在文件 · A file with the key", callback=there),
    ] = None,
    collector: Annotated[
        str | None, typer.Option("--collector", metavar="N", help="催收员的编号，同 judge · As given to judge")
    ] = None,
    takes_s: Annotated[float, typer.Option("--takes-s", help="一问至多几秒 · Seconds a question", min=0.1)] = 30.0,
    lang: LanguageOption = None,
) -> None:
    """请大语言模型再读一遍：只看遮蔽后的文本，只能逐字引用、只能补充，不能撤销已有发现。

    Let a language model read after the judge. It is shown redacted text, may cite word for word, confirm and add;
    every finding of the judge is written as it was, with `second`: confirmed, not_cited or unread. What the model alone
    saw is written with `by` second, for a person. Exit status 1: it has not read everything; the rest stands.

    \b
    例 Examples:
      zilv speech second calls.jsonl --findings f.jsonl --url http://127.0.0.1:8000/v1 --model qwen --out both.jsonl
      zilv speech second tencent.json --collector 0 --findings f.jsonl --url http://… --model qwen --out both.jsonl
    """
    from zilv.speech.second.endpoint import Endpoint

    apart("--out", out, [*files, key_file])
    endpoint = Endpoint(url, model, _key(key_file), takes_s)
    first = _first(findings)
    _each_its_own_id(files, collector)
    with whole_file(out) as target:
        told = _read(_together(files, collector), first, endpoint, target)
    unread = {name.removeprefix("unread "): count for name, count in told.items() if name.startswith("unread ")}
    typer.echo(_summary(told, unread, chosen(lang)), err=True)
    if unread:
        raise typer.Exit(1)


def _key(file: Path | None) -> str:
    """The key in a file, "" without a file. Raises ZilvError for an empty one."""
    from zilv.errors import ZilvError

    key = file.read_bytes().decode("utf-8-sig", "replace").strip() if file else ""
    if file and not key:
        raise ZilvError(f"--key-file: {file}: 为空，应只放密钥 · it is empty; the key alone was expected in it")
    return key


def _each_its_own_id(files: list[Path], collector: str | None) -> None:
    """Raises ZilvError where two transcripts have one id: nobody could tell whose the judge's findings are."""
    from zilv.errors import ZilvError
    from zilv.speech.transcript.read import Rejected, read

    before: dict[str, str] = {}
    for one in (one for file in files for one in read(file, collector, before)):
        if isinstance(one, Rejected) and one.twice is not None:
            raise ZilvError(str(one))


def _summary(told: Counter[str], unread: dict[str, int], said: str) -> str:
    why = "".join(f", {code} {count}" for code, count in unread.items())
    four = [told[name] for name in ("confirmed", "not_cited", "added", "dropped")]
    zh = "确认 {}，未引用 {}，补充 {}，丢弃 {}".format(*four) + f"；未读 {sum(unread.values())} 轮{why}"
    en = "confirmed {}, not cited {}, added {}, dropped {}".format(*four) + f"; unread {sum(unread.values())}{why}"
    return zh if said == "zh" else en


def _first(path: Path) -> dict[str, list[Any]]:
    """The judge's findings by dialogue."""
    import msgspec

    from zilv.errors import ZilvError
    from zilv.speech.judge.finding import Finding

    decode = msgspec.json.Decoder(Finding).decode
    made: dict[str, list[Any]] = {}
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                finding = decode(line)
            except msgspec.DecodeError:
                raise ZilvError(f"{path}: 第 {number} 行不是 judge 的结果 · line {number} is no finding") from None
            made.setdefault(finding.id, []).append(finding)
    return made


def _read(
    batches: "Iterator[list[Dialogue]]", first: dict[str, list[Any]], endpoint: "Endpoint", target: IO[bytes]
) -> Counter[str]:
    import msgspec

    from zilv.speech.second.asked import definitions
    from zilv.speech.second.reader import read_dialogues

    told: Counter[str] = Counter()
    seen: set[str] = set()
    for some in batches:
        readings = read_dialogues(endpoint, definitions(), [one.turns for one in some])
        for dialogue, reading in zip(some, readings, strict=True):
            told.update(_written(dialogue, first.get(dialogue.id, []), reading, target))
            seen.add(dialogue.id)
    for finding in (one for name, found in first.items() if name not in seen for one in found):
        target.write(msgspec.json.encode(msgspec.to_builtins(finding) | {"second": "unread"}) + b"\n")
        told["unread no_transcript"] += 1
    return told


def _together(files: list[Path], collector: str | None) -> Iterator[list["Dialogue"]]:
    """The dialogues of all files, some at a time; what cannot be read was told by judge."""
    from zilv.speech.transcript.read import Rejected, read

    some: list[Dialogue] = []
    for file in files:
        for dialogue in read(file, collector):
            if not isinstance(dialogue, Rejected):
                some.append(dialogue)
            if len(some) == TOGETHER:
                yield some
                some = []
    if some:
        yield some


def _written(dialogue: "Dialogue", first: list[Any], reading: "Reading", target: IO[bytes]) -> Counter[str]:
    import msgspec

    from zilv.speech.acts.act import act_named
    from zilv.speech.second.merge import merged

    both = merged(first, reading)
    lines = [{**msgspec.to_builtins(one), "second": said} for one, said in zip(first, both.opinions, strict=True)]
    texts = {turn.i: turn.text for turn in dialogue.turns}
    for cited in both.added:
        lines.append(
            {
                "id": dialogue.id,
                **({} if dialogue.attempt_id is None else {"attempt_id": dialogue.attempt_id}),
                "turn": cited.turn,
                "act": cited.act,
                "score": None,
                "span": texts[cited.turn][cited.start : cited.end],
                "start": cited.start,
                "end": cited.end,
                "provision": act_named(cited.act).served(dialogue.party),
                "by": "second",
                "why": {"zh": "仅第二读者引用，须由人判断", "en": "cited by the second reader alone; a person decides"},
                "second": "added",
            }
        )
    for line in lines:
        target.write(msgspec.json.encode(line) + b"\n")
    told = Counter(line["second"] for line in lines if line["second"] != "unread")
    return told + Counter(f"unread {code}" for _, code in reading.unread) + Counter(dropped=reading.dropped)
