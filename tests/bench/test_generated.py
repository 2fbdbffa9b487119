"""What the benches judge: every register is supplied, so that every kind of check has something to say."""

from collections import Counter
from pathlib import Path

import pytest

from bench.generated import CLEAR_EVERY, CONFIRMED_EVERY, FOUND_EVERY, registers, write_layout
from zilv.audit.run import Audit
from zilv.registers.rows import Registers
from zilv.rules.library import choose
from zilv.rules.three import FORBIDDEN, UNDETERMINED

ROWS = 40_000


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_layout(tmp_path_factory.mktemp("layout"), ROWS)


@pytest.fixture(scope="module")
def supplied(layout: Path) -> Registers:
    return registers(layout)


def test_every_register_is_supplied(supplied: Registers) -> None:
    assert [name for name in supplied.__struct_fields__ if getattr(supplied, name) is None] == []


def test_as_many_words_are_reviewed_as_the_assumptions_say(supplied: Registers) -> None:
    reviews = supplied.reviews or ()
    found = ROWS // FOUND_EVERY
    counted = {"clear": ROWS // CLEAR_EVERY, "found": found, "confirmed": found // CONFIRMED_EVERY}
    assert Counter(review.status for review in reviews) == counted
    assert len({review.attempt_id for review in reviews}) == counted["clear"] + counted["found"]


def test_speech_is_judged_forbidden_where_confirmed_and_in_doubt_where_only_found(
    layout: Path, supplied: Registers
) -> None:
    law = choose("cn")
    answers = {
        (law.judged[place].id, outcome)
        for _, _, found in Audit(law, supplied).judged_parts(layout)
        for place, outcome in zip(found.provision.tolist(), found.outcome.tolist(), strict=True)
    }
    speech = {p.id for p in law.judged if p.check != "none" and p.check.kind == "speech"}
    for outcome in (FORBIDDEN, UNDETERMINED):
        assert len({of for of, one in answers if one == outcome and of in speech}) > len(speech) // 2
