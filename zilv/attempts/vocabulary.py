"""The closed words of an attempt; `law/glossary.yaml` gives each its Chinese and its source."""

from typing import Literal, get_args

Channel = Literal["voice", "voice_bot", "sms", "im", "app", "email", "letter", "visit"]
Direction = Literal["outbound", "inbound"]
Party = Literal[
    "debtor",
    "guarantor",
    "contact_person",
    "related_third_party",
    "unrelated_third_party",
    "attorney",
    "heir",
]
Mode = Literal["notify", "interact"]
Purpose = Literal["collect", "ask_contact", "relay", "notice"]
YesNo = Literal["yes", "no"]
Disposition = Literal[
    "answered",
    "no_answer",
    "busy",
    "rejected",
    "voicemail",
    "invalid_number",
    "wrong_person",
    "unreachable",
    "abandoned",
    "delivered",
    "undelivered",
    "other",
]
Act = Literal[
    "threat",
    "insult",
    "impersonation",
    "false_consequence",
    "false_document",
    "third_party_disclosure",
    "third_party_pressure",
    "induce_borrowing",
    "private_payment",
    "extra_fee",
    "public_exposure",
    "private_channel",
    "no_identification",
    "ignored_stop",
    "ignored_hardship",
    "false_promise",
    "ai_not_disclosed",
]
"""What a collector may be found to have said, or left out."""

UNTOLD = "?"
"""As `recording`: the source cannot tell whether there is one. Empty means there is none."""

CHANNELS: tuple[str, ...] = get_args(Channel)
DIRECTIONS: tuple[str, ...] = get_args(Direction)
PARTIES: tuple[str, ...] = get_args(Party)
MODES: tuple[str, ...] = get_args(Mode)
PURPOSES: tuple[str, ...] = get_args(Purpose)
DISPOSITIONS: tuple[str, ...] = get_args(Disposition)
ACTS: tuple[str, ...] = get_args(Act)
