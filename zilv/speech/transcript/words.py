"""How files name who speaks."""

from zilv.speech.transcript.transcript import Speaker

_COLLECTOR = ("collector", "agent", "坐席", "座席", "客服", "催收", "催收员", "左", "left", "0", "a")
_OTHER = ("other", "customer", "debtor", "客户", "对方", "债务人", "右", "right", "1", "b")
SPEAKERS: dict[str, Speaker] = {**dict.fromkeys(_COLLECTOR, "collector"), **dict.fromkeys(_OTHER, "other")}
"""Small letters."""
