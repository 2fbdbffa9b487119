"""Takes files of attempts in: every row read, accounted for, and stored in the order that judgement reads."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from zilv import __version__
from zilv.attempts.intake import layout
from zilv.attempts.intake.accounting import Accounting, Rejects, Tally
from zilv.attempts.intake.arrivals import Arrivals
from zilv.attempts.intake.brief import BRIEF
from zilv.attempts.intake.buckets import Buckets
from zilv.attempts.intake.closed import Closed
from zilv.attempts.intake.gather import Described, Gather
from zilv.attempts.intake.inputs import buckets_for, files_of
from zilv.attempts.intake.layout import Building, MadeWith, Manifest, is_layout
from zilv.attempts.intake.made_with import made_with_of
from zilv.attempts.intake.options import IntakeOptions, Progress, Told
from zilv.attempts.intake.people import People
from zilv.attempts.intake.settle import Settle, add_by_person
from zilv.attempts.intake.store import Store
from zilv.attempts.intake.zones import Zones
from zilv.attempts.names import Names
from zilv.errors import IntakeError
from zilv.registers.rows import Registers

__all__ = ["Accounting", "IntakeOptions", "Progress", "is_layout", "take_in"]


def take_in(paths: Sequence[Path], out: Path, options: IntakeOptions, progress: Told | None = None) -> Accounting:
    """Read files and folders into a layout at `out`, and the rows that cannot be read into `options.rejects`.

    Raises IntakeError for a source that cannot be read at all, and where the disk is full. Whatever ends it early,
    neither the layout nor the file of rejected rows is there half-written.
    """
    files, warnings = files_of(paths)
    if options.rejects.resolve().is_relative_to(out.resolve()):
        en = "rejected rows cannot be written inside the layout; name another place"
        raise IntakeError(f"{options.rejects}: 被拒各行不能写在读入的数据之内，请另选一处 · {en}")
    rejects = Rejects(options.rejects)
    try:
        with layout.building(out) as made:
            accounting = _into(made, files, options, progress or _untold, rejects, warnings)
        rejects.keep()
    except OSError as error:
        raise IntakeError(f"{out}: 无法写入 · cannot be written: {error.strerror or error}") from error
    finally:
        rejects.drop()
    return accounting


def _untold(progress: Progress) -> None:
    """Nobody asked."""


def _into(
    made: Building, files: list[Path], options: IntakeOptions, told: Told, rejects: Rejects, warnings: list[str]
) -> Accounting:
    names, tally, count = Names(), Tally(len(files)), buckets_for(files)
    closed = Closed(names)
    registers = options.registers or Registers()
    arrivals = Arrivals(made.scratch, count, closed)
    gather = Gather(options, names, tally, rejects, arrivals.sorted_out)
    gather.read(files, told)
    by_person = Buckets(made.scratch, "person", count, BRIEF)
    people = People(registers.relations, names)
    settle = Settle(files, names, people, tally, rejects)
    for done, rows in enumerate(arrivals.by_id()):
        add_by_person(settle.attempts(rows), closed, by_person)
        told(Progress("settle", "", done + 1, count, gather.rows))
    store = Store(made.layout, closed, Zones(registers.persons, options.default_zone))
    for done in store.add_all(_attempts(arrivals, by_person, tally)):
        told(Progress("sort", "", done, count, gather.rows))
    store.finish()
    accounts = tuple(file.account(tally, number) for number, file in enumerate(gather.described))
    accounting = Accounting(files=accounts, warnings=(*warnings, *gather.warnings))
    made_with = made_with_of(options, people.asked)
    layout.write_manifest(made.layout, _manifest(made.layout, store, gather.described, made_with, accounting))
    return accounting


def _attempts(arrivals: Arrivals, settled: Buckets, tally: Tally) -> Iterator[pa.Table]:
    """The attempts of each bucket of persons: rows that need no other, and what was settled."""
    for (rows, files), more in zip(arrivals.whole(), settled.tables(), strict=True):
        tally.accept(files)
        yield pa.concat_tables([rows, more])


def _manifest(
    folder: Path, store: Store, files: list[Described], made_with: MadeWith, accounting: Accounting
) -> Manifest:
    inputs = hashlib.sha256("".join(sorted(file.digest for file in files)).encode()).hexdigest()
    return Manifest(
        version=layout.VERSION,
        zilv=__version__,
        rows=store.rows,
        parts=tuple(store.parts),
        marks=layout.marks_of(folder),
        first_day=store.first_day,
        last_day=store.last_day,
        made_with=made_with,
        inputs=inputs,
        accounting=accounting,
    )
