"""House files: what is looser than the law it names is refused with both texts shown, what is tighter is taken."""

from pathlib import Path
from typing import Any

import pytest

from zilv.errors import LawError
from zilv.rules.library import choose, law_folder, read_provision
from zilv.rules.provision import Provision
from zilv.rules.tighter import looser_than

Check = dict[str, Any]

CALLS: Check = {"channel": ["voice", "voice_bot"], "party": ["debtor"]}
ANSWERED: Check = {"counts": ["answered"], "may": "replace"}
LIMIT: Check = {
    "kind": "limit",
    "when": CALLS | {"answered": "yes"},
    "at_most": "3",
    "per": "person",
    "unless": ANSWERED,
}
HOURS: Check = {"kind": "quiet_hours", "when": CALLS, "starts": "22:00", "ends": "08:00", "unless": "agreed_time"}
AFTER: Check = CALLS | {"direction": ["outbound", "inbound"], "conversed": "yes"}
SPACING: Check = {
    "kind": "spacing",
    "when": CALLS,
    "after": AFTER,
    "days": "7",
    "day_one": "next_day",
    "per": "person",
}
SPEECH: Check = {"kind": "speech", "acts": ["threat", "insult"]}
HOLD: Check = {"kind": "hold", "when": {"purpose": ["collect"]}, "reasons": ["plan", "dispute"]}
RECORD: Check = {"kind": "record", "when": {"channel": ["visit"]}, "needs": "staff", "at_least": "2"}

ROOT = law_folder()
PATHS = sorted((ROOT / "house").glob("*.yaml"))
SHIPPED = [pytest.param(path, id=path.stem) for path in PATHS]
TIGHTENING = [pytest.param(path, id=path.stem) for path in PATHS if read_provision(path, ROOT).tightens]


def provision(check: Check, strength: str = "shall") -> Provision:
    words = {"zh": "条文", "en": "text"}
    case = {"name": "一", "attempt": {"at": "2025-06-02T12:00:00+08:00"}, "expect": "permitted"}
    return Provision.model_validate(
        {
            "id": "cn.made-up",
            "title": words,
            "topic": "made_up",
            "cite": {"instrument": "made-up", "article": "unknown", "url": "unknown"},
            "grade": "S",
            "strength": strength,
            "in_force": {"since": "2025-01-01"},
            "says": words,
            "reading": words,
            "check": check,
            "cases": [case, case],
        }
    )


def changed(check: Check, **changes: Any) -> Check:
    """The check with these fields set, and those set to None left out."""
    return {name: value for name, value in (check | changes).items() if value is not None}


LOOSER: dict[str, tuple[Check, Check]] = {
    "one more in a limit": (LIMIT, changed(LIMIT, at_most="4")),
    "a shorter window": (changed(LIMIT, window="week"), changed(LIMIT, window="day")),
    "fewer rolling days": (changed(LIMIT, window="days", days="7"), changed(LIMIT, window="days", days="6")),
    "another key": (LIMIT, changed(LIMIT, per="account")),
    "an exception of its own": (changed(LIMIT, unless=None), LIMIT),
    "another exception": (changed(LIMIT, unless=ANSWERED | {"may": "widen"}), LIMIT),
    "a channel left out": (LIMIT, changed(LIMIT, when=LIMIT["when"] | {"channel": ["voice"]})),
    "a condition more": (LIMIT, changed(LIMIT, when=LIMIT["when"] | {"mode": ["notify"]})),
    "only what was not answered": (LIMIT, changed(LIMIT, when=LIMIT["when"] | {"answered": "no"})),
    "quiet a minute later": (HOURS, changed(HOURS, starts="22:01")),
    "quiet a minute less": (HOURS, changed(HOURS, ends="07:59")),
    "a sharp start left open": (HOURS, changed(HOURS, start_included="no")),
    "the first minute after an open sharp start": (
        changed(HOURS, start_included="no"),
        changed(HOURS, starts="22:01"),
    ),
    "quiet on weekdays only": (HOURS, changed(HOURS, on=["mon", "tue", "wed", "thu", "fri"])),
    "agreed hours where the law knows none": (changed(HOURS, unless=None), HOURS),
    "a day less": (SPACING, changed(SPACING, days="6")),
    "the event's day counted as the first": (SPACING, changed(SPACING, day_one="event_day")),
    "spacing kept per account only": (SPACING, changed(SPACING, per="account")),
    "an event left out": (SPACING, changed(SPACING, after=AFTER | {"direction": ["outbound"]})),
    "a reason left out": (HOLD, changed(HOLD, reasons=["plan"])),
    "an act left out": (SPEECH, changed(SPEECH, acts=["threat"])),
    "one collector less": (RECORD, changed(RECORD, at_least="1")),
    "another kind": (LIMIT, HOURS),
}

