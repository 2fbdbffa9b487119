"""`zilv speech evaluate`: precision and recall of the speech review on dialogues that people have read through."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zilv.cli.language import JsonOption, LanguageOption, chosen
from zilv.cli.speech_files import there
from zilv.cli.speech_judge import FastOption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from zilv.speech.evaluate.compare import Compared
    from zilv.speech.evaluate.rates import Rate, Rates
    from zilv.speech.evaluate.report import Evaluation
    from zilv.speech.transcript.transcript import Dialogue

FilesArgument = Annotated[
    list[Path], typer.Argument(help="已标注的转写 .jsonl · Labelled transcripts", metavar="FILE...", callback=there)
]


def evaluate_command(  # noqa: PLR0913
    files: FilesArgument,
    leave_one_out: Annotated[
        bool, typer.Option("--leave-one-out", help="逐个作者留出重训 · Train anew without each file in turn")
    ] = False,
    encoder: Annotated[
        Path | None,
        typer.Option("--encoder", help="留出时合用的编码器 · With --leave-one-out: read by it too", callback=there),
    ] = None,
    speed: Annotated[float, typer.Option("--speed", min=1, help="每分钟读多少字 · Characters read a minute")] = 400,
    prevalence: Annotated[
        float | None,
        typer.Option("--prevalence", min=0.0001, max=1, help="有行为的份额，默认同文件 · Share with an act"),
    ] = None,
    by_slice: Annotated[
        bool, typer.Option("--by-slice", help="各切片内再分行为 · Each act within each slice too")
    ] = False,
    fast: FastOption = False,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """以人工标注为准，给出每种行为的精确率、召回率、F1 与自助法区间：先按对话，再按轮次；并分渠道、方言、识别、规避。
    另给出每小时通读能找到多少行为：按发现的分数先后读，与随机抽读相比。

    Precision, recall and F1 of each act with bootstrap intervals of 95 %, per dialogue first, then per turn; slices by
    channel and tag, with all acts together, and with --by-slice act by act (--json always tells both); false alarms on
    safe and on baited dialogues. Files the heads were trained on flatter them: use
    --leave-one-out there (one file an author; needs scikit-learn), and for the true measure files that they never saw.
    With --encoder, a file of train-encoder that was fitted to some of these authors only, the others' dialogues are
    read by heads and encoder together, marks set without the author in turn.
    Acts found per hour of reading, in order of score (rules first) beside random order: assumed are --speed, 15 seconds
    a contact, and --prevalence, to which safe dialogues are weighted; in practice far fewer contacts hold an act.

    \b
    例 Examples:
      zilv speech evaluate unseen.jsonl
      zilv speech evaluate unseen.jsonl --by-slice
      zilv speech evaluate corpus/zh/p*.jsonl --leave-one-out --json
      zilv speech evaluate corpus/zh/p*.jsonl --leave-one-out --encoder some-authors.npz
    """
    from zilv.speech.evaluate.effort import Reader
    from zilv.speech.evaluate.report import as_data, evaluation

    made = evaluation(_compared(files, leave_one_out, encoder, fast), Reader(speed, prevalence))
    if as_json:
        import msgspec

        typer.echo(msgspec.json.format(msgspec.json.encode(as_data(made)), indent=2).decode())
    else:
        shown(made, chosen(lang) == "zh", by_slice)


def _compared(files: list[Path], leave_one_out: bool, partial: Path | None, fast: bool) -> "Compared":
    from zilv.speech.encoder.encoder import load, shipped
    from zilv.speech.evaluate.compare import compared
    from zilv.speech.judge.judge import judge_all

    if leave_one_out:
        from zilv.speech.train.make import crossed

        list(_given(files))  # a file that nothing can be measured on is told before anything is trained
        return crossed(files, lambda stage: typer.echo(f"… {stage}", err=True), load(partial) if partial else None)
    if partial is not None:
        from zilv.speech.transcript.read import SpeechError

        raise SpeechError("--encoder 须与 --leave-one-out 同用 · --encoder goes with --leave-one-out")
    encoder = None if fast else shipped()
    return compared(judge_all(_given(files), encoder=encoder))


def _given(files: list[Path]) -> "Iterator[Dialogue]":
    """The labelled dialogues of all files. Raises SpeechError; no file without any is passed over in silence."""
    from zilv.speech.train.examples import labelled
    from zilv.speech.transcript.read import SpeechError

    for file in files:
        none = True
        for dialogue, _ in labelled([file]):
            none = False
            yield dialogue
        if none:
            raise SpeechError(
                f"{file}: 没有任何对话；应为已标注的转写，每行一份 · it holds no dialogue; labelled transcripts were "
                "expected, one a line"
            )


def shown(made: "Evaluation", zh: bool, by_slice: bool) -> None:
    """Print an evaluation as tables: acts, slices, with `by_slice` each slice's acts, reading; then false alarms."""
    from rich.console import Console
    from rich.table import Column, Table

    console = Console()
    if not console.is_terminal:
        console = Console(width=140)  # a file has no width: nothing need be cut
    heads = ("行为", "数", "精确率", "召回率", "F1", "按轮精确率", "按轮召回率", "达标") if zh else (
        "act", "n", "precision", "recall", "F1", "P by turn", "R by turn", "met"
    )  # fmt: skip
    table = Table(Column(heads[0], no_wrap=True), *heads[1:])
    for one in made.acts:
        by, turn = one.by_dialogue, one.by_turn
        turns = [_alone(turn.precision), _alone(turn.recall)]
        table.add_row(one.act + "*" * one.red_line, str(by.there), *_figures(by), *turns, "✓" if one.met else "")
    console.print(table)
    console.print(_slices(made, zh))
    if by_slice:
        console.print(_acts_by_slice(made, zh))
    console.print(_reading(made, zh))
    said = ("合规对话误报", "其中带诱饵") if zh else ("false alarms on safe dialogues", "on baited ones")
    console.print(
        f"{said[0]}: {_with(made.false_alarms)} (n={made.safe}); {said[1]}: {_with(made.baited)} (n={made.baited_safe})"
    )


