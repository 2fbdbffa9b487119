"""The keys of `compare.json`, documented once. Every number counts attempts, each once in its line."""

from typing import Any, Literal, TypedDict

from zilv.audit.summary_keys import Accounting, Period, Words

Answer = Literal["permitted", "warned", "undetermined", "forbidden"]
"""What a law says of an attempt, or of an attempt on one topic: its strictest finding, or permitted."""

Kind = Literal["newly_forbidden", "newly_permitted", "no_longer_forbidden", "stricter", "milder"]
KINDS: tuple[Kind, ...] = ("newly_forbidden", "newly_permitted", "no_longer_forbidden", "stricter", "milder")
"""In which ways answers change, as tables show them from left to right."""


class Change(TypedDict):
    """How many attempts change from one answer to another."""

    before: Answer
    after: Answer
    attempts: int


class Changes(TypedDict):
    """`changed` = stricter + milder; `by_answer` adds up to it. `newly_forbidden`, `no_longer_forbidden` and
    `newly_permitted` are among them. Newly permitted: forbidden, in doubt or warned of before, and nothing is found
    after; so it and `no_longer_forbidden` overlap. `in_doubt_under_both`: undetermined before and after, which is no
    change, and of which nobody knows whether there is one."""

    changed: int
    stricter: int
    milder: int
    newly_forbidden: int
    newly_permitted: int
    no_longer_forbidden: int
    in_doubt_under_both: int
    by_answer: list[Change]


class TopicChanges(Changes):
    """One topic; `provisions` are those of either law that speak of it. `title`, `title_after`: what the first and the
    second law call it; one that does not have it, as the other does."""

    topic: str
    title: Words
    title_after: Words
    provisions: list[str]


class ProvisionChanges(TypedDict):
    """One provision of either law. `speaks_before`, `speaks_after`: attempts it finds, leading or beside; `stricter`:
    those where its topic becomes stricter and it speaks after; `milder`: milder, and it spoke before.

    `newly_forbidden`: attempts forbidden after and not before, by their strictest finding over all topics, that it
    forbids after. `no_longer_forbidden`: forbidden before and not after, and it forbade them before. `newly_permitted`:
    forbidden, in doubt or warned of before, nothing is found after on any topic, and it found them before. An attempt
    counts under each such provision, so under at least one; the sum over the provisions may exceed `totals`.

    `topic`, `title`, `clause` are the first law's and `…_after` the second's; where one lacks it, the other's stand for
    both. `differs`: the fields that the two state differently, as `zilv law diff` names them, without its cases; empty
    where they state the same, or only one has it."""

    id: str
    topic: str
    title: Words
    clause: str
    topic_after: str
    title_after: Words
    clause_after: str
    differs: list[str]
    in_before: bool
    in_after: bool
    speaks_before: int
    speaks_after: int
    newly_forbidden: int
    newly_permitted: int
    no_longer_forbidden: int
    stricter: int
    milder: int


class AgencyChanges(Changes):
    """One agency of one lender (empty: the lender itself); `attempts`: all that were judged."""

    lender: str
    agency: str
    attempts: int


class DayChanges(Changes):
    """One local day (ISO 8601); `attempts`: all that were judged."""

    day: str
    attempts: int


class Cell(TypedDict):
    """The finest count: one topic (empty: the attempt as a whole), agency, day and change."""

    topic: str
    lender: str
    agency: str
    day: str
    before: Answer
    after: Answer
    attempts: int


class ProvisionCell(TypedDict):
    """What `ProvisionChanges` counts of one provision, of one agency on one day, where any of it is not 0."""

    provision: str
    lender: str
    agency: str
    day: str
    newly_forbidden: int
    newly_permitted: int
    no_longer_forbidden: int
    stricter: int
    milder: int


class Side(TypedDict):
    """One of the two laws: as chosen, its version and hash, how many provisions judge."""

    choice: str
    version: str
    digest: str
    judged: int


class Comparison(TypedDict):
    """The whole. `totals` counts an attempt by its strictest finding over all topics; `persons`: how many persons have
    an attempt whose answer changes. `accounting`: what became of the rows read, of all days.

    `examples`: findings in words, with topic and answers: of each change on each topic the earliest attempts, and the
    earliest of each provision that speaks of it, as `provision` or in `also`. Their `attempts`: how many have the same
    change on the same topic, of that agency on that day, themselves included."""

    format: str
    zilv: str
    generated_at: str
    before: Side
    after: Side
    period: Period
    accounting: Accounting
    attempts: int
    persons: int
    totals: Changes
    topics: list[TopicChanges]
    provisions: list[ProvisionChanges]
    agencies: list[AgencyChanges]
    days: list[DayChanges]
    cells: list[Cell]
    provision_cells: list[ProvisionCell]
    examples: list[dict[str, Any]]
