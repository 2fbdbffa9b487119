"""`zilv simulate`: an invented world with planted truth, of any size."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from zilv.cli.language import chosen
from zilv.cli.sweeping import end_as_ctrl_c_does
from zilv.cli.workplace import put_in_place, workplace
from zilv.errors import ZilvError

PeopleOption = Annotated[int, typer.Option("--people", help="债务人数 · How many debtors", metavar="N")]
DaysOption = Annotated[int, typer.Option("--days", help="天数，自 2026-03-02 起 · Days, from 2026-03-02", metavar="D")]
SeedOption = Annotated[int, typer.Option("--seed", help="种子：相同则字节相同 · The same seed, the same bytes", min=0)]
OutOption = Annotated[Path, typer.Option("--out", help="结果文件夹，须为空 · An empty folder for it", metavar="DIR")]


def simulate_command(
    people: PeopleOption = 2_000, days: DaysOption = 31, seed: SeedOption = 1, out: OutOption = Path("zilv-simulated")
) -> None:
    """模拟一个虚构的世界：触达、登记簿，以及植入的违反与差一点的违反，涵盖各规则包所判的每一条。

    Simulate an invented world: attempts, registers, and planted breaches and near-misses of every provision that
    a pack judges.

    \b
    例 Examples:
      zilv simulate --people 2000 --days 31 --seed 1 --out world
      zilv audit world/attempts.parquet --registers world/registers --out out

    结果：attempts.parquet、earlier.parquet（旧指引时期）、registers、truth.parquet、other-law（cn 不判的规定）、
    README.md（列明全部假设）。
    命令相同，zilv、numpy、pyarrow 的版本也相同，则字节相同。

    Results: attempts.parquet, earlier.parquet (under the older guideline), registers, truth.parquet, other-law (what cn
    does not judge), and a README.md that names every assumption. The same command gives the same bytes, by the same
    versions of zilv, numpy and pyarrow.
    """
    from zilv.cli.progress import stages
    from zilv.simulate.simulate import simulate
    from zilv.simulate.world import World

    world = World(people, days, seed)
    end_as_ctrl_c_does()
    with _new_folder(out) as folder, stages(chosen(None), quiet=False) as bars:
        rows = simulate(world, folder, lambda done, total, rows: bars.at("write", done, total, rows))
    typer.echo(f"{out}: {rows:,} 次触达 · attempts")


@contextmanager
def _new_folder(out: Path) -> Iterator[Path]:
    """A folder that becomes `out` at the end; whatever ends it early leaves nothing behind."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ZilvError(f"--out: {out} 不是空文件夹，请另选一处 · is not an empty folder; name another")
    with workplace(out) as work:
        yield work / "results"
        try:
            (work / "results").replace(out)  # at once, so that no moment has half a world
        except OSError as error:
            if error.errno in {errno.ENOTEMPTY, errno.EEXIST}:
                raise
            put_in_place(work / "results", out)  # `.`, a link or a mount stays where it is
