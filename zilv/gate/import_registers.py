"""Registers taken over from files: a file is checked whole, then bound page by page; once more it adds nothing."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from zilv.errors import RegisterError
from zilv.gate import registers
from zilv.gate.book import Book, Page, StoreError
from zilv.gate.laws import Laws, deciding
from zilv.gate.refusal import Refused
from zilv.gate.registers import Change, RegisterBody
from zilv.gate.standing import row_of
from zilv.privacy.token import Tokens
from zilv.registers.read import SUFFIXES, Problem, Reader, files_of
from zilv.registers.rows import REGISTERS, REVIEWS, zone_names

ROWS_PER_PAGE = 500
"""So many rows share a transaction: whoever asks meanwhile waits for one of them, not for the file."""

Progress = Callable[[str, int, int], None]
"""Told the stage ("check" or "bind"), how many rows it has done, and of how many (0 = not known)."""


class Taken(NamedTuple):
    """What became of one file. With `problems` nothing of it binds; `added`: the rows that did not stand before."""

    register: str
    path: Path
    rows: int
    added: int
    problems: tuple[Problem, ...] = ()


class _Checked(Reader):
    """Reads no row that the gate would not take over HTTP."""

    def record(self, register: str, row: Mapping[str, str]) -> Any:
        registers.check_written(row)
        return super().record(register, row)


class Import(NamedTuple):
    """For whom files are taken over, into which book. `lender` "": for every lender of the installation.

    `law`: which law says in which zone a date is midnight, where the lender chose none.
    """

    book: Book
    lender: str
    key_id: str
    tokens: Tokens
    law: str

    def take(self, path: Path, warnings: list[str], told: Progress) -> Iterator[Taken]:
        """Take over a register's file, or each of a folder's; `persons` first, and with a problem there alone.

        Raises LawError, RegisterError, StoreError; what was bound before stays.
        """
        for register, file in paths_of(path, warnings).items():
            taken = self._file(register, file, warnings, told)
            yield taken
            if register == "persons" and taken.problems:
                return  # their zones say what the dates of all others mean

    def declare(self, register: str) -> None:
        """Declare a register complete, unless it is."""
        with self.book.page() as page:
            if register not in page.declared(self.lender):
                registers.declare(page, self._change(register))

    def zones(self) -> tuple[ZoneInfo | None, dict[str, ZoneInfo]]:
        """In which zone a date is midnight: for whoever the register does not place, and for persons by token.

        Raises LawError, StoreError.
        """
        with self.book.page(write=False) as page:
            laws = Laws(deciding(page, self.law))
            laws.refresh(page.versions().law, page)
            persons = [row_of(row.register, row.body) for row in rows_of(page, self.lender, "persons")]
            zone = laws.of(self.lender, page.now()).zone
        return zone, {person: ZoneInfo(name) for person, name in zone_names(persons).items()}

    def _change(self, register: str) -> Change:
        return Change(self.lender, register, self.key_id)

    def _file(self, register: str, path: Path, warnings: list[str], told: Progress) -> Taken:
        zones = self.zones()
        reader = _Checked(self.tokens, *zones)
        count = 0
        for _ in self._rows(reader, register, path):
            count += 1
            if count % ROWS_PER_PAGE == 0:
                told("check", count, 0)
        warnings.extend(reader.warnings)
        if reader.problems:
            return Taken(register, path, count, 0, tuple(sorted(reader.problems, key=lambda p: p.row)))
        return Taken(register, path, count, self._bound(_Checked(self.tokens, *zones), register, path, told, count))

    def _bound(self, reader: Reader, register: str, path: Path, told: Progress, count: int) -> int:
        done = added = 0
        rows = self._rows(reader, register, path)
        try:
            while batch := list(islice(rows, ROWS_PER_PAGE)):
                if reader.problems:
                    raise RegisterError(f"{path}: 读取期间被改动 · was changed while it was read; {_again(done)}")
                with self.book.page() as page:
                    added += add_new(page, self._change(register), batch)
                done += len(batch)
                told("bind", done, count)
        except StoreError as error:
            raise StoreError(f"{error}\n{path}: {_again(done)}") from error
        return added

    def _rows(self, reader: Reader, register: str, path: Path) -> Iterator[Any]:
        """The rows that can be read and name no other lender; one that does is a problem."""
        expected = f'"{self.lender}" or empty' if self.lender else "empty"
        for number, record in reader.each(register, path):
            if getattr(record, "lender", None) in (None, self.lender):
                yield record
            else:
                reason = f"names another lender than --lender; expected {expected}"
                reader.problems.append(Problem(str(path), number, "lender", reason))


def _again(done: int) -> str:
    return f"此前 {done} 行已生效；再次导入同一文件即可补齐 · {done} rows bind; import the same file again for the rest"


def paths_of(path: Path, warnings: list[str]) -> dict[str, Path]:
    """By register the file that is meant: one named after its register, or those of a folder. Raises RegisterError."""
    if path.is_dir():
        found = files_of(path, warnings)
        if found.pop(REVIEWS, None) is not None:
            warnings.append(f"{path}: {REVIEWS}: 供审计用，未导入 · is for audits and was left out")
        return found
    if not path.is_file():
        raise RegisterError(f"{path}: 没有此文件或目录 · there is no such file or folder")
    if path.stem not in REGISTERS or path.suffix.lower() not in SUFFIXES:
        raise RegisterError(
            f"{path}: 文件须以登记簿命名 · a file is named after its register: "
            f"{', '.join(REGISTERS)} ({' or '.join(SUFFIXES)})"
        )
    return {path.stem: path}


def add_new(page: Page, change: Change, records: list[Any]) -> int:
    """Add rows; how many did not stand before."""
    page.lock_registers()
    last = int(page.do("select coalesce(max(row_id), 0) from gate_register_row")[0][0])
    return len({row_id for row_id in registers.add(page, change, records) if row_id > last})


def rows_of(page: Page, lender: str, register: str, person: str | None = None) -> Iterator[Any]:
    """All rows of a register that concern this lender, of one person (a token) or all, in order of their number."""
    after = 0
    while found := registers.rows(page, lender, register, person, after):
        yield from found
        after = found[-1].row_id


def changes_of(page: Page, lender: str, register: str) -> Iterator[tuple[int, int, RegisterBody]]:
    """All changes of a register, oldest first: number and instant of the journal's entry, and what changed."""
    known(register)
    after = 0
    while found := registers.history(page, lender, register, after):
        yield from found
        after = found[-1][0]


def known(register: str) -> None:
    """Raises Refused for what is no register."""
    if register not in REGISTERS:
        raise Refused("register_unknown", ", ".join(REGISTERS))
