"""Rows of canonical text columns, many at once, as columns of numbers; every row that cannot be read, with its reason.

What is accepted here is exactly what `attempts.parse.attempt_from` accepts, less instants outside of 1990 to 2199
and whole numbers above 2³¹ - 1, and less what would be counted as somebody else's: what `token.identifier_fault` finds
a fault in, as gate and registers do, and identifiers that lost digits. Each distinct text of a column is read once.
"""

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from zilv.attempts.attempt import COLUMNS, REQUIRED
from zilv.attempts.intake.chunk import UNRELIABLE, Chunk, Problem
from zilv.attempts.intake.columns import CODES, IDENTIFIERS, NAMED, NOT_RECORDED, SCHEMA, TOKENISED, YES_NO, code_of
from zilv.attempts.intake.identifiers import fault_of, faulty
from zilv.attempts.intake.instants import AFTER_LAST, FIRST, UNKNOWN, instants, with_offset
from zilv.attempts.intake.reasons import problem
from zilv.attempts.intake.record import FRACTION, rounded
from zilv.attempts.intake.tokenised import Tokenised
from zilv.attempts.intake.trim import equal_to, filled, trimmed
from zilv.attempts.intake.words import words_of
from zilv.attempts.names import Names
from zilv.attempts.parse import WHOLE_NUMBERS, FieldError, attempt_from
from zilv.attempts.parse import YES_NO as YES_NO_COLUMNS
from zilv.attempts.vocabulary import UNTOLD
from zilv.privacy.number import folded, same_number
from zilv.privacy.token import Tokens

_BAD = -2
_WHOLE_MAX = 2**31 - 1
_KINDS = {field.name: field.type.to_pandas_dtype() for field in SCHEMA}
_GIVEN = {"at": "2000-01-01T00:00:00Z", "lender": "given", "person": "given", "channel": "voice"}
"""What another row of the same attempt may tell, filled in when only the complaint about this row is wanted."""

Mask = NDArray[np.bool_]
Codes = NDArray[np.int8 | np.int32]


class Canonical:
    """Reads the chunks of one run. `names` numbers its lenders, agencies, collectors, products, dispositions.

    Several threads may read chunks at once.
    """

    def __init__(self, names: Names, tokens: Tokens, zone: ZoneInfo | None) -> None:
        self._names, self._zone = names, zone
        self._tokenised = {kind: Tokenised(kind, tokens) for kind in TOKENISED}
        self._codes: dict[str, Callable[[str], int]] = {
            **{name: _coded(code_of(name)) for name in CODES},
            **{name: _coded({word: code for code, word in enumerate(YES_NO) if word}) for name in YES_NO_COLUMNS},
            **dict.fromkeys(WHOLE_NUMBERS, _whole),
            **dict.fromkeys(NAMED, self._named),
        }

    def taken(self, chunk: Chunk, file: int, partial: bool) -> tuple[pa.Table, list[Problem]]:
        """The rows that can be read (columns of `SCHEMA`), and the problems of the others.

        `partial`: a row may lack what another row of its attempt tells; it needs its attempt_id only.
        """
        made, bad = self._made(chunk)
        for name in REQUIRED[:1] if partial else REQUIRED:
            bad |= _missing(name, made[name])
        if partial:
            made["stand_in"] = self._stand_ins(chunk)
        problems = self._problems(chunk, np.flatnonzero(bad), partial)
        made |= {"file": np.full(len(chunk), file), "row": chunk.row, "source_line": chunk.line}
        table = pa.table([pa.array(made[field.name]).cast(field.type, safe=False) for field in SCHEMA], schema=SCHEMA)
        return table.filter(pa.array(~bad)) if bad.any() else table, problems

    def _made(self, chunk: Chunk) -> tuple[dict[str, pa.Array], Mask]:
        at, bad = self._instants(chunk)
        made = {"attempt_id": trimmed(chunk.text("attempt_id")), "at": at, "stand_in": np.zeros(len(chunk), np.int64)}
        made["note"] = _over_texts(chunk, "note", _filled)
        made["recording"] = _over_texts(chunk, "recording", _recorded)
        bad |= equal_to(made["attempt_id"], UNRELIABLE)
        for name in TOKENISED:
            words = words_of(chunk, name)
            made[name] = words.spread(self._tokenised[name].values(words.texts), 0)
            wrong = faulty(name, words.texts)
            if wrong.any():
                bad |= words.spread(wrong.astype(np.int8), 0) == 1
        for name, code in self._codes.items():
            made[name] = _whole_numbers(chunk, name) if _is_typed(chunk, name) else _coded_column(chunk, name, code)
            if made[name].min(initial=0) == _BAD:
                bad |= made[name] == _BAD
        return made, bad

    def _named(self, text: str) -> int:
        return _BAD if text == UNRELIABLE else self._names.number(text)

    def _instants(self, chunk: Chunk) -> tuple[NDArray[np.int64], Mask]:
        """UTC microseconds of each row, UNKNOWN where there are none, and which rows tell one that cannot be read."""
        if _is_typed(chunk, "at"):
            column = chunk.columns["at"]
            told = column.is_valid().to_numpy(zero_copy_only=False)
            at = column.cast(pa.int64()).fill_null(UNKNOWN).to_numpy()
            sound = (at >= FIRST) & (at < AFTER_LAST)
            return (at, told & ~sound) if sound.all() else (np.where(sound, at, UNKNOWN), told & ~sound)
        texts = trimmed(chunk.text("at"))
        at, unread = instants(texts, self._zone)
        return at, unread & filled(texts)

    def _stand_ins(self, chunk: Chunk) -> NDArray[np.int64]:
        words = words_of(chunk, "number")
        plain = pa.array([same_number(word) for word in words.texts.to_pylist()], pa.string())
        return words.spread(self._tokenised["person"].values(plain), 0)

    def _problems(self, chunk: Chunk, places: NDArray[np.int64], partial: bool) -> list[Problem]:
        if not len(places):
            return []
        index = pa.array(places)
        names = [name for name in COLUMNS if name in chunk.columns]
        cells = [chunk.text(name).take(index).to_pylist() for name in names]
        rows = [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)] if names else [{}] * len(places)
        return [
            problem(int(chunk.row[i]), int(chunk.line[i]), complaint(row, self._zone, partial))
            for i, row in zip(places.tolist(), rows, strict=True)
        ]


