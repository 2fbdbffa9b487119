"""Requests the gate refuses to act on: each with a stable code, an HTTP status and words in both languages."""

from typing import NamedTuple

from zilv.errors import ZilvError


class Reason(NamedTuple):
    """Why a request is refused: the HTTP status that fits, and what to read."""

    status: int
    zh: str
    en: str


REASONS: dict[str, Reason] = {
    "unknown_attempt": Reason(404, "没有这一触达", "there is no such attempt"),
    "key_reused": Reason(409, "同一键已用于另一请求", "this key was used for another request; choose a new one"),
    "scope_missing": Reason(403, "该密钥无此权限", "this key may not do that"),
    "other_lender": Reason(403, "该密钥不属于此放款机构", "this key does not belong to that lender"),
    "other_agency": Reason(403, "该密钥不属于此受托机构", "this key does not belong to that agency"),
    "not_awaiting": Reason(409, "该触达不在待裁决状态", "the attempt does not await a person's decision"),
    "not_reserved": Reason(409, "该触达并非已预留", "the attempt is not reserved"),
    "second_person_needed": Reason(409, "须由另一人复核", "another person than the first must agree"),
    "not_decidable": Reason(409, "闸门此刻无法裁决", "the gate cannot decide at present"),
    "holder_needed": Reason(403, "须用属于具名人员的密钥", "a key that belongs to a named person is needed"),
    "store_unreachable": Reason(
        503,
        "账簿暂不可达，是否已记录尚不确定；请以同一键重试",
        "the book cannot be reached, and it is not known whether this was recorded; send it again under the same key",
    ),
    "busy": Reason(
        503,
        "等候办理的请求过多，本次未作记录；请稍后以同一键重试",
        "too many requests wait, and this one was not recorded; send it again shortly under the same key",
    ),
    "number_bad": Reason(422, "号码须为完整的电话号码", "the number is expected as a whole telephone number"),
    "identifier_bad": Reason(422, "标识为空，或为另一类代号", "an identifier is empty, or a token of another kind"),
    "register_unknown": Reason(404, "没有这一登记簿", "there is no such register"),
    "register_row_unknown": Reason(404, "没有这一行", "there is no such row"),
    "register_row_bad": Reason(422, "登记内容有误", "the row cannot be read"),
    "end_past": Reason(
        422,
        "终止时刻早于现在，只能由具名人员附理由作出：用属于个人的密钥并填 reason，或 zilv registers end --by --reason；"
        "现在终止则不填 until",
        "the row would end before now; only a named person does that, with a reason: use a person's own key and give "
        "`reason`, or zilv registers end --by --reason; leave `until` out to end it now",
    ),
    "row_proposed": Reason(
        409,
        "该行由信号提出，只能由具名人员确认或驳回：zilv signals confirm|reject，POST /v1/signals/{row_id}/ruling",
        "the row was proposed by a signal; only a named person confirms or rejects it: zilv signals confirm|reject, "
        "POST /v1/signals/{row_id}/ruling",
    ),
}
"""Every code, once; HTTP and clients show it as it is."""


class Refused(ZilvError):  # noqa: N818
    """A request that is not acted on. `code` is one of REASONS; `detail` says more and quotes nobody's data."""

    def __init__(self, code: str, detail: str = "") -> None:
        reason = REASONS[code]
        super().__init__(f"{code}: {reason.zh} · {reason.en}{': ' + detail if detail else ''}")
        self.code, self.detail, self.reason = code, detail, reason
