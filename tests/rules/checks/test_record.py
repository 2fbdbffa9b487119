"""`record`: the record of an attempt must be complete."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.rules.checks.example import World, attempt, check
from zilv.attempts.shape import Shape
from zilv.attempts.vocabulary import UNTOLD
from zilv.registers.rows import Registers

ANSWERED = {"channel": ["voice"], "answered": "yes"}
RECORDING = check("record", when=ANSWERED, needs="recording")
NOTE = check("record", when=ANSWERED, needs="note")
VISIT = {"channel": ["visit"]}
TWO = check("record", when=VISIT, needs="staff", at_least=2)
SOMEBODY = check("record", when=VISIT, needs="staff")


def test_an_answered_call_needs_a_recording() -> None:
    world = World(
        attempt("with", "03-02 09:00", answered=True, recording="r"),
        attempt("without", "03-02 10:00", answered=True),
        attempt("note-only", "03-02 11:00", answered=True, note="n"),
        attempt("unanswered", "03-02 12:00", answered=False),
    )
    assert world.outcomes(RECORDING) == {"without": "forbidden", "note-only": "forbidden"}


def test_a_call_of_which_nobody_knows_whether_it_was_answered_is_in_doubt_without_a_recording() -> None:
    world = World(attempt("with", "03-02 09:00", recording="r"), attempt("without", "03-02 10:00"))
    assert world.outcomes(RECORDING) == {"without": "undetermined"}


def test_where_the_source_cannot_tell_of_recordings_the_recording_is_in_doubt() -> None:
    world = World(attempt("a", "03-02 09:00", answered=True, recording=UNTOLD))
    assert world.outcomes(RECORDING) == {"a": "undetermined"}
    assert world.outcomes(NOTE) == {"a": "forbidden"}


def test_an_answered_call_needs_a_note() -> None:
    world = World(
        attempt("with", "03-02 09:00", answered=True, note="n"),
        attempt("recording-only", "03-02 10:00", answered=True, recording="r"),
    )
    assert world.outcomes(NOTE) == {"recording-only": "forbidden"}


def test_recording_and_note_are_owed_once_the_attempt_was_made_and_the_collectors_before() -> None:
    owed = World(attempt("a", "03-02 09:00"), pending=("a",))
    assert (owed.outcomes(RECORDING), owed.outcomes(NOTE)) == ({}, {})
    staffed = {"two": 2, "one": 1, "nobody-knows": None}
    visits = [attempt(name, "03-02 09:00", channel="visit", staff=n) for name, n in staffed.items()]
    planned = World(*visits, pending=tuple(staffed))
    assert planned.outcomes(TWO) == {"nobody-knows": "undetermined", "one": "forbidden"}


def test_at_a_visit_as_many_as_needed_are_enough_and_one_fewer_are_not() -> None:
    staffed = {"three": 3, "two": 2, "one": 1, "none": 0, "nobody-knows": None}
    world = World(*(attempt(name, "03-02 09:00", channel="visit", staff=n) for name, n in staffed.items()))
    assert world.outcomes(TWO) == {"one": "forbidden", "none": "forbidden", "nobody-knows": "undetermined"}
    assert world.outcomes(SOMEBODY) == {"none": "forbidden", "nobody-knows": "undetermined"}


def test_what_is_not_meant_needs_no_record_and_nothing_is_found() -> None:
    assert World(attempt("a", "03-02 09:00", channel="sms"), attempt("b", "03-02 09:00")).outcomes(TWO) == {}


def test_at_least_one_collector_is_the_least_that_can_be_asked_for() -> None:
    with pytest.raises(ValidationError, match="at_least"):
        check("record", needs="staff", at_least=0)
    assert check("record", needs="staff", at_least=1) == check("record", needs="staff")


@pytest.mark.parametrize(
    ("needing", "zh", "en"),
    [
        (TWO, "上门催收人员少于 2 人", "fewer than 2 collectors at the visit"),
        (NOTE, "缺少催收记录", "no note of the attempt"),
        (RECORDING, "已进行的催收没有录音录像", "the attempt has no recording"),
    ],
)
def test_a_breach_says_what_is_lacking(needing: Any, zh: str, en: str) -> None:
    assert needing.forbids(-1, -1) == (zh, en)


@pytest.mark.parametrize(
    ("needing", "shape", "missing"),
    [
        (TWO, Shape(channel="visit", direction="outbound"), ("staff",)),
        (TWO, Shape(channel="visit"), ("direction", "staff")),
        (TWO, Shape(channel="visit", direction="outbound", staff=1), ()),
        (RECORDING, Shape(channel="voice", direction="outbound"), ("answered",)),
        (RECORDING, Shape(channel="voice", direction="outbound", answered=True), ()),
        (RECORDING, Shape(channel="voice", direction="outbound", answered=True, recorded=None), ("recording",)),
        (NOTE, Shape(channel="voice", direction="outbound", answered=True, recorded=None), ()),
    ],
)
def test_a_doubt_is_about_the_facts_nobody_recorded(needing: Any, shape: Shape, missing: tuple[str, ...]) -> None:
    assert needing.missing(shape, Registers.empty(), frozenset()) == missing


def test_no_record_is_made_good_by_waiting() -> None:
    world = World(attempt("with", "03-02 09:00", answered=True, recording="r"), attempt("z", "03-02 10:00"))
    assert world.resumes(RECORDING) == {"with": "now", "z": "never"}
    assert (RECORDING.compares(), RECORDING.consults()) == (frozenset(), ())
