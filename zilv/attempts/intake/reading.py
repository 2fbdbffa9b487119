"""One file from its bytes to canonical text columns: opened, its format chosen, every record converted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from zilv.attempts.attempt import COLUMNS
from zilv.attempts.intake.choose import CANONICAL, chosen, constants_for, unknown_columns
from zilv.attempts.intake.chunk import Chunk, Source
from zilv.attempts.intake.convert import from_canonical_records, from_records, with_constants
from zilv.attempts.intake.format import Context, Format
from zilv.attempts.intake.inputs import Opened, opened
from zilv.attempts.intake.json_records import JsonRecords
from zilv.attempts.intake.options import IntakeOptions
from zilv.attempts.intake.reasons import not_ours
from zilv.errors import IntakeError


@dataclass(frozen=True, slots=True)
class Reading:
    """A file about to be read. `form` None: canonical. `chunks`: canonical text columns, read as they are asked for."""

    path: Path
    opened: Opened
    form: Format | None
    chunks: Iterator[Chunk]
    warnings: tuple[str, ...]

    @property
    def format_name(self) -> str:
        """The format's name, `canonical` for our own."""
        return self.form.name if self.form else CANONICAL


def reading(path: Path, options: IntakeOptions) -> Reading:
    """Open a file and choose how it is read. Raises IntakeError."""
    file = opened(path)
    form = chosen(file.source, path, options)
    if form is None:
        chunks = _canonical_chunks(file.source, options)
        unknown = unknown_columns(file.source)
        ignored = f"{path}: {not_ours(unknown)}" if unknown else ""
        return Reading(path, file, None, chunks, (*file.warnings, *([ignored] if ignored else [])))
    if isinstance(file.source, JsonRecords):
        file.source.lists = form.lists
    context = _context(path, form, options)
    read = _with_lender(path, lambda chunk: from_records(chunk, form, context))
    return Reading(path, file, form, map(read, file.source.chunks(None)), file.warnings)


def _canonical_chunks(source: Source, options: IntakeOptions) -> Iterator[Chunk]:
    if isinstance(source, JsonRecords):
        return (from_canonical_records(chunk, options.constants) for chunk in source.chunks(None))
    constants = constants_for(source, options.constants)
    return (with_constants(chunk, constants) for chunk in source.chunks(frozenset(COLUMNS)))


def _context(path: Path, form: Format, options: IntakeOptions) -> Context:
    zone = options.zone_of_times or options.default_zone
    if zone is None:
        raise IntakeError(
            f"{path}: {form.name} 的时间不带时区，请用 --zone 给出，如 Asia/Shanghai · "
            f"times of {form.name} carry no zone; name theirs with --zone, e.g. Asia/Shanghai"
        )
    return Context(zone, options.constants)


def _with_lender(path: Path, read: Callable[[Chunk], Chunk]) -> Callable[[Chunk], Chunk]:
    """`read`, but the whole file is refused where none of its first rows names a lender: no row would be taken in."""
    first = True

    def checked(chunk: Chunk) -> Chunk:
        nonlocal first
        found = read(chunk)
        if first and len(found) and "lender" not in found.columns:
            raise IntakeError(
                f"{path}: 没有说明是谁的债权，请用 --set lender=NAME 给出放款机构 · "
                "says nowhere whose debts these are; name the lender with --set lender=NAME"
            )
        first = first and not len(found)
        return found

    return checked
