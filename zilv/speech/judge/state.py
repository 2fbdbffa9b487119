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
_CALLED = re.compile(
    r"(?:^|[,。?!:\s“]|[是在这欠这我们好喂跟替给属电])"
    r"(?!小额|.{0,4}(?:消费|经营|信用|抵押|助学|装修|现金|高利|公积金|平台|账单|医美|手机|家电|培训|教育|健身|申请|办理|提前|逾期|网|房|车)"
    r"(?:贷|分期|借|信用))"
    r"[^\W\da-z_您你他她谁我是的笔个办做这那哪还欠借能把再能不要有去用先也就都年月时早晚天]{2,4}"
    r"(?:贷(?![款到了给出过不])(?!的[^,。?客智])|(?:小额|担保)贷款|贷款的|分期(?![还付款期的之内])|钱包(?![里余])|钱袋|信用社|数科"
    r"|借(?:[款条](?=[,请客官的]|智|贷后)|(?=,[请您]|的,))|信用(?=[,的智客给企]|一案)|宝(?=[,4四])|易[花融]|网贷中心)"
)
"""A lender called by its brand, after a greeting or whose call it is or to whom something is owed."""
_SIGNED = re.compile(
    r"\s*[【\[](?!.{0,4}(?:通知|提醒|邻里|群))[^】\]]{2,12}[】\]]|[\u4e00-\u9fff]{2,6}[:](?=[\u4e00-\u9fff])"
)
_SIGNATURE = re.compile(r"\s*[【\[]([^】\]]{2,12})[】\]]|([\u4e00-\u9fff]{2,6}):(?=[\u4e00-\u9fff])")
_SIGNED_LAST = re.compile(r"【([^】]{2,12})】[\s。.!]*$")
_NO_NAME = re.compile(
    r"(?:温馨|重要|紧急|逾期|还款|账单|催收?|催办|到期|系统|安全|资金|站内|客服|在线|官方|智能|人工|最后|最终|风险|法务|消息|信息|短信|服务"
    r"|通知|提醒|提示|公告|通告|警告|告知|函|执行|速办|综治办|处置办|联合处置|金融纠纷|街道|镇|村|留言|推送|图片|文件|语音|视频|链接|截图"
    r"|进度|中心|助手|管家|邻里|群|通缉|联系人?|补充|主题|备注|附件|回复|声明|说明|注意|事项|您好|你好|尊敬的|亲爱的|致|客户|用户|会员|本人|家属"
    r"|贷后|管理|部门?|组|工作人员|专员|经理|老师|您|的|号|[一二三四五六七八九十0-9])+"
    r"|.*(?:先生|女士|小姐|太太|师傅|老师|同学|阿姨|叔叔?|大哥|大姐|客户|用户|遗属|收款码.*)"
)
"""Who is spoken to, what kind of message it is: names of nobody who speaks."""
_NO_HEADING = re.compile(r".*(?:[某亲总哥姐兄说选写念样项错有下是了]|[我您你他她它这那哪].*)")
"""How a sentence begins before a colon, or whom it speaks to."""
_LETTER = re.compile(
    r"[\u4e00-\u9fff]{2}(?<![的笔您你办理以可费机育容请成个做了期])(?:分期(?![还款付协方期])|小额贷款|钱包(?![余的里])|周转[”\"]|易?贷(?=[没法客后留]))"
    r"|信用(?:\)|合作)|债务管理$|数科|我行"
)
"""How a letter names its lender after its heading, whom it concerns or whom it speaks to."""
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
    """Whether a normalised text names some institution, as the heads read it; a department or a trade is none.

    >>> [names_institution(text) for text in ("我是晨星消费金融的", "这里是贷后管理部", "【橙汇】您好")]
    [True, False, True]
    >>> [names_institution(text) for text in ("晨星银行卡中心的", "我这边晨星钱包智能客服", "您的微信钱包的,余额")]
    [True, True, False]
    """
    return bool(_INSTITUTION.search(text) or _SHORT.search(text) or _SIGNED.match(text))


def names_lender(text: str) -> bool:
    """Whether a normalised text names some institution, for findings and duties: `names_institution` as the heads read
    it and are fitted to it, but a kind of message or the person spoken to is no sender, and a message is also signed at
    its end.

    >>> [names_lender(text) for text in ("温馨提示:您的账单", "张先生:您好", "请尽快还款。【橙汇】", "【橙汇】您好")]
    [False, False, True, True]
    """
    if _INSTITUTION.search(text) or _SHORT.search(text) or _CALLED.search(text):
        return True
    opening, ending = _SIGNATURE.match(text), _SIGNED_LAST.search(text)
    senders = [found[1] for found in (opening, ending) if found and found[1]]
    if opening and opening[2] and not _NO_HEADING.fullmatch(opening[2]):
        senders.append(opening[2])
    named = any(_NO_NAME.fullmatch(sender) is None for sender in senders)
    return named or bool(opening and _LETTER.search(text, opening.end()))


def unnamed(dialogue: Dialogue, texts: list[str]) -> int | None:
    """The turn on which it is to be found that no institution was named in a contact where it must be; None if there
    is no such fault. Where it must be: see `must_name`."""
    said = [n for n, turn in enumerate(dialogue.turns) if turn.speaker == "collector"]
    if not said or not must_name(dialogue) or any(names_lender(texts[n]) for n in said):
        return None
    return said[0]


def must_name(dialogue: Dialogue) -> bool:
    """Whether the collector must name the institution: at a first contact; in a message, unless it is known to be a
    later one."""
    return bool(dialogue.first_contact or (dialogue.channel in MESSAGES and dialogue.first_contact is None))
