"""`zilv speech judge`: the acts and signals in transcripts, each with its words, its law and its reason."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, NamedTuple

import typer

from zilv.cli.language import LanguageOption, chosen
from zilv.cli.speech_files import apart, there
from zilv.cli.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zilv.cli.progress import Stages
    from zilv.speech.hear.known import Known
    from zilv.speech.judge.reviews import Reviews
    from zilv.speech.transcript.transcript import Dialogue

FastOption = Annotated[
    bool, typer.Option("--fast", help="不用编码器：快数倍，错得更多 · No encoder: faster, errs more often")
]
FilesArgument = Annotated[
    list[Path],
    typer.Argument(help="转写：.jsonl .csv .json .srt 或文本 · Transcripts", metavar="FILE...", callback=there),
]

CollectorOption = Annotated[
    str | None,
    typer.Option(
        "--collector", metavar="N", help="催收员的编号：腾讯、讯飞结果，或 --voices 所分嗓音 · Collector's number"
    ),
]
ContactsOption = Annotated[
    Path | None,
    typer.Option(
        "--contacts",
        help="各转写的渠道、对象等，列 file 及其余 · What is known of each transcript",
        metavar="FILE.csv",
        callback=there,
    ),
]
ROWS_TOLD = 20
"""So many lines of the table of contacts are named."""


def judge_command(  # noqa: PLR0913
    files: FilesArgument,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="写入此文件 · Write findings here"),
    ] = None,
    reviews: Annotated[
        Path | None,
        typer.Option("--reviews", metavar="FILE.csv", help="写成供审计用的登记 · Write the register for the audit"),
    ] = None,
    collector: CollectorOption = None,
    contacts: ContactsOption = None,
    fast: FastOption = False,
    lang: LanguageOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="不显示进度 · No progress")] = False,
) -> None:
    """审查通话、短信、聊天里说了什么：逐轮找出催收方的 17 种行为与对方的 10 种信号，离线、只用 CPU。

    Find the collector's acts and the other side's signals, turn by turn; offline, on the CPU. One JSON object a
    finding: id, attempt_id if there is one, turn, act, score, span (verbatim), provision, by, why. What to think of a
    score: docs/guides/speech.md. --collector N holds for every transcript given whose speakers have but numbers.
    Lines that are no transcript are told on standard error and counted, and so is a transcript whose id an earlier one
    has; the exit status is then 1. Text without Chinese is read by rules alone, so it is never entered as clear.
    --contacts: column file names the transcript, by its file, id or recording; beside it any of channel, party,
    first_contact, attempt_id. Text, .srt and services' results cannot tell these.

    \b
    例 Examples:
      zilv speech judge calls.jsonl --out findings.jsonl
      zilv speech judge call.srt chat.txt messages.csv
      zilv speech judge call.srt chat.txt --contacts contacts.csv
      zilv speech judge tencent.json --collector 0
      zilv speech judge heard/unusable.jsonl --collector 1
      zilv speech judge year/*.jsonl --fast --out findings.jsonl
      zilv speech judge calls.jsonl --reviews registers/reviews.csv
    """
    import sys

    from zilv.cli.progress import stages
    from zilv.speech.hear.contacts import read_rows
    from zilv.speech.hear.known import Known
    from zilv.speech.judge.reviews import Reviews

    _none_written_over(files, out, reviews, contacts)
    language, kept = chosen(lang), None if reviews is None else Reviews(reviews)
    known = None if contacts is None else Known(contacts, read_rows(contacts, messages=True))
    given = files, collector, fast, known
    opened: Any = nullcontext(sys.stdout.buffer) if out is None else whole_file(out)
    with stages(language, quiet) as bars, opened as target:
        told = _judged(given, target, kept, bars)
    _tell(told, language)
    if known is not None:
        _tell_unused(known.unused, contacts, language)
    if kept is not None:
        kept.write()
    if told.rejected:
        raise typer.Exit(1)


class Told(NamedTuple):
    """How many dialogues, turns, findings, lines that cannot be read; dialogues that hold text without Chinese."""

    dialogues: int
    turns: int
    findings: int
    rejected: int
    unread: int


def _none_written_over(files: list[Path], out: Path | None, reviews: Path | None, contacts: Path | None) -> None:
    apart("--out", out, [*files, reviews, contacts])
    apart("--reviews", reviews, [*files, contacts])


def _tell(told: Told, language: str) -> None:
    zh = f"审查 {told.dialogues} 份，{told.turns} 轮；发现 {told.findings} 处；{told.rejected} 行无法读取"
    en = f"{told.dialogues} read, {told.turns} turns; {told.findings} findings; {told.rejected} lines could not be read"
    typer.echo(zh if language == "zh" else en, err=True)
    if told.unread:
        zh = f"其中 {told.unread} 份含无汉字的话，只有规则读过，不算查清，不记为 clear"
        en = f"{told.unread} of them hold text without Chinese, which rules alone have read: not entered as clear"
        typer.echo(zh if language == "zh" else en, err=True)


def _tell_unused(lines: list[int], contacts: Path | None, language: str) -> None:
    if lines:
        some = " ".join(map(str, lines[:ROWS_TOLD])) + (" …" if len(lines) > ROWS_TOLD else "")
        zh, en = "行没有用上：没有此名的转写；行号", "rows were not used, as no transcript has that name; lines"
        typer.echo(f"{contacts}: {len(lines)} {zh if language == 'zh' else en}: {some}", err=True)


def _given_twice(one: "Dialogue | None", file: Path, known: "Known | None", reviews: "Reviews | None") -> None:
    """A row of the table that means this one as well as the first ends the command; the first is not clear."""
    if one is not None and known is not None:
        known.told(one, file)
    if one is not None and reviews is not None:
        reviews.doubt(one.id)


def _judged(
    given: "tuple[list[Path], str | None, bool, Known | None]",
    target: BinaryIO,
    reviews: "Reviews | None",
    bars: "Stages",
) -> Told:
    import msgspec

    from zilv import clock
    from zilv.speech.encoder.encoder import shipped
    from zilv.speech.judge.judge import judge_all
    from zilv.speech.judge.reviews import unread
    from zilv.speech.transcript.read import Rejected, read

    encode = msgspec.json.Encoder().encode
    dialogues = turns = findings = rejected = beyond = 0
    (files, collector, fast, known), before = given, dict[str, str]()

    def readable() -> "Iterator[Dialogue]":
        nonlocal rejected
        for n, file in enumerate(files):
            for dialogue in read(file, collector, before):
                if isinstance(dialogue, Rejected):
                    typer.echo(str(dialogue), err=True)
                    rejected += 1
                    _given_twice(dialogue.twice, file, known, reviews)
                else:
                    yield dialogue if known is None else known.told(dialogue, file)
                    if dialogues % 100 == 0:
                        bars.at("judge", n, len(files), dialogues)

    for dialogue, found in judge_all(readable(), encoder=None if fast else shipped()):
        for finding in found:
            target.write(encode(finding) + b"\n")
        if reviews is not None:
            reviews.add(dialogue, found, clock.now())
        findings += len(found)
        dialogues, turns = dialogues + 1, turns + len(dialogue.turns)
        beyond += unread(dialogue)
    return Told(dialogues, turns, findings, rejected, beyond)
