"""One judgement of everything that can be asked, before the first request: what is compiled or read once is so by then.

Compiling takes seconds; the answer to an ask that waited for it would have been HOLD.
"""

from itertools import product

from zilv.attempts.rows import DAY_US
from zilv.attempts.vocabulary import CHANNELS, PARTIES
from zilv.clock import now_us
from zilv.gate.ask import Ask
from zilv.gate.columns import Words
from zilv.gate.matter import past_of
from zilv.gate.weigh import breaches, weigh
from zilv.privacy.token import to_text
from zilv.registers import rows
from zilv.rules.library import Law

FIRST = Ask(key="warm", lender="", person="p_aaaaaaaaaaaaa", number="n_aaaaaaaaaaaaa", channel="voice")
"""What the gate itself is asked before the first request, of nobody."""

_PERSON, _NUMBER, _LINE = to_text("person", 1), to_text("number", 1), to_text("line", 1)
_REGISTERS = rows.Registers(
    agreements=(
        rows.Agreement(person=_PERSON, scope="time", from_minute=600, to_minute=700),
        rows.Agreement(person=_PERSON, scope="frequency", at_most=3),
    ),
    holds=tuple(rows.Hold(person=_PERSON, reason=reason) for reason in rows.HOLD_REASONS),
    optouts=(rows.Optout(person=_PERSON), rows.Optout(number=_NUMBER)),
    persons=(rows.Person(person=_PERSON, zone="Asia/Urumqi", birth_year=1980),),
    relations=(rows.Relation(person=_PERSON, number=_NUMBER, party="heir"),),
    mandates=(rows.Mandate(agency="a"),),
    lines=(rows.Line(line=_LINE, owner="a"),),
    qualifications=(rows.Qualification(collector="c", kind="annual_training"),),
    notices=(rows.Notice(person=_PERSON, kind="outsourcing", at=1),),
)


def warm(law: Law) -> None:
    """Judge one attempt of each channel and party, with a past and a row in every register."""
    now, words = now_us(), Words()
    asked = [past_of(one, str(n), now + n) for n, one in enumerate(_asks())]
    past = [one._replace(attempt_id=f"before {one.attempt_id}", at=one.at - DAY_US) for one in asked]
    for registers in (_REGISTERS, rows.Registers()):
        weigh(asked, past, registers, law, words)
        breaches(past, registers, law, words)
        words.forget()


def _asks() -> list[Ask]:
    return [
        Ask(
            key=str(n),
            lender="",
            person=to_text("person", n),
            number=to_text("number", n),
            account=to_text("account", n),
            line=_LINE,
            channel=channel,  # type: ignore[arg-type]
            party=party,  # type: ignore[arg-type]
            agency="a",
            collector="c",
            product="x",
        )
        for n, (channel, party) in enumerate(product(CHANNELS, PARTIES), 1)
    ]
