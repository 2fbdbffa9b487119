"""Which format a file is read in: as the user says, else as its columns tell; and how its records become rows."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from zilv.attempts.attempt import COLUMNS, REQUIRED
from zilv.attempts.intake import formats, mapping
from zilv.attempts.intake.chunk import Source
from zilv.attempts.intake.format import Format
from zilv.attempts.intake.json_records import JsonRecords
from zilv.attempts.intake.options import IntakeOptions
from zilv.attempts.intake.reasons import columns_seen
from zilv.errors import IntakeError

CANONICAL = "canonical"
_MAP_HELP = (
    "各行相同的用 --set 给出，或用 --map 说明在哪些列",
    "give what is the same in all rows with --set, or say with --map which columns hold them",
)


def chosen(source: Source, path: Path, options: IntakeOptions) -> Format | None:
    """The format of a file, None = canonical. Raises IntakeError where none fits, or columns are missing."""
    if options.mapping is not None:
        form: Format | None = mapping.read_mapping(options.mapping)
    elif options.format is not None and options.format != CANONICAL:
        form = formats.named(options.format)
    else:
        form = None if options.format or _is_canonical(source, options) else _guessed(source, path)
    if isinstance(source, JsonRecords) and not source.names:
        return form
    if form is None:
        _need_columns(path, source, [name for name in REQUIRED if name not in options.constants])
    elif not isinstance(source, JsonRecords):
        _need_columns(path, source, sorted(form.telltale))
    return form


def _is_canonical(source: Source, options: IntakeOptions) -> bool:
    return {"attempt_id", "at"} <= set(source.names) and all(
        name in source.names or name in options.constants for name in REQUIRED
    )


def _guessed(source: Source, path: Path) -> Format | None:
    if not source.names:
        what = "开头没有可读的 JSON 对象 · none of its first elements is a JSON object that can be read"
        raise IntakeError(f"{path}: {what}")
    try:
        if isinstance(source, JsonRecords):
            return formats.guess(source.sample, "json")
        return formats.guess([dict.fromkeys(source.names, "")], "csv")
    except IntakeError as error:
        if "attempt_id" in source.names or len(set(REQUIRED) & set(source.names)) >= 2:
            return None
        raise IntakeError(f"{path}: {error}. {columns_seen(source.names)}") from None


def _need_columns(path: Path, source: Source, needed: Sequence[str]) -> None:
    missing = [name for name in needed if name not in source.names]
    if missing:
        raise IntakeError(
            f"{path}: 缺少列 {', '.join(missing)}：{_MAP_HELP[0]} · "
            f"lacks the columns {', '.join(missing)}; {_MAP_HELP[1]}. {columns_seen(source.names)}"
        )


def unknown_columns(source: Source) -> tuple[str, ...]:
    """The columns of a canonical file that are none of ours."""
    return tuple(name for name in source.names if name and name not in COLUMNS)


def constants_for(source: Source, constants: Mapping[str, str]) -> dict[str, str]:
    """The constants that a canonical table lacks a column for."""
    return {name: text for name, text in constants.items() if name not in source.names}