def complaint(row: Mapping[str, str], zone: ZoneInfo | None, partial: bool = False) -> FieldError:
    """What is wrong with a row that was not accepted."""
    given = {name: text for name, text in _GIVEN.items() if partial and not row.get(name, "").strip()}
    asked = {**row, **given}
    asked["at"] = with_offset(asked.get("at", "").strip(), zone)
    for name in WHOLE_NUMBERS:
        text = asked.get(name, "").strip()
        if text.isdecimal() and _whole(text) == _BAD:
            return FieldError(name, f"超过 {_WHOLE_MAX:,} · is larger than {_WHOLE_MAX:,}")
    try:
        attempt_from(asked)
    except FieldError as error:
        return error
    for name in IDENTIFIERS:
        if asked.get(name, "").strip() == UNRELIABLE:
            return FieldError(name, FRACTION)
    for name in TOKENISED:
        text = asked.get(name, "").strip()
        if wrong := fault_of(name, text):
            return FieldError(name, (rounded(folded(text)) if name == "number" else "") or wrong)
    return FieldError("at", f'"{asked["at"]}" 不在 1990 至 2199 年 · lies outside of 1990 to 2199')


def _coded(codes: Mapping[str, int]) -> Callable[[str], int]:
    known = {"": 0, **codes}
    return lambda text: known.get(text, _BAD)


def _whole(text: str) -> int:
    if not text:
        return NOT_RECORDED
    if not text.isdecimal() or (len(text) > 10 and len(text.lstrip("0")) > 10):
        return _BAD
    found = int(text)
    return found if found <= _WHOLE_MAX else _BAD


def _missing(name: str, column: pa.Array) -> Mask:
    if name == "attempt_id":
        return ~filled(column)
    found: Mask = column == (np.iinfo(np.int64).min if name == "at" else 0)
    return found


def _is_typed(chunk: Chunk, name: str) -> bool:
    """Whether a column holds instants or whole numbers in place of their texts."""
    kind = chunk.columns[name].type if name in chunk.columns else pa.string()
    return not (pa.types.is_string(kind) or pa.types.is_dictionary(kind))


def _whole_numbers(chunk: Chunk, name: str) -> NDArray[np.int32 | np.int64]:
    column = chunk.columns[name]
    column = column if pa.types.is_int32(column.type) else column.cast(pa.int64())
    found: NDArray[np.int32 | np.int64] = column.fill_null(NOT_RECORDED).to_numpy()
    extremes = pc.min_max(column).as_py()
    if (extremes["min"] or 0) >= 0 and (extremes["max"] or 0) <= _WHOLE_MAX:
        return found
    told = column.is_valid().to_numpy(zero_copy_only=False)
    return np.where(told & ((found < 0) | (found > _WHOLE_MAX)), _BAD, found)


def _over_texts(chunk: Chunk, name: str, read: Callable[[pa.Array], Codes]) -> Codes:
    """`read` of each row's text, 0 for the empty text; of a dictionary each text is read once."""
    if name in chunk.columns and not pa.types.is_dictionary(chunk.columns[name].type):
        return read(chunk.text(name))
    words = words_of(chunk, name)
    return words.spread(read(words.texts), 0)


def _filled(texts: pa.Array) -> Codes:
    return filled(texts).astype(np.int8)


def _recorded(texts: pa.Array) -> Codes:
    """The code of a recording: 0 none, 1 the source cannot tell, 2 there is one."""
    recording = trimmed(texts)
    codes = _filled(recording) * np.int8(2)
    codes[equal_to(recording, UNTOLD)] = 1
    return codes


def _coded_column(chunk: Chunk, name: str, code: Callable[[str], int]) -> Codes:
    words = words_of(chunk, name)
    codes = np.array([code(word.strip()) for word in words.texts.to_pylist()], _KINDS[name])
    return words.spread(codes, code(""))
