"""`zilv law export`: the laws that were ever activated, as files, each as it was chosen."""

from pathlib import Path
from typing import Annotated

import typer

from zilv.cli.language import LanguageOption, chosen
from zilv.cli.migrate import DatabaseOption


def export_command(
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="写到此文件夹 · The folder to write to")],
    database: DatabaseOption = None,
    lang: LanguageOption = None,
) -> None:
    """导出数据库所存的法规文本，每个一个 JSON 文件，以版本与摘要命名；凡可写 --law 之处均可用，如升级之后重放日志。

    Write the text of every law that was ever activated, one JSON file each, named by version and digest. Such a file
    stands wherever --law does: after an upgrade, for a replay or an audit under the law of that day.

    \b
    例 Examples:
      zilv law export --out laws
      zilv replay journal.jsonl --law cn --law laws/2026.4+1f0c2ab34d5e.json
    """
    from contextlib import closing

    from zilv.cli.opened import opened
    from zilv.cli.workplace import put_in_place, workplace
    from zilv.desk.database import book_of
    from zilv.gate.decide import bundle
    from zilv.gate.law_texts import kept

    said = chosen(lang)
    with closing(book_of(opened(database))) as book, book.page(write=False) as page:
        laws = kept(page)
    with workplace(out) as work:
        for law in laws:
            (work / "results" / f"{bundle(law)}.json").write_text(law.text, "utf-8")
        put_in_place(work / "results", out)
    typer.echo(f"{out}: {len(laws)} 个文本" if said == "zh" else f"{out}: texts: {len(laws)}")
