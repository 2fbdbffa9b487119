"""One example of each body that Django takes or gives, by operation; all persons and institutions are invented."""

from typing import Any

from zilv.desk.examples import OUTCOME, RECEIPT

HOLD_SENT: dict[str, Any] = {
    "person": "p_m4qaz3sllvqxc",
    "account": "a_b6zt4ynw2c7fe",
    "reason": "plan",
    "since": "2026-11-01",
    "evidence": "还款协议 2026-1101 · repayment plan 2026-1101",
}
HOLD: dict[str, Any] = {
    "since": 1793462400000000,
    "until": None,
    "evidence": "还款协议 2026-1101 · repayment plan 2026-1101",
    "lender": "示例消金",
    "person": "p_m4qaz3sllvqxc",
    "account": "a_b6zt4ynw2c7fe",
    "reason": "plan",
}
ROW_ID = 17
HEARD: dict[str, Any] = {"signal": "hardship", "quote": "我上个月失业了", "turn": 4}
_HEARD_IN = f"hardship · {RECEIPT['attempt_id']}#4 · “{HEARD['quote']}”"
_REASON = "已听录音 · heard the recording"
PROPOSED: dict[str, Any] = {
    "register": "holds",
    "row_id": ROW_ID,
    "row": HOLD
    | {"since": 1795659845118204, "account": None, "reason": "hardship", "evidence": f"待确认 proposed · {_HEARD_IN}"},
}
CONFIRMED: dict[str, Any] = PROPOSED | {
    "row_id": ROW_ID + 1,
    "row": PROPOSED["row"] | {"evidence": f"已确认 confirmed · li.na · {_REASON} · {_HEARD_IN}"},
}
EVENT: dict[str, Any] = {
    "seq": 4811,
    "at": "2026-11-26T02:24:04.551900Z",
    "kind": "outcome",
    "attempt_id": RECEIPT["attempt_id"],
    "body": {
        "told": OUTCOME,
        "digest": "9b1c7f0e52d84a6bb3e0c2f4a1d57e68",
        "key_id": "k7m2q4x9",
        "receipt": RECEIPT,
    },
}
CHANGED: dict[str, Any] = {
    "seq": 4802,
    "at": "2026-11-01T01:12:30.004120Z",
    "change": "add",
    "row_id": ROW_ID,
    "key_id": "k7m2q4x9",
    "by": "",
    "because": "",
    "row": HOLD,
}

SENT: dict[str, dict[str, Any]] = {
    "add_rows": {"rows": [HOLD_SENT]},
    "end_row": {"until": "2026-12-01T00:00:00+08:00"},
    "propose": HEARD,
    "decide_proposal": {"verdict": "confirm", "reason": _REASON},
}
"""What is sent, by operation; the others take no body."""

GIVEN: dict[str, dict[str, Any]] = {
    "list_rows": {"rows": [{"row_id": ROW_ID, **HOLD}], "declared": True, "next": None},
    "add_rows": {"row_ids": [ROW_ID]},
    "declare_register": {"register": "holds", "declared": True},
    "end_row": {"row_id": ROW_ID, "until": "2026-11-30T16:00:00Z"},
    "register_history": {"changes": [CHANGED], "next": None},
    "events": {"events": [EVENT], "next": EVENT["seq"]},
    "propose": PROPOSED,
    "proposals": {"proposals": [PROPOSED], "next": None},
    "decide_proposal": CONFIRMED,
}
"""What is answered, by operation."""
