"""Whether a contact of which nobody recorded who was spoken to shows another person than the debtor.

An ordinary call to the debtor names an amount too, so a score alone would call it telling others. Where the party is
recorded, nothing here is asked.
"""

import re
from collections.abc import Sequence

from zilv.speech.transcript.transcript import Dialogue

_KIN = (
    "(?:爸|妈|爹|娘|爷|奶|公公|婆|岳|儿子|女儿|闺女|老公|媳妇|丈夫|妻|爱人|太太|男朋友|女朋友|男友|女友|哥|弟|姐|妹|叔|舅|姑|姨|伯|侄"
    "|外甥|孙|嫂|婶|老伴|男人|夫人|女婿|儿媳|孩子|亲戚|亲朋|好友|亲属|亲友|家属|家人|同事|同学|室友|舍友|朋友|邻居|房东|租客|老乡|工友|徒弟|战友|搭档|领导|老板)"
)
_POST = (
    "(?:人事|hr|人力资源|前台|总机|财务|店长|门卫|门岗|保安|值班|支书|书记|村委|园长|主管|辅导员|老师|师母|员工|班上|贵[司校店单公]|联系人|担保"
    "|[你您恁]们?(?:店|村|厂|队|公司|单位)里?)"
)
"""Those who are asked for because of what they are, not by their name."""
_ANSWERS = re.compile(
    "打错|拨错|找错|不是本人|不是我(?![们的用])|(?:^|[,。!?])我不是(?:[,。!?]|$)|我(?:又|可|真|都|也)?不是[他她这你那]|不认识|不认得"
    "|没有?这个?人|换号了|新号(?!码)|新办|刚办|我姓|不姓|机主|管家|托管|代为|助理|助手|秘书|前台|过世|去世|走了|没了|不在(?:了|家|这|厂|店|公司|单位)"
    f"|我是[^,。?!]{{0,6}}{_KIN}|我是[^,。?!]{{0,8}}(?:帮工|店员|员工|顾问|代办|ai)|[他她]是我|我(?:跟|和|同|与)[他她]"
    "|我(?:是|们是)?[^,。?!]{0,4}(?:律师|法务|委托|代理)|授权|当事人|[他她](?:不在|出去|上班|出差|没在|今天没|早就|已经)"
    f"|你们?找[^,。?!]{{0,4}}(?:干|做|什么|啥)|转达|留言|全体|我[^,。?!]{{0,3}}{_KIN}[^,。?!]{{0,4}}(?:没|走|过世|去世|不在|欠|借)"
)
"""Whoever answers is not the debtor, speaks for him, or is a machine or a group."""
_OWES = re.compile(
    "[他她佢伊渠][^,。?!你您们]{0,10}(?:欠|借|那笔|款|账|钱|逾期|拖|贷|还|负债|[千万百])"
    f"|[你您恁侬贵](?:们|家|班上|店里|那|个|的|村|司){{0,3}}(?:{_KIN}|先生|员工|同学)[^,。?!]{{0,16}}(?:欠|借|贷|款|账|逾|分期|垫|[千万百])"
    f"|(?:家属|{_KIN})[们:]?[^,。?!]{{1,4}}(?:欠|借)|(?:^|[,。?!:])[^,。?!:你您恁侬]{{1,14}}[欠差][了着起咗]?(?:我们|我司|咱们)"
)
"""The collector tells of a debt as somebody else's."""
_SPOKEN_OF = re.compile(
    "(?<!其)(?<!吉)[他她佢伊渠](?!们家的|乡|人)"
    f"|[你您恁侬]们?(?:家|那|个|的|那个|这个|屋里){{0,2}}{_KIN}|是[^,。?!]{{1,8}}[的他她]{_KIN}"
    "|紧急联系人|转告|[带捎]个?句?话|令尊|令堂|生前|亲属|家属|群公告|所有人|全体|各位|大家|[哥叔]们|楼上|群里|邻居|乡亲|老乡|村民"
    f"|知情者|该人|督促|隔壁|已故|[这那]个人|[\u4e00-\u9fff]某(?![些个种])|见没见|{_POST}"
)
_OTHER_SPEAKS_OF = re.compile("[他她佢伊]")
_IS_ASKED_FOR = re.compile(f"{_KIN}|{_POST}|[他她佢伊渠]|[部科厂司店馆园](?:吗|吧|的|不)")
_SAYS_ME = re.compile(
    "(?:^|[,。!?])[哎嗯对喂啊哦噢诶欸唉]{0,2},?(?:是我|我是|我就是|是的|就是我|是本人|本人|我系|系我|是俺|俺是|就是的)"
    f"(?![他她佢伊不]|的?[^,。?!]{{0,6}}{_KIN})"
)


def shows_another(dialogue: Dialogue, texts: Sequence[str], n: int) -> bool:
    """Whether turn `n` may be said to or of another than the debtor. `texts`: the turns, normalised.

    Whoever answers may say so at any time, and the collector in this turn; that either speaks of somebody up to this
    turn is enough only where nobody has answered to the debtor's name.
    """
    ours = [turn.speaker == "collector" for turn in dialogue.turns]
    if _OWES.search(texts[n]) or any(_ANSWERS.search(text) for us, text in zip(ours, texts, strict=True) if not us):
        return True
    if any(_SAYS_ME.search(text) and not _asked_for_another(ours, texts, at) for at, text in enumerate(texts)):
        return False
    so_far = zip(ours[: n + 1], texts, strict=False)
    return any((_SPOKEN_OF if us else _OTHER_SPEAKS_OF).search(text) for us, text in so_far)


def _asked_for_another(ours: Sequence[bool], texts: Sequence[str], at: int) -> bool:
    """Whether "that is me" at this place is no word of the debtor: the collector says it, or it answers to the
    question for a relative or a department."""
    return ours[at] or bool(at and _IS_ASKED_FOR.search(texts[at - 1]))