TIGHTER: dict[str, tuple[Check, Check]] = {
    "the same": (LIMIT, LIMIT),
    "one fewer in a limit": (LIMIT, changed(LIMIT, at_most="2")),
    "without the law's exception": (LIMIT, changed(LIMIT, unless=None)),
    "more channels": (LIMIT, changed(LIMIT, when=LIMIT["when"] | {"channel": ["voice", "voice_bot", "im"]})),
    "a condition fewer": (LIMIT, changed(LIMIT, when=CALLS)),
    "quiet a minute earlier": (HOURS, changed(HOURS, starts="21:59")),
    "quiet a minute longer": (HOURS, changed(HOURS, ends="08:01")),
    "quiet the whole day": (HOURS, changed(HOURS, starts="00:00", ends="00:00")),
    "a sharp start closed": (changed(HOURS, start_included="no"), HOURS),
    "a day more": (SPACING, changed(SPACING, days="8")),
    "as many days, otherwise reckoned": (SPACING, changed(SPACING, days="8", day_one="event_day")),
    "a reason more": (HOLD, changed(HOLD, reasons=["plan", "dispute", "complaint"])),
    "an act more": (SPEECH, changed(SPEECH, acts=["threat", "insult", "extra_fee"])),
    "whatever the purpose": (HOLD, changed(HOLD, when=None)),
    "one collector more": (RECORD, changed(RECORD, at_least="3")),
}


@pytest.mark.parametrize(("law", "house"), LOOSER.values(), ids=LOOSER)
def test_what_is_looser_in_one_respect_is_said_to_be(law: Check, house: Check) -> None:
    assert looser_than(provision(house), provision(law)) is not None


@pytest.mark.parametrize(("law", "house"), TIGHTER.values(), ids=TIGHTER)
def test_what_is_at_least_as_strict_is_taken(law: Check, house: Check) -> None:
    assert looser_than(provision(house), provision(law)) is None


@pytest.mark.parametrize("house", ["shall", "should"])
@pytest.mark.parametrize("law", ["shall", "should"])
def test_a_house_file_may_harden_but_not_soften_the_strength(law: str, house: str) -> None:
    softer = (law, house) == ("shall", "should")
    assert (looser_than(provision(LIMIT, house), provision(LIMIT, law)) is not None) == softer


def test_a_gap_in_the_law_cannot_be_tightened() -> None:
    gap = provision(LIMIT).model_copy(update={"check": "none"})
    assert looser_than(provision(LIMIT), gap) is not None


@pytest.mark.parametrize("path", SHIPPED)
def test_every_shipped_house_file_is_accepted_with_its_pack(path: Path) -> None:
    house = read_provision(path, ROOT)
    law = choose(f"{pack_of(house)},house/{path.stem}")
    assert house in law.provisions
    assert house.tightens is None or house.tightens in {p.id for p in law.provisions}


@pytest.mark.parametrize("path", TIGHTENING)
def test_no_house_file_is_accepted_without_the_law_it_tightens(path: Path) -> None:
    with pytest.raises(LawError, match="is not among the chosen law"):
        choose(f"kr,house/{path.stem}")


@pytest.mark.parametrize(
    ("shipped", "pack", "stated", "looser"),
    [
        ("three-answered-calls", "cn", "at_most: 3", "at_most: 4"),
        ("reg-f-calls-7in7-binding", "us-reg-f", "at_most: 7", "at_most: 8"),
        ("reg-f-wait-binding", "us-reg-f", "days: 7", "days: 6"),
    ],
)
def test_a_looser_house_file_is_refused_and_both_texts_are_shown(
    shipped: str, pack: str, stated: str, looser: str, tmp_path: Path
) -> None:
    text = (ROOT / "house" / f"{shipped}.yaml").read_text("utf-8")
    assert stated in text
    copy = tmp_path / f"{shipped}.yaml"
    copy.write_text(text.replace(stated, looser), "utf-8")
    house = read_provision(copy, None)
    law = {p.id: p for p in choose(pack).provisions}[str(house.tightens)]

    with pytest.raises(LawError) as refused:
        choose(f"{pack},{copy}")

    for said in (house.says.zh, house.says.en, law.says.zh, law.says.en):
        assert said in str(refused.value)


def test_a_house_file_on_the_same_numbers_must_name_the_law_it_tightens(tmp_path: Path) -> None:
    text = (ROOT / "house" / "three-answered-calls.yaml").read_text("utf-8")
    copy = tmp_path / "unnamed.yaml"
    copy.write_text("".join(row for row in text.splitlines(True) if not row.startswith("tightens:")), "utf-8")
    with pytest.raises(LawError, match=r"cn\.gbt-45251-2025\.answered-limit"):
        choose(f"cn,{copy}")


def test_a_folder_of_house_files_is_taken_whole() -> None:
    law = choose(f"cn,us-reg-f,{ROOT / 'house'}")
    assert {path.stem for path in (ROOT / "house").glob("*.yaml")} == {
        p.id.removeprefix("house.") for p in law.provisions if p.pack == "house"
    }


def pack_of(house: Provision) -> str:
    return house.tightens.split(".")[0] if house.tightens else "cn"
