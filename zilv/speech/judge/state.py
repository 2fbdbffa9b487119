"""Where a conversation stands at each turn: what has been asked, said and named before it."""

import re
from typing import NamedTuple

from zilv.speech.transcript.transcript import MESSAGES, Dialogue

REMEMBERED = (
    "stopwords",
    "hardwords",
    "vulnwords",
    "askbot",
    "deadwords",
    "offer",
    "disputewords",
    "complain",
    "bot",
    "wrongwords",
)
"""Meanings that matter to later turns once the other side has said a word of them."""
_THIRD = frozenset({"contact_person", "related_third_party", "unrelated_third_party", "attorney", "heir"})
_INSTITUTION = re.compile(
    r"(?:信用|银行)卡(?:中心|部)|(?<=[\u4e00-\u9fff]{2})(?<!微信)(?<!数字)(?<!我的)(?<!您的)(?<!你的)钱包(?=智能|客服|的[,。])|易购"
    r"|(?<=[\u4e00-\u9fff]{2})消费的[,。]|消费金融(?!公司法|行业)|消金|金融(?!监管|局|办|机构|纠纷|业)|小贷|普惠|信贷(?!员|部|业务)|金服|助学(?!贷|金)|汽金|农信|金科|资管"
    r"|银行(?!卡|账|转|流|柜|上班|存|那|短信|利率|征信)|租赁|融资|融通|资产(?!处置|保全|管理部|部)|车融|农贷|惠民贷|易贷|易借|快融"
    r"|惠商|速[借融]|有限公司|事务所|信用(?:管理|中心|法务)|信安|金控|合众|合正|云贷|惠融|惠贷|惠金|租机|[惠云速快闪安信融车商好优利宝]贷(?!款)"
    r"|(?<!装修)(?<!医美)(?<!手机)(?<!教育)(?<!家电)(?<!培训)(?<!账单)(?<!申请)(?<!办理)(?<!可以)(?<!健身)(?<!租房)(?<!车辆)"
    r"(?<=[\u4e00-\u9fff]{2})分[期七](?=[。,!?的客这那嘞嘅额法在我]|智|ai|$| [请我您])"
)
_SIGNED = re.compile(
    r"\s*[【\[](?!.{0,4}(?:通知|提醒|邻里|群))[^】\]]{2,12}[】\]]|[\u4e00-\u9fff]{2,6}[:](?=[\u4e00-\u9fff])"
)
_SHORT = re.compile(
    r"(?:我|我们|这里|这边|这|俺|俺们)(?:是|系)(?!.{0,5}(?:部|组|中心|案件|资产|催收|处置|贷后|负责|专|单位|片区|客户|经理|服务|综合|催办|[他她您你]))"
    r"[\u4e00-\u9fff]{2,4}(?:的|嘞|嘅|额|客服)"
    r"|(?:^|[,。?!吧嘛])(?!.{0,3}[你您他她我谁啥哪这那])[\u4e00-\u9fff]{2,3}(?:的[,。]|客服)"
)
"""A lender called by its short name alone: "我是海棠的", "云杉的，"."""


class Standing(NamedTuple):
    """What holds at a turn. `flags`: short names of facts; `collector`: whose turn it is."""

    flags: tuple[str, ...]
    collector: bool


def standings(dialogue: Dialogue, meant: list[frozenset[str]], texts: list[str]) -> list[Standing]:
    """The standing at each turn. `meant`: the meanings whose words each turn holds; `texts`: normalised."""
    fixed = _fixed(dialogue)
    made, so_far, speaking = [], set[str](), set[str]()
    for n, turn in enumerate(dialogue.turns):
        flags = [*fixed, *sorted(so_far)]
        if turn.speaker not in speaking:
            flags.append("first_own")
        if n == 0:
            flags.append("first")
        if n == len(dialogue.turns) - 1:
            flags.append("last")
        if n and dialogue.turns[n - 1].speaker != turn.speaker:
            flags += [f"reply_to_{meaning}" for meaning in REMEMBERED if meaning in meant[n - 1]]
        made.append(Standing(tuple(flags), turn.speaker == "collector"))
        speaking.add(turn.speaker)
        if turn.speaker == "other":
            so_far.update(f"had_{meaning}" for meaning in REMEMBERED if meaning in meant[n])
        elif names_institution(texts[n]):
            so_far.add("named")
    return made


def _fixed(dialogue: Dialogue) -> list[str]:
    third = "third" if dialogue.party in _THIRD else "own" if dialogue.party else "party_unknown"
    return [f"party_{dialogue.party}", third, f"channel_{dialogue.channel}", f"first_contact_{dialogue.first_contact}"]


def names_institution(text: str) -> bool:
    """Whether a normalised text names some institution; a department or a trade is none.

    >>> [names_institution(text) for text in ("我是晨星消费金融的", "这里是贷后管理部", "【橙汇】您好")]
    [True, False, True]
    >>> [names_institution(text) for text in ("晨星银行卡中心的", "我这边晨星钱包智能客服", "您的微信钱包的,余额")]
    [True, True, False]
    """
    return bool(_INSTITUTION.search(text) or _SHORT.search(text) or _SIGNED.match(text))


def unnamed(dialogue: Dialogue, texts: list[str]) -> int | None:
    """The turn on which it is to be found that no institution was named in a contact where it must be; None if there
    is no such fault. Where it must be: see `must_name`."""
    said = [n for n, turn in enumerate(dialogue.turns) if turn.speaker == "collector"]
    if not said or not must_name(dialogue) or any(names_institution(texts[n]) for n in said):
        return None
    return said[0]


def must_name(dialogue: Dialogue) -> bool:
    """Whether the collector must name the institution: at a first contact; in a message, unless it is known to be a
    later one."""
    return bool(dialogue.first_contact or (dialogue.channel in MESSAGES and dialogue.first_contact is None))
