"""Small registers about one attempt, each row a little off at times: another lender, not yet begun, already over."""

from datetime import datetime
from typing import Any

import msgspec
from hypothesis import strategies as st

from tests.properties.alphabets import ACCOUNTS, AGENCIES, COLLECTORS, LENDERS, NUMBERS, PERSONS, PRODUCTS, usually
from zilv.attempts.rows import microseconds
from zilv.attempts.vocabulary import ACTS
from zilv.registers.rows import (
    Agreement,
    Hold,
    Line,
    Mandate,
    Notice,
    Optout,
    Person,
    Qualification,
    Registers,
    Relation,
    Review,
)

Rows = st.SearchStrategy[Any]
HOUR_US = 3_600_000_000
SINCE = (None, None, None, -72 * HOUR_US, -1, 0, 1, 30 * HOUR_US)
UNTIL = (None, None, None, 0, 1, 11 * HOUR_US, 400 * HOUR_US)
STRETCHES = [(since, until) for since in SINCE for until in UNTIL if since is None or until is None or since <= until]
WINDOWS = ((540, 720), (480, 1320), (1200, 1380), (1320, 480), (0, 1440), (720, 721), (1260, 1261), (150, 151))
"""Agreed hours in minutes of the day."""

LENDER = usually(None, *LENDERS)
PERSON = usually(*PERSONS)
ACCOUNT = st.sampled_from(ACCOUNTS)
AGENCY = st.sampled_from(AGENCIES[1:])
NUMBER = st.sampled_from(NUMBERS)


def dated(row: type[Any], **fields: Rows) -> Rows:
    """A row that stands for a while about the instant 0, mostly at it."""
    return st.builds(
        lambda stretch, values: row(since=stretch[0], until=stretch[1], **values),
        st.sampled_from(STRETCHES),
        st.fixed_dictionaries(fields),
    )


HOURS = st.builds(
    lambda row, window: msgspec.structs.replace(row, from_minute=window[0], to_minute=window[1]),
    dated(
        Agreement,
        lender=LENDER,
        person=PERSON,
        channel=usually(None, "voice", "sms", "visit"),
        scope=st.just("time"),
    ),
    st.sampled_from(WINDOWS),
)
FREQUENCY = dated(
    Agreement,
    lender=LENDER,
    person=PERSON,
    channel=usually(None, "voice", "sms", "visit"),
    scope=st.just("frequency"),
    counts=usually(None, "answered", "unanswered", "conversed"),
    at_most=st.sampled_from((0, 1, 2, 4, 7, 8)),
)
HOLDS = dated(
    Hold,
    lender=LENDER,
    person=PERSON,
    account=ACCOUNT,
    reason=st.sampled_from(("plan", "deceased", "no_capacity", "attorney", "cease", "complaint")),
)
OPTOUTS = st.builds(
    lambda row, whom: msgspec.structs.replace(row, person=whom[0], number=whom[1]),
    dated(Optout, lender=LENDER, channel=st.sampled_from((None, None, "voice", "sms"))),
    st.tuples(st.sampled_from((None, *PERSONS)), usually("N1", *NUMBERS)).filter(any),
)
RELATIONS = dated(
    Relation,
    lender=LENDER,
    person=PERSON,
    number=NUMBER,
    party=st.sampled_from(("guarantor", "related_third_party", "contact_person")),
    basis=st.sampled_from(("contract", "contract", None)),
)
QUALIFICATIONS = dated(
    Qualification,
    collector=st.sampled_from(COLLECTORS[1:]),
    agency=st.sampled_from((None, "A1", "A2")),
    kind=st.sampled_from(("pre_job_exam", "annual_training", "pre_job_exam", "annual_training", "confidentiality")),
)
NOTICES = st.builds(
    Notice,
    lender=LENDER,
    person=PERSON,
    account=ACCOUNT,
    kind=usually("outsourcing", "transfer"),
    agency=AGENCY,
    at=st.sampled_from((-200 * HOUR_US, -1, 0, 1)),
)
REVIEWS = st.builds(
    lambda row, told: msgspec.structs.replace(row, act=told[0], status=told[1]),
    st.builds(
        Review,
        lender=LENDER,
        attempt_id=usually("a", "z", "h0", "h1"),
        status=st.just("clear"),
        turn=st.sampled_from((None, 3, 5)),
        at=st.sampled_from((HOUR_US, 2 * HOUR_US, 3 * HOUR_US)),
    ),
    st.one_of(
        st.just((None, "clear")), st.tuples(st.sampled_from(ACTS), st.sampled_from(("found", "confirmed", "refuted")))
    ),
)
ROWS: dict[str, Rows] = {
    "agreements": st.one_of(HOURS, FREQUENCY),
    "holds": HOLDS,
    "optouts": OPTOUTS,
    "relations": RELATIONS,
    "mandates": dated(Mandate, lender=LENDER, agency=AGENCY, product=st.sampled_from(PRODUCTS)),
    "lines": dated(Line, line=st.sampled_from(("T1", "T2")), owner=st.sampled_from((*LENDERS, *AGENCIES[1:]))),
    "qualifications": QUALIFICATIONS,
    "notices": NOTICES,
    "reviews": REVIEWS,
}


def maybe(rows: Rows, most: int = 3) -> st.SearchStrategy[tuple[Any, ...] | None]:
    """A register: not supplied, empty, or complete with a few rows."""
    supplied = st.lists(rows, max_size=most).map(tuple)
    return st.one_of(st.just(()), supplied, supplied, st.none())


ABOUT_NOTHING = st.fixed_dictionaries({name: maybe(rows) for name, rows in ROWS.items()})
"""All registers but the persons', about the instant 0."""


def about(rows: dict[str, tuple[Any, ...] | None], at: datetime, zone: str | None) -> Registers:
    """Those registers moved to this instant, with everybody living in `zone`."""
    moved = {name: tuple(_moved(row, microseconds(at)) for row in rows or ()) for name, rows in rows.items()}
    missing: dict[str, Any] = {name: None for name, given in rows.items() if given is None}
    persons = tuple(Person(person=person, zone=zone) for person in PERSONS)
    return Registers(**(moved | missing), persons=persons)


def _moved(row: Any, by: int) -> Any:
    when = {name: getattr(row, name, None) for name in ("since", "until", "at")}
    return msgspec.structs.replace(row, **{name: value + by for name, value in when.items() if value is not None})
