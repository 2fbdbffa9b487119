"""What a model reads of an answer, Chinese first: what it may do, what it must not, and until when."""

from zilv.gate.ask import Answer, Receipt
from zilv.gate.client.failure import UNREACHABLE, GateError, Unanswered
from zilv.gate.ledger import Ledger
from zilv.rules.finding import Finding

_ZH = {
    "permit": "准许：可以联系一次，之后须用 report_outcome 回报结果；未联系则用 cancel_reservation 退回。",
    "hold": "暂缓：现在不得联系。须由人裁决或补齐事实，不得自行猜测或改换说法再问。",
    "deny": "禁止：现在不得联系。",
}
_EN = {
    "permit": "PERMITTED: contact once, then report the result with report_outcome; if you do not, give it back with "
    "cancel_reservation.",
    "hold": "HELD: do not contact now. A person must decide or supply the missing facts; do not guess them.",
    "deny": "DENIED: do not contact now.",
}


def of_answer(answer: Answer) -> str:
    """What an answer to an ask means."""
    zh, en = [_ZH[answer.decision]], [_EN[answer.decision]]
    zh += [f"- {finding.says_zh}（{finding.clause}）" for finding in answer.findings]
    en += [f"- {finding.says_en} ({finding.clause})" for finding in answer.findings]
    if answer.attempt_id:
        zh.append(f"attempt_id: {answer.attempt_id}")
        en.append(f"attempt_id: {answer.attempt_id}")
    if answer.decision == "permit" and answer.dial_by:
        zh.append(f"有效至：{answer.dial_by}；逾时未联系的，用 cancel_reservation 退回后重新询问。")
        en.append(f"stands until: {answer.dial_by}; if you have not begun by then, cancel_reservation and ask anew.")
    if answer.decision == "deny" or answer.retry_at:
        zh.append(f"最早可联系时刻：{answer.retry_at or '没有，时间本身不会使其变为可以'}")
        en.append(f"earliest permitted instant: {answer.retry_at or 'none; no passing of time permits it'}")
    if answer.code:
        detail = f" ({answer.detail})" if isinstance(answer, Unanswered) and answer.detail else ""
        zh.append(f"原因代码：{answer.code}{detail}")
        en.append(f"code: {answer.code}{detail}")
    return _both(zh, en)


def of_receipt(receipt: Receipt) -> str:
    """How an attempt stands after it was told about."""
    zh, en = [f"已记录，状态：{receipt.status}"], [f"recorded, status: {receipt.status}"]
    zh += ["事后认定：", *_broken(receipt.findings, "zh")] if receipt.findings else []
    en += ["found afterwards:", *_broken(receipt.findings, "en")] if receipt.findings else []
    return _both(zh, en)


def _broken(findings: tuple[Finding, ...], lang: str) -> list[str]:
    return [f"- {found.says_zh if lang == 'zh' else found.says_en} ({found.clause})" for found in findings]


def of_ledger(ledger: Ledger) -> str:
    """What is used and what remains for a person."""
    zh = [f"{ledger.person} 截至 {ledger.at}："]
    en = [f"{ledger.person} as of {ledger.at}:"]
    for used in ledger.limits:
        zh.append(f"- {used.topic}（每{used.window}）：已用 {used.used}/{used.limit}，剩 {used.remaining}")
        en.append(f"- {used.topic} (per {used.window}): used {used.used} of {used.limit}, {used.remaining} left")
    for hold in ledger.holds:
        zh.append(f"- 停催：{hold.reason}，至 {hold.until or '未定'}")
        en.append(f"- on hold: {hold.reason}, until {hold.until or 'open'}")
    zh.append(f"下次可联系：{ledger.next or '时间本身不会使其变为可以'}；是否可联系仍须先问。")
    en.append(f"next permitted: {ledger.next or 'no passing of time permits it'}; ask before any contact all the same.")
    return _both(zh, en)


def of_error(error: GateError) -> str:
    """A request without a good answer: refused, or nobody knows whether it was recorded."""
    if error.code in {UNREACHABLE, "store_unreachable"}:
        zh, en = "没有得到答复，可能已经记录，也可能没有", "no answer: it may have been recorded, or not"
    else:
        zh, en = "被拒绝，什么也没有记录", "refused, nothing was recorded"
    return _both([f"{zh}：{error.code}"], [f"{en}: {error}"])


def _both(zh: list[str], en: list[str]) -> str:
    return "\n".join([*zh, "", *en])
