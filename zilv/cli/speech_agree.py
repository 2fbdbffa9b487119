"""`zilv speech agree`: how far two people who labelled the same dialogues agree."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zilv.cli.language import JsonOption, LanguageOption, chosen
from zilv.cli.speech_files import there

if TYPE_CHECKING:
    from zilv.speech.evaluate.agree import Agreement


def agree_command(
    first: Annotated[Path, typer.Argument(help="第一人的标注 · The first's labels", metavar="FIRST", callback=there)],
    second: Annotated[
        Path, typer.Argument(help="第二人的标注 · The second's labels", metavar="SECOND", callback=there)
    ],
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """两人各自标注同一批对话，按对话给出每种行为的一致程度：科恩 κ 与 95% 自助法区间。这是任何测量的上限。

    Cohen's kappa per act and dialogue, with bootstrap intervals of 95 %, of two people who labelled the same dialogues
    on their own: no figure measured on such labels means more than that. A file holds one JSON object a line with `id`
    and `labels` (`turn`, `act`); labelled transcripts are such files. `collector`: whether anything of the collector's
    was found; `all`: every act of every dialogue.

    \b
    例 Examples:
      zilv speech agree mine.jsonl yours.jsonl
      zilv speech agree mine.jsonl yours.jsonl --json
    """
    from zilv.speech.evaluate.agree import agreement, marked
    from zilv.speech.evaluate.report import as_data

    made = agreement(marked(first), marked(second))
    if as_json:
        import msgspec

        typer.echo(msgspec.json.format(msgspec.json.encode(as_data(made)), indent=2).decode())
    else:
        _shown(made, chosen(lang) == "zh")


def _shown(made: "list[Agreement]", zh: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    heads = ("行为", "都有", "仅第一人", "仅第二人", "κ")
    table = Table(*(heads if zh else ("act", "both", "first alone", "second alone", "kappa")))
    for one in made:
        rate = one.kappa
        told = "–" if rate.value is None else f"{rate.value:.2f} [{rate.low:.2f}–{rate.high:.2f}]"
        table.add_row(one.act, str(one.both), str(one.first_alone), str(one.second_alone), told)
    console = Console()
    if not console.is_terminal:
        console = Console(width=100)  # a file has no width: nothing need be cut
    console.print(table)
