"""What each tool takes, as JSON Schema made from the gate's own records."""

from typing import Any

import msgspec

from zilv.gate.ask import Ask, Outcome

_SAID = {
    "person": "债务人：客户号或代号 p_… · the debtor: the customer's id or token",
    "channel": "联系渠道 · by which channel",
    "number": "被叫号码或代号 · the number that will be dialled, or its token",
    "account": "账户 · account",
    "product": "产品 · product",
    "party": "被联系的人是谁 · who will be addressed",
    "mode": "告知式或交互式 · notify or interact",
    "purpose": "目的 · purpose",
    "line": "主叫线路 · the calling line or sender",
    "collector": "催收员工号 · the collector's id",
    "agency": "受托机构；密钥已含则不填 · agency; leave out where the key says it",
    "lender": "放款机构；不填即密钥所属 · lender; leave out: the key says it",
    "direction": "方向 · direction",
    "manual": "是否人工拨号 · whether dialled by hand",
    "staff": "上门人数 · collectors present at a visit",
    "key": "重试时用同一值 · the same value asks or tells the same again",
    "answered": "是否接通 · whether it was answered",
    "conversed": "是否与对方通话 · whether there was a conversation",
    "seconds": "通话秒数，不含振铃 · seconds talked, without ringing",
    "recording": "录音编号，没有则为空 · the recording's reference, empty = none",
    "disposition": "结果 · how it ended",
    "noted": "是否已写记录 · whether a note was written",
}
_ATTEMPT_ID = {"type": "string", "description": "准许时所给 · as given with the permit"}


def ask_schema() -> dict[str, Any]:
    """What may be asked; facts that nobody knows are left out, and then hold the contact back."""
    return _object(_properties(Ask), ["person", "channel"])


def outcome_schema() -> dict[str, Any]:
    """What may be told afterwards."""
    return _object({"attempt_id": _ATTEMPT_ID, **_properties(Outcome)}, ["attempt_id"])


def cancel_schema() -> dict[str, Any]:
    """A reservation given back."""
    reason = {"type": "string", "description": "为何没有联系 · why nobody was contacted"}
    return _object({"attempt_id": _ATTEMPT_ID, "reason": reason}, ["attempt_id", "reason"])


def ledger_schema() -> dict[str, Any]:
    """A person, by token."""
    person = {"type": "string", "pattern": "^p_[a-z2-7]{13}$", "description": "人员代号 · the person's token p_…"}
    return _object({"person": person}, ["person"])


def _properties(kind: type[msgspec.Struct]) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.json.schema(kind)["$defs"][kind.__name__]["properties"]
    return {name: {**_plain(field), "description": _SAID[name]} for name, field in fields.items()}


def _plain(field: dict[str, Any]) -> dict[str, Any]:
    """The schema of a field without the null: what is not known is left out."""
    kinds = [kind for kind in field.get("anyOf", [field]) if kind.get("type") != "null"]
    found = {name: value for name, value in kinds[0].items() if name not in {"default", "pattern"}}
    if "enum" in found:
        found["enum"] = [word for word in found["enum"] if word is not None]
    return found


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
