"""`zilv replay`: whether the gate would decide again as it did, ask by ask, from its own journal."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zilv.cli.language import Language, LanguageOption, chosen

if TYPE_CHECKING:
    from zilv.gate.replay import Difference, Tally


def replay_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="zilv journal export 所导出 · An exported journal")],
    law: Annotated[
        list[str] | None,
        typer.Option("--law", help="本机可用的法规选择，可多次，默认 cn · Choices of law to look in; repeatable"),
    ] = None,
    bundles: Annotated[
        list[str] | None,
        typer.Option("--bundle", help="只重放此版本的判定，可多次 · Only what this bundle decided; repeatable"),
    ] = None,
    lang: LanguageOption = None,
) -> None:
    """重放导出的日志：按每次询问当时的时刻、法规文本与登记簿重新判定，与记录逐字对照。不接触在用的数据库。

    Replay an exported journal: every ask is judged again as of its instant, under the law and registers of that
    moment, and compared with what was recorded: decision, findings, retry_at. No live database is touched.

    \b
    例 Examples:
      zilv replay journal.jsonl
      zilv replay journal.jsonl --law cn,house.yaml --bundle 2026.4+1f0c2ab34d5e

    退出码：0 全部相同，1 有不同，2 读不了。
    Exit status: 0 all equal, 1 differences, 2 it cannot be read.
    """
    from zilv.cli.progress import stages
    from zilv.gate.replay import Tally, replay

    said, tally = chosen(lang), Tally()
    with tempfile.TemporaryDirectory(prefix="zilv-replay-") as folder, stages(said, quiet=False) as progress:
        size = file.stat().st_size

        def lines() -> Iterable[bytes]:
            return _lines(file, lambda done, rows: progress.at("judge", done, 2 * size, rows))

        for difference in replay(lines, law or ["cn"], frozenset(bundles or ()), Path(folder), tally):
            typer.echo(_told(difference, said))
    typer.echo("\n".join(_summary(tally, said)))
    raise typer.Exit(0 if tally.all_equal else 1)


def _lines(file: Path, told: Callable[[int, int], None]) -> Iterator[bytes]:
    done = 0
    with file.open("rb") as opened:
        for number, line in enumerate(opened):
            done += len(line)
            if number % 1000 == 0:
                told(done, number)
            yield line


def _told(found: "Difference", said: Language) -> str:
    recorded, now = ("记录", "重判") if said == "zh" else ("recorded", "found")
    return f"{found.attempt_id} (seq {found.seq}) {found.what}: {recorded} [{found.recorded}] {now} [{found.found}]"


def _summary(tally: "Tally", said: Language) -> Iterator[str]:
    for bundle in sorted(tally.judged | tally.left_out):
        judged, equal, left = tally.judged[bundle], tally.equal[bundle], tally.left_out[bundle]
        if said == "zh":
            yield f"{bundle}: " + (f"未重放 {left} 次" if left else f"重判 {judged} 次，相同 {equal} 次")
        else:
            yield f"{bundle}: " + (f"left out: {left}" if left else f"judged again: {judged}, equal: {equal}")
    if not tally.judged:
        yield "没有可重放的判定" if said == "zh" else "nothing to replay"
