"""`zilv journal`: what the gate has recorded: every entry for a replay, the attempts for an audit."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zilv.cli.language import LanguageOption, chosen
from zilv.cli.migrate import DatabaseOption
from zilv.cli.whole_file import whole_file

if TYPE_CHECKING:
    from zilv.gate.book import Book

OutOption = Annotated[Path, typer.Option("--out", metavar="FILE", help="写到此文件 · The file to write")]


def export_command(
    out: OutOption,
    since: Annotated[
        int, typer.Option("--since", metavar="SEQ", help="只要此号之后 · After this entry only", min=0)
    ] = 0,
    database: DatabaseOption = None,
    lang: LanguageOption = None,
) -> None:
    """导出日志：每行一条 JSON，人、号码、账户、线路均为代号。只含已定序者，导出时闸门可照常服务。

    Export the journal, one line of JSON an entry, tokens in place of persons, numbers, accounts and lines. As sent stay
    collector, agency, product, recording, the reasons of cancels and rulings, a register's evidence, the clients' keys
    and the usernames of holders: they must hold nothing personal of a debtor. The gate may serve meanwhile; what is
    still under way is left for next time. With --since it can be appended to, not replayed.

    \b
    例 Examples:
      zilv journal export --out journal.jsonl
      zilv journal export --since 120000 --out journal-2.jsonl
    """
    from zilv.cli.progress import stages
    from zilv.gate.journal import exported, settled

    said = chosen(lang)
    with _book(database) as book, whole_file(out) as file, stages(said, quiet=False) as progress:
        last = 0
        for number, text in enumerate(exported(settled(book, since), since)):
            file.write(text)
            last = number
            if number % 1000 == 0:
                progress.at("write", number, 0, number)
    typer.echo(f"{out}: {last} 条" if said == "zh" else f"{out}: entries: {last}")


def attempts_command(
    out: OutOption,
    lender: Annotated[str, typer.Option("--lender", help="只要此放款机构 · Of this lender only")] = "",
    database: DatabaseOption = None,
    lang: LanguageOption = None,
) -> None:
    """导出闸门所记触达为规范列 Parquet，可直接交给 zilv audit。

    Export the attempts in the book as Parquet in canonical columns, for `zilv audit`: what was permitted, or was made
    all the same, with the outcome as far as it was told; what was cancelled is left out.

    \b
    例 Examples:
      zilv journal attempts --out attempts.parquet
      zilv audit attempts.parquet --registers registers --law cn
    """
    from pyarrow.parquet import ParquetWriter

    from zilv.cli.progress import stages
    from zilv.gate.canonical import SCHEMA, attempts

    said, rows = chosen(lang), 0
    with (
        _book(database) as book,
        whole_file(out) as file,
        ParquetWriter(file, SCHEMA, compression="zstd") as writer,
        stages(said, quiet=False) as progress,
    ):
        for table in attempts(book, lender):
            writer.write_table(table)
            rows += table.num_rows
            progress.at("write", rows, 0, rows)
    typer.echo(f"{out}: {rows} 次触达" if said == "zh" else f"{out}: attempts: {rows}")


def after_restore_command(database: DatabaseOption = None, lang: LanguageOption = None) -> None:
    """恢复备份之后、启动闸门之前运行：此后的日志与登记簿行从未用过的号码编起，收件方不会把新事件当作旧事件。

    Run after a restore, before the gate is started: what comes is numbered from the clock on, far ahead of whatever the
    lost part was numbered. Without it event ids and row numbers are given twice: receivers drop new events as known
    ones, and whoever reads events on from where it was misses some. Running it again does no harm.

    \b
    例 Examples:
      zilv journal after-restore --database postgresql://zilv@db.example/restored
    """
    from zilv.clock import now_us
    from zilv.gate.restored import renumber

    with _book(database) as book:
        first = renumber(book, now_us())
    zh = f"此后编号自 {first} 起；备份之后的事项请逐一补记，见 docs/operating/backup.md"
    en = f"numbered from {first} on; do again what the copy does not know: docs/operating/backup.md"
    typer.echo(zh if chosen(lang) == "zh" else en)


@contextmanager
def _book(database: str | None) -> Iterator["Book"]:
    from zilv.cli.opened import opened
    from zilv.desk.database import book_of

    with closing(book_of(opened(database))) as book:
        yield book