def _slices(made: "Evaluation", zh: bool) -> "Table":
    from rich.table import Table

    heads = ("切片", "对话", "精确率", "召回率", "F1", "合规", "误报") if zh else (
        "slice", "dialogues", "precision", "recall", "F1", "safe", "false alarms"
    )  # fmt: skip
    table = Table(*heads)
    for part in made.slices:
        table.add_row(part.trait, str(part.dialogues), *_figures(part.rates), str(part.safe), _with(part.false_alarms))
    return table


def _acts_by_slice(made: "Evaluation", zh: bool) -> "Table":
    from rich.table import Column, Table

    heads = ("切片", "行为", "数", "精确率", "召回率", "F1") if zh else (
        "slice", "act", "n", "precision", "recall", "F1"
    )  # fmt: skip
    table = Table(Column(heads[0], no_wrap=True), Column(heads[1], no_wrap=True), *heads[2:])
    for part in made.slices:
        for one in part.acts:
            table.add_row(part.trait, one.act, str(one.rates.there), *_figures(one.rates))
    return table


def _reading(made: "Evaluation", zh: bool) -> "Table":
    from rich.table import Table

    heads = ("通读时间占比", "小时", "按分数：行为/小时", "随机：行为/小时", "倍数") if zh else (
        "share of the time", "hours", "by score: acts/hour", "random: acts/hour", "times"
    )  # fmt: skip
    table = Table(*heads)
    for one in made.reading:
        times = f"{one.times.value:.1f} [{one.times.low:.1f}–{one.times.high:.1f}]" if one.times.low else "–"
        table.add_row(f"{one.share:.0%}", f"{one.hours:.1f}", f"{one.by_score:.1f}", f"{one.at_random:.1f}", times)
    return table


def _figures(rates: "Rates") -> tuple[str, str, str]:
    return _with(rates.precision), _with(rates.recall), _with(rates.f1)


def _with(rate: "Rate") -> str:
    if rate.value is None:
        return "–"
    return f"{rate.value:.2f} [{rate.low:.2f}–{rate.high:.2f}]"


def _alone(rate: "Rate") -> str:
    return "–" if rate.value is None else f"{rate.value:.2f}"
