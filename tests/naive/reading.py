"""The third reading: every provision with its dates, and the strictest outcome of each topic."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from tests.naive import counts, holds, hours, media, recipients, records, standing, words
from tests.naive.case import Breaches, Case, earlier
from tests.naive.clock import BEIJING
from zilv.attempts.attempt import Attempt
from zilv.registers.rows import Registers

NIFA, GBT, CBA = date(2024, 5, 15), date(2025, 2, 28), date(2026, 1, 30)
CFC, CPM, INTERNET_LOANS, CARDS = date(2024, 4, 18), date(2023, 3, 1), date(2020, 7, 17), date(2011, 1, 13)
REG_F = date(2021, 11, 30)
STRICTNESS = ("permitted", "warned", "undetermined", "forbidden")
ANYWHERE = tuple(timezone(timedelta(hours=hours)) for hours in range(-12, 15))


@dataclass(frozen=True)
class Rule:
    """A provision: what it is about, how an attempt breaks it, and when it was in force (`until` no longer)."""

    topic: str
    breaches: Breaches
    since: date
    until: date = date.max
    level: str = "forbidden"
    product: str | None = None


def _nifa_and_after(topic: str, breaches: Breaches) -> tuple[Rule, ...]:
    """What the guideline of 2024 said, and the national standard that took its place says."""
    return Rule(topic, breaches, NIFA, GBT), Rule(topic, breaches, GBT)


_CHINA_HOURS = hours.quiet(hours.china)
_ANSWERED = counts.more_than(counts.is_notice_answered, counts.of_the_day, counts.answered_cap)
_CONVERSED = counts.more_than(counts.is_conversation_begun, counts.of_the_day, counts.fixed(3))
_VISITS = counts.more_than(counts.is_visit, counts.of_the_day, counts.fixed(1))

CHINA: tuple[Rule, ...] = (
    *_nifa_and_after("quiet_hours", _CHINA_HOURS),
    Rule("quiet_hours", _CHINA_HOURS, CBA),
    *_nifa_and_after("answered_limit", _ANSWERED),
    Rule("conversation_limit", _CONVERSED, GBT),
    Rule("unanswered_attempt_limit", counts.unanswered_to_number, CBA, level="warned"),
    Rule("visit_limit", _VISITS, GBT, level="warned"),
    Rule("visit_staff", records.alone_at_visit, GBT, level="warned"),
    Rule("visit_staff", records.alone_at_visit, CBA),
    *_nifa_and_after("recipient", recipients.contact_purpose),
    *_nifa_and_after("recipient", recipients.contact_state),
    *_nifa_and_after("recipient", recipients.with_basis("guarantor")),
    *_nifa_and_after("recipient", recipients.with_basis("related_third_party")),
    *_nifa_and_after("recipient", recipients.heir),
    *_nifa_and_after("recipient", recipients.unrelated),
    Rule("recipient", recipients.contact_purpose, CBA),
    Rule("recipient", recipients.contact_state, CBA),
    Rule("recipient", recipients.with_basis("related_third_party"), CBA),
    Rule("recipient", recipients.unrelated, CBA),
    Rule("recipient", recipients.unrelated, CFC),
    Rule("recipient", recipients.unrelated_by_agency, INTERNET_LOANS),
    Rule("recipient", recipients.unrelated, CARDS, product="credit_card"),
    Rule("recipient", recipients.beside_cardholder, CARDS, product="credit_card"),
    *_nifa_and_after("third_party_refusal", recipients.refused),
    Rule("third_party_refusal", recipients.refused, CBA),
    Rule("registered_line", standing.unregistered_line, CBA),
    Rule("outsourcing_notice", standing.no_notice, CPM),
    Rule("outsourcing_notice", standing.no_notice, CFC),
    Rule("mandate", standing.no_mandate, CFC),
    *_nifa_and_after("qualification", standing.unqualified("pre_job_exam")),
    *_nifa_and_after("qualification", standing.unqualified("annual_training")),
    Rule("hold_plan", holds.stopped("plan"), CARDS),
    Rule("hold_other", holds.stopped("attorney", "debtor"), CFC),
    *_nifa_and_after("hold_other", holds.stopped("deceased", "debtor")),
    Rule("recording", records.unrecorded_call, CBA),
    Rule("recording", records.unrecorded_visit, CBA),
    Rule("recording", records.unrecorded_call, CARDS, product="credit_card"),
    Rule("recording", records.unrecorded_visit, CARDS, product="credit_card"),
    Rule("improper_means", words.said("threat", "ignored_stop"), CFC),
    Rule("improper_means", words.said("threat", "impersonation", "false_document"), CPM),
    Rule("improper_means", words.said("threat", "insult", "public_exposure"), CBA),
    Rule("improper_means", words.said("threat", "insult"), CARDS, product="credit_card"),
    Rule("speech", words.said("insult", to=words.by_telephone), CBA),
    Rule("impersonation", words.said("impersonation", "false_document"), CBA),
    Rule("false_consequence", words.said("false_consequence", "false_document"), CBA),
    Rule("false_promise", words.said("false_promise", "false_consequence"), CBA),
    Rule("induce_borrowing", words.said("induce_borrowing"), CBA),
    Rule("extra_fee", words.said("extra_fee"), CBA),
    Rule("extra_fee", words.said("extra_fee"), GBT),
    Rule("extra_fee", words.said("extra_fee", to=words.by_agency), CFC),
    Rule("extra_fee", words.said("extra_fee", to=words.by_agency), INTERNET_LOANS),
    Rule("third_party_disclosure", words.said("third_party_disclosure"), CBA),
    Rule("third_party_disclosure", words.said("third_party_disclosure", to=words.to_contact_person), GBT),
    Rule("third_party_pressure", words.said("third_party_pressure", to=words.to_contact_person), CBA),
    Rule("third_party_pressure", words.said("third_party_pressure", to=words.to_contact_person), GBT),
    Rule("no_identification", words.said("no_identification"), CBA),
)

UNITED_STATES: tuple[Rule, ...] = (
    Rule("quiet_hours", hours.quiet(hours.united_states), REG_F),
    Rule("calls_7in7", counts.seven_in_seven, REG_F, level="warned"),
    Rule("wait_after_conversation", counts.soon_after_conversation, REG_F, level="warned"),
    Rule("attorney", holds.stopped("attorney", "debtor"), REG_F),
    Rule("cease", holds.stopped("cease", "debtor"), REG_F),
    Rule("medium_optout", media.refused_medium, REG_F),
)

REGIMES: dict[str, tuple[Rule, ...]] = {"cn": CHINA, "us-reg-f": UNITED_STATES}


def naive(attempt: Attempt, history: list[Attempt], registers: Registers, regime: str) -> dict[str, str]:
    """The outcome of every topic of the regime: `permitted`, `warned`, `undetermined` or `forbidden`."""
    where = zones(attempt.person, registers, regime)
    past = earlier(attempt, history)
    cases = [Case(attempt, past, registers, zone, zone_known=len(where) == 1) for zone in where]
    found = {rule.topic: "permitted" for rule in REGIMES[regime]}
    for rule in REGIMES[regime]:
        outcome = of_rule(rule, cases)
        found[rule.topic] = max(found[rule.topic], outcome, key=STRICTNESS.index)
    return found


def zones(person: str, registers: Registers, regime: str) -> tuple[tzinfo, ...]:
    """Where the debtor may live: where the register says; else in China by Beijing time, elsewhere anywhere."""
    for row in registers.persons or ():
        if row.person == person and row.zone is not None:
            return (ZoneInfo(row.zone),)
    return (BEIJING,) if regime == "cn" else ANYWHERE


def of_rule(rule: Rule, cases: Iterable[Case]) -> str:
    """One provision's outcome: doubt only where the unrecorded could lead either way, and only warned of if weak."""
    answers = {broken for case in cases for broken in _answers(rule, case)}
    if answers == {False}:
        return "permitted"
    return "undetermined" if False in answers and rule.level == "forbidden" else rule.level


def _answers(rule: Rule, case: Case) -> set[bool]:
    """Where nobody knows the debtor's zone, a law begins with the day of UTC."""
    day = case.today if case.zone_known else case.attempt.at.astimezone(timezone.utc).date()
    in_force = rule.since <= day < rule.until
    if not in_force or rule.product not in (None, case.attempt.product):
        return {False}
    return set(rule.breaches(case))
