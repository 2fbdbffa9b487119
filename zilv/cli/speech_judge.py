"""`zilv speech judge`: the acts and signals in transcripts, each with its words, its law and its reason."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from zilv.cli.language import LanguageOption, chosen

if TYPE_CHECKING:
    from zilv.cli.progress import Stages

FilesArgument = Annotated[
    list[Path],
    typer.Argument(help="转写：.jsonl .srt 或文本 · Transcripts", metavar="FILE...", exists=True),
]


def judge_command(
    files: FilesArgument,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="写入此文件 · Write findings here"),
    ] = None,
    lang: LanguageOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="不显示进度 · No progress")] = False,
) -> None:
    """审查通话、短信、聊天里说了什么：逐轮找出催收方的 17 种行为与对方的 10 种信号，离线、只用 CPU。

    Find the collector's acts and the other side's signals, turn by turn; offline, on the CPU. One JSON object a
    finding: id, turn, act, score, span (verbatim), provision, by, why. What to think of a score: docs/guides/speech.md.
    Lines that are no transcript are told on standard error and counted; the exit status is then 1.

    \b
    例 Examples:
      zilv speech judge calls.jsonl --out findings.jsonl
      zilv speech judge call.srt chat.txt
    """
    import sys

    from zilv.cli.progress import stages

    language = chosen(lang)
    with stages(language, quiet) as bars:
        if out is None:
            told = _judged(files, sys.stdout.buffer, bars)
        else:
            with out.open("wb") as target:
                told = _judged(files, target, bars)
    zh = f"审查 {told[0]} 份，{told[1]} 轮；发现 {told[2]} 处；{told[3]} 行无法读取"
    en = f"{told[0]} read, {told[1]} turns; {told[2]} findings; {told[3]} lines could not be read"
    typer.echo(zh if language == "zh" else en, err=True)
    if told[3]:
        raise typer.Exit(1)


def _judged(files: list[Path], target: BinaryIO, bars: "Stages") -> tuple[int, int, int, int]:
    """How many dialogues, turns, findings, lines that cannot be read."""
    import msgspec

    from zilv.speech.judge.judge import judge
    from zilv.speech.transcript.read import Rejected, read

    encode = msgspec.json.Encoder().encode
    dialogues = turns = findings = rejected = 0
    for n, file in enumerate(files):
        for dialogue in read(file):
            if isinstance(dialogue, Rejected):
                typer.echo(str(dialogue), err=True)
                rejected += 1
                continue
            for finding in judge(dialogue):
                target.write(encode(finding) + b"\n")
                findings += 1
            dialogues += 1
            turns += len(dialogue.turns)
            if dialogues % 100 == 0:
                bars.at("judge", n, len(files), dialogues)
    return dialogues, turns, findings, rejected
