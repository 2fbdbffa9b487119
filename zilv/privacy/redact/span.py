"""Where in a text personal information stands, of which kind, and the mark that takes its place."""

from typing import Literal, NamedTuple

Kind = Literal[
    "identity_card", "passport", "military_id", "bank_card", "phone", "email", "wechat", "qq", "plate", "address",
    "employer", "name",
]  # fmt: skip

MARKS: dict[Kind, str] = {
    "identity_card": "〔身份证〕",
    "passport": "〔护照〕",
    "military_id": "〔军人证件〕",
    "bank_card": "〔银行卡〕",
    "phone": "〔电话〕",
    "email": "〔邮箱〕",
    "wechat": "〔微信号〕",
    "qq": "〔QQ号〕",
    "plate": "〔车牌〕",
    "address": "〔地址〕",
    "employer": "〔单位〕",
    "name": "〔姓名〕",
}
"""In the order in which they win where two of them cover the same characters."""

_RANK = {kind: n for n, kind in enumerate(MARKS)}


class Span(NamedTuple):
    """Characters `start` to `end` (not included) of a text."""

    start: int
    end: int
    kind: Kind


def apart(found: list[Span]) -> list[Span]:
    """Spans that do not overlap, in order: of two that do, the stronger kind stays and takes over what the other had.

    Nothing that was found stays uncovered.

    >>> apart([Span(0, 4, "name"), Span(2, 9, "address")])
    [Span(start=0, end=9, kind='address')]
    """
    kept: list[Span] = []
    for span in sorted(found):
        if kept and span.start < kept[-1].end + (span.kind == kept[-1].kind == "address"):
            last = kept.pop()
            kind = min(last.kind, span.kind, key=_RANK.__getitem__)
            span = Span(last.start, max(last.end, span.end), kind)
        kept.append(span)
    return kept
