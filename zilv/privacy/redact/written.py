"""What is known by its form: e-mail, WeChat and QQ ids that are named as such, number plates."""

import re

from zilv.privacy.redact.span import Kind, Span

_JOIN = r"\s*(?:号码|号|账号|帐号|ID|id)?\s*(?:就是|也是|是|为|叫|[:=])?\s*"
_WECHAT_NAMES = r"(?:微信|威信|薇信|徽信|V信|v信|(?<![A-Za-z])(?:wechat|weixin|VX|WX|vx|wx|Vx|Wx))"
_QQ_NAMES = r"(?:[Qq]{2}|扣扣|企鹅号|球球)"
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

FORMS: tuple[tuple[Kind, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "email",
        re.compile(r"@|艾特| at "),
        re.compile(r"[A-Za-z0-9._%+-]{1,64}(?:@|艾特|\s?\bat\s)[A-Za-z0-9-]{1,63}(?:(?:\.|点)[A-Za-z]{2,20})+"),
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
        re.compile(rf"[{_PROVINCE}]\s?[A-HJ-NP-Za-hj-np-z]"),
        re.compile(
            rf"[{_PROVINCE}]\s?[A-HJ-NP-Za-hj-np-z][·•.\s-]?"
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
