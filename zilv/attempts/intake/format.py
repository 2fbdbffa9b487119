"""What a source format is: the fields it is known by, and how one of its records reads as a canonical row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from zoneinfo import ZoneInfo

Record = Mapping[str, Any]
"""One record as its container holds it: CSV and XLSX give text, JSON gives JSON's own values."""

CanonicalRow = dict[str, str]
"""Canonical columns as text, as a canonical CSV would hold them; a column that is absent is not recorded."""


@dataclass(frozen=True)
class Context:
    """What a record itself does not say: the zone of local times, and constants set by the user for absent columns."""

    zone: ZoneInfo
    constants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Format:
    """A source format.

    `read` makes the canonical row of one record and raises FieldError for a bad field; it returns None for a
    record that is no attempt by design (a heartbeat, a header repeated), which is then counted as rejected with
    `skipped` as its reason. Legs and repeated pushes of one call yield rows with the same `attempt_id`, each with
    what it knows; merging them is done after reading. `telltale`: fields that together identify the format.
    `untold`: columns of which the format can never tell anything, so that a recording that is not there is no
    breach but a doubt. `lists`: dotted paths at which a JSON container may keep its list of records.
    """

    name: str
    title: str
    container: Literal["csv", "json", "any"]
    telltale: frozenset[str]
    read: Callable[[Record, Context], CanonicalRow | None]
    lists: tuple[str, ...] = ()
    untold: frozenset[Literal["recording"]] = frozenset()
    skipped: str = "不是触达 · is no attempt"
