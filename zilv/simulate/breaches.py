"""The breaches that stories plant: topic, outcome, and every provision that must speak, in each of the two eras.

Written by whoever read the law. `now`: from 2026-01-30 on, when the newest instrument is in force; `then`: between
2024-05-15 and 2025-02-27, under the guideline that the national standard has replaced.
"""

from dataclasses import dataclass, replace

OUTCOMES = ("warned", "undetermined", "forbidden")
"""From the mildest to the strictest."""


@dataclass(frozen=True, slots=True)
class Breach:
    """What an attempt must be found to break; `outcome` is that of the finding that leads the topic."""

    topic: str
    outcome: str
    now: tuple[str, ...]
    then: tuple[str, ...] = ()

    def in_doubt(self) -> "Breach":
        """The same where a fact that would decide was not recorded."""
        return replace(self, outcome="undetermined")

    def in_era(self, era: str) -> tuple[str, ...]:
        """The provisions that must speak in this era."""
        return self.now if era == "now" else self.then


_GBT, _CBA, _CFC, _NIFA = "cn.gbt-45251-2025", "cn.cba-2026", "cn.cfc-2024", "cn.nifa-2024"
_CARD, _LOAN, _CPM = "cn.credit-card-2011", "cn.internet-loan-2020", "cn.cpm-2022"


def _forbidden(topic: str, *provisions: str, now: tuple[str, ...] = (), then: tuple[str, ...] = ()) -> Breach:
    """`provisions` speak in both eras."""
    return Breach(topic, "forbidden", (*provisions, *now), (*provisions, *then))


def _both_texts(topic: str, subject: str) -> Breach:
    """What the national standard and the bankers' convention forbid alike, and the older guideline before them."""
    return _forbidden(topic, now=(f"{_GBT}.{subject}", f"{_CBA}.{subject}"), then=(f"{_NIFA}.{subject}",))


def _standard(topic: str, subject: str) -> Breach:
    """What the national standard forbids, and the older guideline before it."""
    return _forbidden(topic, now=(f"{_GBT}.{subject}",), then=(f"{_NIFA}.{subject}",))


NIGHT = _both_texts("quiet_hours", "quiet-hours")
NOTICES = _standard("answered_limit", "answered-limit")
CONVERSATIONS = _forbidden("conversation_limit", now=(f"{_GBT}.conversation-limit",))
UNANSWERED = Breach("unanswered_attempt_limit", "warned", (f"{_CBA}.unanswered-attempt-limit",), ())
VISITS = Breach("visit_limit", "warned", (f"{_GBT}.visit-limit",), ())
ALONE = _forbidden("visit_staff", now=(f"{_CBA}.visit-staff", f"{_GBT}.visit-staff"))

CONTACT_STATE = _both_texts("recipient", "contact-person-state")
CONTACT_PURPOSE = _both_texts("recipient", "contact-person-purpose")
CARD_THIRD_PARTIES = _forbidden("recipient", f"{_CARD}.third-parties")
GUARANTOR = _standard("recipient", "guarantor")
RELATED = _both_texts("recipient", "related-third-party")
HEIR = _standard("recipient", "heir")
_STRANGER = "unrelated-third-party"
UNRELATED = _forbidden(
    "recipient",
    f"{_CFC}.{_STRANGER}",
    now=(f"{_GBT}.{_STRANGER}", f"{_CBA}.{_STRANGER}"),
    then=(f"{_NIFA}.{_STRANGER}",),
)
UNRELATED_BY_AGENCY = _forbidden("recipient", f"{_LOAN}.{_STRANGER}")
UNRELATED_CARD = _forbidden("recipient", f"{_CARD}.{_STRANGER}")
"""The last two come on top of `UNRELATED` where an agency calls, or where the debt is a card's."""

_ANYBODY = ("contact-person-purpose", "contact-person-state", "related-third-party", _STRANGER)
_ANYBODY_STANDARD = (*_ANYBODY, "guarantor", "heir")
SOMEBODY = Breach(
    "recipient",
    "undetermined",
    (
        f"{_CFC}.{_STRANGER}",
        *(f"{_GBT}.{subject}" for subject in _ANYBODY_STANDARD),
        *(f"{_CBA}.{subject}" for subject in _ANYBODY),
    ),
    (f"{_CFC}.{_STRANGER}", *(f"{_NIFA}.{subject}" for subject in _ANYBODY_STANDARD)),
)
"""Nobody recorded who was addressed by the lender itself: it may have been anybody."""

REFUSED = _both_texts("third_party_refusal", "third-party-refusal")
LINE = _forbidden("registered_line", now=(f"{_CBA}.registered-line",))
NOT_TOLD = _forbidden("outsourcing_notice", f"{_CFC}.agency-notice", f"{_CPM}.outsourcing-notice")
MANDATE = _forbidden("mandate", f"{_CFC}.agency-mandate")
TRAINING = _standard("qualification", "annual-training")
EXAM = _standard("qualification", "pre-job-exam")
PLAN = _forbidden("hold_plan", f"{_CARD}.plan-hold")
DECEASED = _standard("hold_other", "deceased-debtor")
ATTORNEY = _forbidden("hold_other", f"{_CFC}.attorney-hold")
RECORDING = _forbidden("recording", now=(f"{_CBA}.call-recording",))
CARD_RECORDING = _forbidden("recording", f"{_CARD}.call-recording", now=(f"{_CBA}.call-recording",))
VISIT_RECORDING = _forbidden("recording", now=(f"{_CBA}.visit-recording",))
CARD_VISIT_RECORDING = _forbidden("recording", f"{_CARD}.visit-recording", now=(f"{_CBA}.visit-recording",))

_MEANS = "improper_means"
THREAT = _forbidden(_MEANS, f"{_CFC}.improper-means", f"{_CPM}.improper-means", now=(f"{_CBA}.abusive-means",))
GOING_ON = _forbidden(_MEANS, f"{_CFC}.improper-means")
ABUSE = _forbidden(_MEANS, now=(f"{_CBA}.abusive-means",))
CARD_ABUSE = _forbidden(_MEANS, f"{_CARD}.improper-means")
"""Comes on top of a threat or an insult where the debt is a card's."""
RUDE = _forbidden("speech", now=(f"{_CBA}.civil-speech",))
FRAUD = _forbidden(_MEANS, f"{_CPM}.improper-means")
POSING = _forbidden("impersonation", now=(f"{_CBA}.impersonation",))
UNTRUE = _forbidden("false_consequence", now=(f"{_CBA}.false-facts",))
PROMISED = _forbidden("false_promise", now=(f"{_CBA}.false-promises",))
BORROWING = _forbidden("induce_borrowing", now=(f"{_CBA}.induced-borrowing",))
FEE = _forbidden("extra_fee", now=(f"{_GBT}.extra-fees", f"{_CBA}.extra-fees"))
AGENCY_FEE = _forbidden("extra_fee", f"{_CFC}.partner-charges", f"{_LOAN}.partner-charges")
"""Comes on top of `FEE` where an agency takes it."""
TOLD_OTHERS = _forbidden("third_party_disclosure", now=(f"{_CBA}.third-party-disclosure",))
TOLD_CONTACT = _forbidden("third_party_disclosure", now=(f"{_GBT}.debt-information",))
"""Comes on top of `TOLD_OTHERS` where the other is a contact person."""
PRESSED = _forbidden("third_party_pressure", now=(f"{_GBT}.contact-person-words", f"{_CBA}.contact-person-words"))
UNNAMED = _forbidden("no_identification", now=(f"{_CBA}.naming-the-institution",))
