"""The keys of `summary.json`, documented once. Every number of attempts counts an attempt once."""

from typing import Any, TypedDict


class Words(TypedDict):
    """The same in both languages."""

    zh: str
    en: str


class Tally(TypedDict):
    """Attempts by their strictest finding: `attempts` = forbidden + undetermined + warned + clean.

    `forbidden_per_1000`: attempts with a forbidden finding per 1,000 attempts, rounded to 2 decimals.
    """

    attempts: int
    forbidden: int
    undetermined: int
    warned: int
    clean: int
    forbidden_per_1000: float


class AgencyTally(Tally):
    """One agency of one lender; `agency` empty is the lender itself.

    `per_1000_low` and `per_1000_high`: the Wilson 95 % interval of `forbidden_per_1000`.
    """

    lender: str
    agency: str
    per_1000_low: float
    per_1000_high: float


class LenderTally(Tally):
    """One lender with all its agencies."""

    lender: str


class DayTally(Tally):
    """One local day (ISO 8601)."""

    day: str


class HourTally(TypedDict):
    """Attempts with a finding by the local hour (0–23) they were made in, by their strictest finding."""

    hour: int
    forbidden: int
    undetermined: int
    warned: int


class ProvisionTally(TypedDict):
    """One provision that was judged, also when it found nothing.

    `forbidden undetermined warned`: findings it leads, one per attempt. `beside`: attempts where a stricter one
    of its topic leads. `attempts` is their sum, `attempts_per_1000` its share. `in_force`: on some day judged.
    """

    id: str
    topic: str
    title: Words
    clause: str
    strength: str
    grade: str
    in_force: bool
    forbidden: int
    undetermined: int
    warned: int
    beside: int
    attempts: int
    attempts_per_1000: float


class TopicTally(TypedDict):
    """One topic; it gives at most one finding an attempt. `provisions`: the ids that speak of it."""

    topic: str
    title: Words
    provisions: list[str]
    forbidden: int
    undetermined: int
    warned: int
    attempts: int
    attempts_per_1000: float


class Doubt(TypedDict):
    """Findings that rest on something nobody recorded or supplied, and what to do about it.

    `registers`: the registers that would settle it and were not supplied; `facts`: the columns nobody filled in.
    """

    provision: str
    outcome: str
    attempts: int
    says: Words
    registers: list[str]
    facts: list[str]
    remedy: Words


class Gap(TypedDict):
    """A provision that nothing judges yet, and why."""

    id: str
    title: Words
    clause: str
    why: Words


class MissingRegister(TypedDict):
    """A register that was not supplied, and the provisions that ask for it."""

    name: str
    title: Words
    provisions: list[str]


class WordsJudged(TypedDict):
    """What was said is judged only where it was reviewed: `provisions` about words, and the attempts `reviewed`."""

    provisions: list[str]
    reviewed: int


class Period(TypedDict):
    """`since` and `until` as asked for, `first_day` and `last_day` as found among the attempts; None: open, none."""

    since: str | None
    until: str | None
    first_day: str | None
    last_day: str | None


class Accounting(TypedDict):
    """What became of every input row: read = accepted + merged + duplicate + rejected."""

    read: int
    accepted: int
    merged: int
    duplicate: int
    rejected: int
    warnings: list[str]


class LawUsed(TypedDict):
    """The law judged by: version, SHA-256 of what it states, packs, ids of every provision considered, the gaps."""

    version: str
    digest: str
    packs: list[str]
    considered: list[str]
    gaps: list[Gap]


class Ranked(TypedDict):
    """The worst findings first; `rows` as `zilv.audit.worst.worst` gives them, `ranking` says what worse means."""

    ranking: Words
    rows: list[dict[str, Any]]


class Findings(TypedDict):
    """How many findings there are; an attempt has as many as topics it offends."""

    forbidden: int
    undetermined: int
    warned: int


class Summary(TypedDict):
    """The whole. `format` changes when a key is removed or changes its meaning; new keys do not change it."""

    format: str
    zilv: str
    generated_at: str
    period: Period
    totals: Tally
    findings: Findings
    provisions: list[ProvisionTally]
    topics: list[TopicTally]
    agencies: list[AgencyTally]
    lenders: list[LenderTally]
    days: list[DayTally]
    hours: list[HourTally]
    worst: Ranked
    doubts: list[Doubt]
    registers_missing: list[MissingRegister]
    words: WordsJudged
    law: LawUsed
    accounting: Accounting
