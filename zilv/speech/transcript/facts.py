"""What a table says of a contact beside its words: its attempt, channel, who was spoken to, whether first."""

from collections.abc import Mapping
from typing import Any

import msgspec

from zilv.speech.transcript.transcript import CHANNELS, PARTIES, Channel, Party
from zilv.speech.transcript.wrong import unknown

HEADINGS = {"渠道": "channel", "对象": "party", "首次联系": "first_contact", "触达编号": "attempt_id"}
"""Chinese headings to columns."""
FACTS = ("attempt_id", "channel", "party", "first_contact")
"""The columns."""
_TRUTH = {"true": True, "1": True, "是": True, "false": False, "0": False, "否": False}
_WORDS = {"channel": CHANNELS, "party": PARTIES}


class Facts(msgspec.Struct, frozen=True, omit_defaults=True):
    """None = nobody recorded it."""

    attempt_id: str | None = None
    channel: Channel | None = None
    party: Party | None = None
    first_contact: bool | None = None


def facts_of(row: Mapping[str, str]) -> Facts | str:
    """The facts in a row's cells, an empty one not recorded; or which cell is wrong, and what was expected."""
    told: dict[str, Any] = {name: row[name] for name in FACTS if row.get(name)}
    for name, words in _WORDS.items():
        if name in told and told[name] not in words:
            return f"{name}: {unknown(told[name], words)}"
    if "first_contact" in told:
        first = _TRUTH.get(told["first_contact"].lower())
        if first is None:
            return "first_contact: 应为 是/否 · expected true or false"
        told["first_contact"] = first
    return msgspec.convert(told, Facts)
