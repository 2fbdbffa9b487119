"""`zilv registers`: the dated facts that the gate judges by, from files or one by one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from zilv.cli.language import JsonOption, LanguageOption, chosen
from zilv.cli.lender import check_lender
from zilv.cli.migrate import DatabaseOption

if TYPE_CHECKING:
    from zilv.gate.book import Book
    from zilv.gate.import_registers import Import, Taken

KEY_ID = "cli"
"""In the journal, in place of a key: whoever runs the installation changed it on this machine."""

LenderOption = Annotated[
    str,
    typer.Option("--lender", help="放款机构；'' = 本安装内全部 · The lender; '' = every lender of the installation"),
]
RegisterArgument = Annotated[str, typer.Argument(metavar="REGISTER", help="登记簿名，如 holds · Its name, e.g. holds")]


def import_command(
    path: Annotated[Path, typer.Argument(metavar="FOLDER|FILE", help="目录或文件 · Folder or file")],
    lender: LenderOption,
    complete: Annotated[
        bool,
        typer.Option("--complete", help="并声明完整：无此行即无此事 · And declare complete"),
    ] = False,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """读入登记簿文件（CSV、Parquet）。先整份校验，有一行不可读则该文件一行也不生效；重复读入不重复登记。

    Take over registers from files. Each is checked whole: with one row that cannot be read nothing of that file binds,
    and the exit status is 1. What stands already is not added again; a row ended since is added anew. Files are named
    after their register, e.g. holds.csv.

    \b
    例 Examples:
      zilv registers import registers --lender 示例消金 --complete
      zilv registers import registers/holds.csv --lender 示例消金
    """
    from zilv.cli.progress import stages
    from zilv.cli.registers_shown import json_of, summary

    said, warnings, taken = chosen(lang), list[str](), list["Taken"]()
    with installation(database) as found, stages(said, quiet=as_json) as progress:
        check_lender(found.book, lender, lang)
        work = _work(found, lender)
        for one in work.take(path, warnings, lambda stage, done, total: progress.at(stage, done, total, done)):
            taken.append(one)
            if complete and not one.problems:
                work.declare(one.register)
    for text in (found.warning, *warnings):
        if text:
            typer.echo(f"注意 · note: {text}", err=True)
    typer.echo(json_of(taken, complete) if as_json else "\n".join(summary(one, complete, said) for one in taken))
    if any(one.problems for one in taken):
        raise typer.Exit(1)


def add_command(
    register: RegisterArgument,
    columns: Annotated[
        list[str],
        typer.Argument(metavar="COLUMN=VALUE…", help="各列取值，- 从标准输入读 · - reads from standard input"),
    ],
    lender: LenderOption,
    database: DatabaseOption = None,
    lang: LanguageOption = None,
) -> None:
    """登记一行，即刻对各进程生效；打印其行号。

    Add one row, binding on every process at once; prints its number.

    \b
    例 Examples:
      zilv registers add holds --lender 示例消金 person=C-000123 reason=plan since=2026-03-01 evidence=plan-17
      zilv registers add optouts --lender 示例消金 person=- channel=voice
    """
    from zilv.gate import registers
    from zilv.gate.midnight import Midnights

    with installation(database) as found:
        check_lender(found.book, lender, lang)
        row = _row(columns)
        midnights = Midnights(*_work(found, lender).zones())
        record = registers.parsed(register, row, found.tokens, midnights.of(row, found.tokens))
        with found.book.page() as page:
            (row_id,) = registers.add(page, registers.Change(lender, register, KEY_ID), [record])
            binds = register in page.declared(lender)
    typer.echo(row_id)
    if not binds:
        zh = f"{register} 尚未声明完整，闸门仍按“没有提供”处理：zilv registers declare {register} --lender …"
        en = f"{register} is not declared complete, so the gate goes on without it: zilv registers declare {register}"
        typer.echo(zh if chosen(lang) == "zh" else en, err=True)


def end_command(  # noqa: PLR0913
    row_id: Annotated[int, typer.Argument(metavar="ROW_ID", help="行号 · The row's number", min=1)],
    lender: LenderOption,
    until: Annotated[
        str | None, typer.Option("--until", metavar="INSTANT", help="终止时刻，默认现在 · When it ends; now")
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="由谁终止 · Who ends it")] = "",
    reason: Annotated[str, typer.Option("--reason", help="理由 · Why")] = "",
    database: DatabaseOption = None,
    lang: LanguageOption = None,
) -> None:
    """终止一行；该行保留，此前仍有效。终止时刻早于现在的，须具名并附理由，一并记入变更历史。

    End a row; it stays, and binds what lies before. INSTANT: 2026-03-02T18:00:00+08:00. An end before now takes a
    person's name and a reason; both stand in the register's history.

    \b
    例 Examples:
      zilv registers end 17 --lender 示例消金
      zilv registers end 17 --lender 示例消金 --until 2026-02-01T00:00:00+08:00 --by li.na --reason 登记有误
      zilv registers end 17 --lender 示例消金 --until 2026-04-01T00:00:00+08:00
    """
    from zilv.attempts.parse import FieldError, moment
    from zilv.attempts.rows import microseconds
    from zilv.errors import ZilvError
    from zilv.gate import registers
    from zilv.gate.matter import iso

    try:
        at = microseconds(moment(until)) if until else None
    except FieldError as error:
        raise ZilvError(f"--until: {error.reason}") from None
    with installation(database) as found, found.book.page() as page:
        register = registers.register_of(page, lender, row_id)
        change = registers.Change(lender, register, KEY_ID, by.strip(), reason.strip())
        ends = registers.end(page, change, row_id, at)
    typer.echo(f"{register} {row_id}: {'终止于' if chosen(lang) == 'zh' else 'ends'} {iso(ends)}")


def list_command(
    register: RegisterArgument,
    lender: LenderOption,
    person: Annotated[
        str | None, typer.Option("--person", help="只列此人；- 从标准输入读 · Of this person only; - reads it")
    ] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """列出登记簿；人与号码以代号显示。--json 每行一个对象。

    List a register; persons and numbers are shown as tokens. --json: one object a line.

    \b
    例 Examples:
      zilv registers list holds --lender 示例消金
      zilv registers list holds --lender 示例消金 --person C-000123 --json
    """
    from zilv.cli.registers_shown import as_written, line
    from zilv.gate import import_registers, registers

    said, count = chosen(lang), 0
    with installation(database) as found, found.book.page(write=False) as page:
        token = found.tokens.text("person", _read(person)) if person else None
        for row in import_registers.rows_of(page, lender, register, token):
            count += 1
            typer.echo(line(as_written(registers.columns_shown(row)), as_json))
        declared = register in page.declared(lender)
    if not as_json:
        zh = f"{count} 行；{'已' if declared else '尚未'}声明完整"
        en = f"{count} rows; {'declared complete' if declared else 'not declared complete'}"
        typer.echo(zh if said == "zh" else en, err=True)


def history_command(
    register: RegisterArgument,
    lender: LenderOption,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """登记簿的变更：何时、由哪一密钥（cli = 命令行）、变成什么。

    What was changed in a register, when, by which key (cli = a command like this one).

    \b
    例 Examples:
      zilv registers history holds --lender 示例消金
    """
    from zilv.cli.registers_shown import as_written, line
    from zilv.gate import import_registers
    from zilv.gate.matter import iso

    with installation(database) as found, found.book.page(write=False) as page:
        for seq, at, body in import_registers.changes_of(page, lender, register):
            told = {"seq": seq, "at": iso(at), "change": body.change, "key_id": body.key_id, "row_id": body.row_id}
            told |= {name: text for name in ("by", "because") if (text := getattr(body, name))}
            typer.echo(line({**told, **as_written(body.row or {})}, as_json))


def declare_command(
    register: RegisterArgument,
    lender: LenderOption,
    database: DatabaseOption = None,
    lang: LanguageOption = None,
) -> None:
    """声明登记簿完整：从此没有那一行即没有那回事，不再因它存疑。

    Declare a register complete: from now on no row means that it does not exist, and nothing is in doubt for it.

    \b
    例 Examples:
      zilv registers declare holds --lender 示例消金
    """
    from zilv.gate.import_registers import known

    known(register)
    with installation(database) as found:
        check_lender(found.book, lender, lang)
        _work(found, lender).declare(register)
    typer.echo(f"{register}: {'已声明完整' if chosen(lang) == 'zh' else 'declared complete'}")


class Installation(NamedTuple):
    """The book of this installation, its tokens, what is wrong with its key, its law."""

    book: "Book"
    tokens: Any
    warning: str | None
    law: str


@contextmanager
def installation(database: str | None) -> Iterator[Installation]:
    """The book and the tokens that belong to it. Raises ZilvError."""
    from zilv.cli.opened import opened
    from zilv.cli.sources import tokens_of_installation
    from zilv.desk.database import book_of
    from zilv.settings import settings

    found = opened(database)
    tokens, warning = tokens_of_installation()
    book = book_of(found)
    try:
        yield Installation(book, tokens, warning, settings().law)
    finally:
        book.close()


def _work(found: Installation, lender: str) -> "Import":
    from zilv.gate.import_registers import Import

    return Import(found.book, lender, KEY_ID, found.tokens, found.law)


def _row(columns: list[str]) -> dict[str, str | None]:
    from zilv.errors import ZilvError

    pairs = [text.partition("=") for text in columns]
    if any(not (name and sign) for name, sign, _ in pairs):
        raise ZilvError("各列应写作 列=值，如 person=C-000123 · columns are written COLUMN=VALUE")
    return {name: _read(value) for name, _, value in pairs}


def _read(text: str) -> str:
    import sys

    return sys.stdin.readline().strip() if text == "-" else text
