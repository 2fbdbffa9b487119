"""What is known by its form: passports, military ids, e-mail, WeChat and QQ ids named as such, number plates."""

import re

from zilv.privacy.redact.span import Kind, Span

_BLANK = r"[^\S\r\n]"
"""White, but no end of a line: what is replaced never reaches over one."""
_IS = rf"{_BLANK}*(?:就是|也是|是|为|叫|[:=])?{_BLANK}*"
_JOIN = rf"{_BLANK}*(?:号码|号|账号|帐号|ID|id)?{_IS}"
_WECHAT_NAMES = r"(?:微信|威信|薇信|徽信|V信|v信|(?<![A-Za-z])(?:wechat|weixin|VX|WX|vx|wx|Vx|Wx))"
_QQ_NAMES = r"(?:[Qq]{2}|扣扣|企鹅号|球球|(?<![A-Za-z])[Qq](?=[号是:]))"
_NO_OTHER_NUMBER = r"(?<![A-Za-z0-9-])(?<!号码)" + "".join(
    f"(?<!{word}{between})"
    for word in ("号", "订单")
    for between in ("", f"(?:[是为:]|{_BLANK})", f"[是为:]{_BLANK}", f"{_BLANK}[是为:]", f"{_BLANK}[是为:]{_BLANK}")
)
_NO_DAY = r"(?![ -]?20\d\d(?:[ -]|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)))"
_NO_AMOUNT = rf"(?!\d|{_BLANK}?[元块万])"
_SOLDIERS = r"(?:军官|士兵|士官|义务兵|军人|文职(?:干部|人员)?|警官|武警|退5|退役军人)证件?"
"""As they stand in the folded text: 伍 is 5 there."""
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

FORMS: tuple[tuple[Kind, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "passport",
        re.compile(r"护照|通行证|回乡证|台胞证"),
        re.compile(
            r"(?:护照|通行证|回乡证|台胞证)"
            + _JOIN
            + _NO_DAY
            + r"([A-Za-z]{0,2}[ -]?\d(?:[ -]?\d){6,9})(?![A-Za-z])"
            + _NO_AMOUNT
        ),
    ),
    (
        "passport",
        re.compile(r"[EGeg]"),
        re.compile(
            _NO_OTHER_NUMBER + r"(?:[Ee][A-HJ-NP-Za-hj-np-z]\d{7}|[EGeg](?!20[0-4]\d[01]\d)\d{8})(?![A-Za-z0-9])"
        ),
    ),
    (
        "military_id",
        re.compile("证"),
        re.compile(_SOLDIERS + _JOIN + r"((?:[\u4e00-\u9fff]?字)? ?第? ?\d{6,10}号?)" + _NO_AMOUNT),
    ),
    (
        "military_id",
        re.compile("[军兵士警]字"),
        re.compile(r"[军兵士警]字 ?第? ?\d{6,8}号?(?!\d)"),
    ),
    (
        "email",
        re.compile(r"@|艾特| at "),
        re.compile(
            r"[A-Za-z0-9._%+-]{1,64}(?:@|艾特|[^\S\r\n]?\bat[^\S\r\n])[A-Za-z0-9-]{1,63}(?:(?:\.|点)[A-Za-z]{2,20})+"
        ),
    ),
    (
        "wechat",
        re.compile(_WECHAT_NAMES),
        re.compile(_WECHAT_NAMES + _JOIN + r"([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_-])"),
    ),
    (
        "wechat",
        re.compile(_WECHAT_NAMES),
        re.compile(_WECHAT_NAMES + r"\s*(?:号码|号|是|[:=])+\s*(\d{5,12})(?!\d)"),
    ),
    (
        "qq",
        re.compile(_QQ_NAMES),
        re.compile(_QQ_NAMES + _JOIN + r"([1-9]\d{4,11})(?!\d)(?!\s*[元块万])"),
    ),
    (
        "plate",
        re.compile(rf"[{_PROVINCE}]{_BLANK}?[A-HJ-NP-Za-hj-np-z]"),
        re.compile(
            rf"[{_PROVINCE}]{_BLANK}?[A-HJ-NP-Za-hj-np-z](?:[·•.-]|{_BLANK})?"
            r"(?=[A-Za-z]*\d)[A-HJ-NP-Za-hj-np-z0-9]{5,6}(?![A-Za-z0-9])"
        ),
    ),
)
"""Kind; what must be there for it to be worth looking; the form, in the folded text: its group is what is replaced."""


def written(plain: str) -> list[Span]:
    """Every span of these forms; `plain` is the folded text."""
    return [
        Span(*found.span(form.groups), kind)
        for kind, hint, form in FORMS
        if hint.search(plain)
        for found in form.finditer(plain)
    ]
