"""The findings that stories name: topic, outcome, and the provision that leads on that day.

Of several provisions in force the strictest leads, of equally strict ones that of the higher instrument: law and
department rules (cfc-2024, cpm-2022, credit-card-2011) before the national standard (gbt-45251-2025), and that before
the associations' guidelines (cba-2026, nifa-2024).
"""

from samples.world.plan import Finding

_GBT, _CBA, _CFC, _NIFA = "cn.gbt-45251-2025", "cn.cba-2026", "cn.cfc-2024", "cn.nifa-2024"


def _forbidden(topic: str, instrument: str, subject: str) -> Finding:
    return Finding(topic, "forbidden", f"{instrument}.{subject}")


def _warned(topic: str, instrument: str, subject: str) -> Finding:
    return Finding(topic, "warned", f"{instrument}.{subject}")


NIGHT = _forbidden("quiet_hours", _GBT, "quiet-hours")
EVENING = Finding("quiet_hours", "forbidden", "house.quiet-hours")
NOTICES = _forbidden("answered_limit", _GBT, "answered-limit")
CONVERSATIONS = _forbidden("conversation_limit", _GBT, "conversation-limit")
UNANSWERED = _warned("unanswered_attempt_limit", _CBA, "unanswered-attempt-limit")
VISITS = _warned("visit_limit", _GBT, "visit-limit")
ALONE = _forbidden("visit_staff", _CBA, "visit-staff")
CONTACT_STATE = _forbidden("recipient", _GBT, "contact-person-state")
CONTACT_PURPOSE = _forbidden("recipient", _GBT, "contact-person-purpose")
GUARANTOR = _forbidden("recipient", _GBT, "guarantor")
RELATED = _forbidden("recipient", _GBT, "related-third-party")
HEIR = _forbidden("recipient", _GBT, "heir")
UNRELATED = _forbidden("recipient", _CFC, "unrelated-third-party")
SOMEBODY = UNRELATED.in_doubt()
"""Nobody recorded who was addressed: it may have been anybody."""

REFUSED = _forbidden("third_party_refusal", _GBT, "third-party-refusal")
LINE = _forbidden("registered_line", _CBA, "registered-line")
NOT_TOLD = _forbidden("outsourcing_notice", _CFC, "agency-notice")
MANDATE = _forbidden("mandate", _CFC, "agency-mandate")
TRAINING = _forbidden("qualification", _GBT, "annual-training")
EXAM = _forbidden("qualification", _GBT, "pre-job-exam")
PLAN = _forbidden("hold_plan", "cn.credit-card-2011", "plan-hold")
DECEASED = _forbidden("hold_other", _GBT, "deceased-debtor")
ATTORNEY = _forbidden("hold_other", _CFC, "attorney-hold")
RECORDING = _forbidden("recording", _CBA, "call-recording")
VISIT_RECORDING = _forbidden("recording", _CBA, "visit-recording")
MEANS = _forbidden("improper_means", _CFC, "improper-means")
ABUSE = _forbidden("improper_means", _CBA, "abusive-means")
FRAUD = _forbidden("improper_means", "cn.cpm-2022", "improper-means")
RUDE = _forbidden("speech", _CBA, "civil-speech")
POSING = _forbidden("impersonation", _CBA, "impersonation")
UNTRUE = _forbidden("false_consequence", _CBA, "false-facts")
PROMISED = _forbidden("false_promise", _CBA, "false-promises")
BORROWING = _forbidden("induce_borrowing", _CBA, "induced-borrowing")
FEE = _forbidden("extra_fee", _GBT, "extra-fees")
AGENCY_FEE = _forbidden("extra_fee", _CFC, "partner-charges")
TOLD_CONTACT = _forbidden("third_party_disclosure", _GBT, "debt-information")
TOLD_OTHERS = _forbidden("third_party_disclosure", _CBA, "third-party-disclosure")
PRESSED = _forbidden("third_party_pressure", _GBT, "contact-person-words")
UNNAMED = _forbidden("no_identification", _CBA, "naming-the-institution")

NIGHT_2024 = _forbidden("quiet_hours", _NIFA, "quiet-hours")
NOTICES_2024 = _forbidden("answered_limit", _NIFA, "answered-limit")
ALONE_2025 = _warned("visit_staff", _GBT, "visit-staff")
