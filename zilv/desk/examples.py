"""One example of each body, for the description of the interface; all persons and institutions are invented."""

from typing import Any

from zilv import __version__

ASK: dict[str, Any] = {
    "key": "dialler-7-20261126-000481",
    "person": "p_m4qaz3sllvqxc",
    "number": "n_qx7dkq2v5m3ja",
    "account": "a_b6zt4ynw2c7fe",
    "channel": "voice",
    "party": "debtor",
    "mode": "interact",
    "agency": "示例催收",
    "collector": "C1027",
    "line": "l_h2v6p3kqz7x4m",
    "product": "cash_loan",
    "manual": True,
    "purpose": "collect",
}
FINDING: dict[str, Any] = {
    "topic": "quiet_hours",
    "provision": "cn.gbt-45251-2025.quiet-hours",
    "outcome": "forbidden",
    "strength": "shall",
    "grade": "S",
    "clause": "GB/T 45251-2025",
    "says_zh": "22:18 在禁止时段 22:00–08:00 内",
    "says_en": "22:18 lies in the quiet hours 22:00-08:00",
    "count": None,
    "limit": None,
    "also": [],
}
PERMIT: dict[str, Any] = {
    "decision": "permit",
    "attempt_id": "0661249d6e466a9bd0d84639c1682a",
    "at": "2026-11-26T02:22:28.230762Z",
    "bundle": "2026.11.1+cb7eb35fb2c9",
    "dial_by": "2026-11-26T02:23:28.230762Z",
    "due": "2026-11-26T03:22:28.230762Z",
}
DENY: dict[str, Any] = {
    "decision": "deny",
    "attempt_id": "0661249d6e4a10c3f2b7d1907e55aa",
    "at": "2026-11-26T14:18:03.004120Z",
    "findings": [FINDING],
    "retry_at": "2026-11-27T00:00:00Z",
    "bundle": "2026.11.1+cb7eb35fb2c9",
}
UNREACHABLE: dict[str, Any] = {"decision": "hold", "code": "store_unreachable"}
REFUSED: dict[str, Any] = {
    "type": "urn:zilv:problem:key_reused",
    "title": "同一键已用于另一请求 · this key was used for another request; choose a new one",
    "status": 409,
    "code": "key_reused",
}
INVALID: dict[str, Any] = {
    "type": "urn:zilv:problem:invalid",
    "title": "字段有误 · a field is wrong",
    "status": 422,
    "code": "invalid",
    "errors": [{"field": "channel", "expected": "之一 · one of voice, voice_bot, sms, im, app, email, letter, visit"}],
}
OUTCOME: dict[str, Any] = {
    "key": "dialler-7-20261126-000481-end",
    "answered": True,
    "conversed": True,
    "seconds": 96,
    "recording": "rec/2026/11/26/000481.wav",
    "disposition": "answered",
    "noted": True,
}
CANCEL: dict[str, Any] = {
    "key": "dialler-7-20261126-000481-cancel",
    "reason": "线路故障，未拨出 · line fault, not dialled",
}
RULING: dict[str, Any] = {
    "key": "ruling-20261126-031",
    "verdict": "permit",
    "reason": "债务人来电要求回电 · the debtor called and asked to be called back",
}
RECEIPT: dict[str, Any] = {
    "attempt_id": "0661249d6e466a9bd0d84639c1682a",
    "status": "reported",
    "at": "2026-11-26T02:22:28.230762Z",
    "answer": PERMIT,
}
CANCELLED: dict[str, Any] = RECEIPT | {"status": "cancelled"}
RULED: dict[str, Any] = {
    "attempt_id": DENY["attempt_id"],
    "status": "reserved",
    "at": "2026-11-27T00:10:00.512034Z",
    "answer": {
        "decision": "permit",
        "attempt_id": DENY["attempt_id"],
        "at": "2026-11-27T00:10:00.512034Z",
        "bundle": "2026.11.1+cb7eb35fb2c9",
        "dial_by": "2026-11-27T00:20:00.512034Z",
        "due": "2026-11-27T01:10:00.512034Z",
        "ruled": True,
    },
}
LEDGER: dict[str, Any] = {
    "person": "p_m4qaz3sllvqxc",
    "at": "2026-11-26T02:30:00Z",
    "bundle": "2026.11.1+cb7eb35fb2c9",
    "limits": [
        {
            "topic": "answered_limit",
            "provision": "cn.gbt-45251-2025.answered-limit",
            "per": "person",
            "window": "day",
            "limit": 3,
            "used": 1,
            "remaining": 2,
        }
    ],
    "holds": [
        {
            "reason": "plan",
            "account": "a_b6zt4ynw2c7fe",
            "since": "2026-11-01T00:00:00Z",
            "until": None,
            "proposed": False,
        }
    ],
    "open_reservations": 0,
    "next": "2026-11-26T02:30:00Z",
}
BATCH: dict[str, Any] = {"asks": [ASK, {"key": "sms-20261126-000482", "person": "p_m4qaz3sllvqxc", "channel": "sms"}]}
BATCHED: dict[str, Any] = {"items": [{"answer": PERMIT}, {"problem": REFUSED}]}
GUARD_ASKED: dict[str, Any] = {
    "text": "我是示例消金的智能语音助手，请问您方便说话吗？",
    "context": {
        "channel": "voice_bot",
        "bot": True,
        "first_contact": True,
        "lender": "示例消金",
        "turns": [{"speaker": "other", "text": "喂，你是机器人吗？"}],
    },
}
GUARD_PASS: dict[str, Any] = {"action": "pass", "objections": [], "duties": [], "instead": None}
GUARD_BLOCK: dict[str, Any] = {
    "action": "block",
    "objections": [
        {
            "act": "ai_not_disclosed",
            "start": 0,
            "end": 4,
            "sure": True,
            "provisions": [],
            "says_zh": "机器人自称真人，或否认自己是机器人",
            "says_en": "a bot claims to be a person, or denies that it is a bot",
        }
    ],
    "duties": [],
    "instead": {
        "zh": "我是智能语音助手，不是真人。需要的话，我为您转人工。",
        "en": "I am an automated assistant, not a person. If you wish, I will hand you over to a person.",
    },
}
HEALTH: dict[str, Any] = {"status": "ok", "version": __version__}
_CHECKS = {"book": "ok", "migrations": "ok", "clock": "ok", "law": "ok", "gate": "ok", "keys": "ok"}
READY: dict[str, Any] = {"ready": True, "checks": _CHECKS, "law_absent": []}
NOT_READY: dict[str, Any] = READY | {"ready": False, "checks": _CHECKS | {"migrations": "run zilv migrate"}}
FIGURES = """# HELP zilv_asks_total Asks answered
# TYPE zilv_asks_total counter
zilv_asks_total{code="",decision="permit"} 1042.0
"""
DESCRIPTION: dict[str, Any] = {"openapi": "3.1.0", "info": {"title": "zilv", "version": __version__}, "paths": {}}
