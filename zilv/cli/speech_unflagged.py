"""`zilv speech sample-unflagged` and `estimate-recall`: what the review misses, by a sample that a person reads."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zilv.cli.language import JsonOption, LanguageOption, chosen
from zilv.cli.speech_files import there

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zilv.speech.transcript.transcript import Dialogue
    from zilv.speech.unflagged.estimate import Estimated, OfAct, Total

FilesArgument = Annotated[
    list[Path], typer.Argument(help="转写：.jsonl .srt 或文本 · Transcripts", metavar="FILE...", callback=there)
]


def sample_command(
    files: FilesArgument,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="工作清单写入此目录 · The work list goes here")],
    unflagged: Annotated[
        int, typer.Option("--unflagged", min=1, help="抽取无发现的份数 · How many without findings")
    ] = 300,
    flagged: Annotated[int, typer.Option("--flagged", min=0, help="抽取有发现的份数 · How many with findings")] = 100,
    seed: Annotated[int, typer.Option("--seed", help="随机种子 · For the draw")] = 0,
    lang: LanguageOption = None,
) -> None:
    """分层随机抽取审查没有发现的沟通（并少量有发现的），交人通读：写出工作清单 CSV 与 JSONL，供估计漏检。

    Draw a random sample of contacts without findings, and some with, by channel, agency (a tag `agency:NAME`) and
    length; write it in random order as a list for a person, who fills the column `acts` with what the contact holds
    (`none` or 无 for nothing) and is not told what was found. `frame.json` is what estimate-recall needs: keep it from
    the reader. A folder that holds a sample already is refused, as people may have filled it. The list
    holds what was said: keep it as you keep transcripts.

    \b
    例 Examples:
      zilv speech sample-unflagged calls.jsonl --out audit-june
      zilv speech sample-unflagged calls.jsonl --out audit-june --unflagged 600 --seed 6
    """
    from zilv.speech.encoder.encoder import shipped
    from zilv.speech.judge.judge import judge_all
    from zilv.speech.unflagged.sample import drawn, unused, write

    unused(out)
    frame, order = drawn(judge_all(_dialogues(files), encoder=shipped()), (unflagged, flagged), seed)
    wanted = {dialogue.id: dialogue for dialogue in _dialogues(files) if dialogue.id in frame.drawn}
    write(out, frame, [wanted[name] for name in order])
    without, with_findings = sum(frame.unflagged.values()), sum(frame.flagged.values())
    zh = f"{without} 份无发现、{with_findings} 份有发现；抽出 {len(order)} 份，见 {out}/to-read.csv"
    en = f"{without} without findings, {with_findings} with; {len(order)} drawn: {out}/to-read.csv"
    typer.echo(zh if chosen(lang) == "zh" else en)


def _dialogues(files: list[Path]) -> "Iterator[Dialogue]":
    """All transcripts; one that cannot be read ends the draw, as it could not be drawn."""
    from zilv.speech.transcript.read import Rejected, SpeechError, read

    before: dict[str, str] = {}
    for file in files:
        for dialogue in read(file, before=before):
            if isinstance(dialogue, Rejected):
                raise SpeechError(str(dialogue))
            yield dialogue


def estimate_command(
    folder: Annotated[Path, typer.Argument(help="sample-unflagged 的目录 · Its folder", metavar="DIR")],
    read: Annotated[
        Path | None,
        typer.Option("--read", metavar="FILE", help="已填清单，默认 DIR/to-read.csv · The filled list", callback=there),
    ] = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """由人读过的样本估计每种行为的召回率（漏检多少），附 95% 区间；未读的不计，由已读的代表。

    Estimate from what a person has read how many contacts hold each act, found and missed, and the recall, with limits
    of 95 %: Wilson in each group, put together by MOVER (Zou & Donner 2008). A table's column `acts`, or `labels` in
    JSON Lines, tells what the person found; contacts left empty have not been read, and the others stand for them.

    \b
    例 Examples:
      zilv speech estimate-recall audit-june
      zilv speech estimate-recall audit-june --read read.jsonl --json
    """
    from zilv.speech.evaluate.report import as_data
    from zilv.speech.unflagged.estimate import estimated
    from zilv.speech.unflagged.filled import filled
    from zilv.speech.unflagged.frame import TABLE_FILE, read_frame

    frame = read_frame(folder)
    made = estimated(frame, filled(there(read or folder / TABLE_FILE), frame.drawn))
    if as_json:
        import msgspec

        typer.echo(msgspec.json.format(msgspec.json.encode(as_data(made)), indent=2).decode())
    else:
        _shown(made, chosen(lang) == "zh")


def _shown(made: "Estimated", zh: bool) -> None:
    from rich.console import Console
    from rich.table import Column, Table

    console = Console()
    if not console.is_terminal:
        console = Console(width=110)
    heads = ("行为", "样本中", "查出（估计）", "漏检（估计）", "召回率") if zh else (
        "act", "in sample", "found (estimated)", "missed (estimated)", "recall"
    )  # fmt: skip
    table = Table(Column(heads[0], no_wrap=True), *heads[1:])
    for one in made.acts:
        table.add_row(one.act, str(one.seen), _total(one.found), _total(one.missed), _recall(one))
    console.print(table)
    zh_said = f"共 {made.contacts} 份，{made.unflagged} 份无发现；读了 {made.read} 份，{made.unread} 份未读。"
    en_said = f"{made.contacts} contacts, {made.unflagged} without findings; {made.read} read, {made.unread} not yet."
    console.print(zh_said if zh else en_said)


def _total(made: "Total") -> str:
    return f"{made.value:.0f} [{made.low:.0f}–{made.high:.0f}]"


def _recall(one: "OfAct") -> str:
    value = "–" if one.recall.value is None else f"{one.recall.value:.2f}"
    return f"{value} [{one.recall.low:.2f}–{one.recall.high:.2f}]"
