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

UNTOLD = "?"
"""As `recording`: the source cannot tell whether there is one. Empty means there is none."""

CHANNELS: tuple[str, ...] = get_args(Channel)
DIRECTIONS: tuple[str, ...] = get_args(Direction)
PARTIES: tuple[str, ...] = get_args(Party)
MODES: tuple[str, ...] = get_args(Mode)
PURPOSES: tuple[str, ...] = get_args(Purpose)
DISPOSITIONS: tuple[str, ...] = get_args(Disposition)
