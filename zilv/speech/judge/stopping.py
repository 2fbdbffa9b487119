"""Whether the collector was asked to stop: without that, nobody goes on in spite of it."""

import re
from collections.abc import Callable

from zilv.speech.judge.features import Reading

POSSIBLE = 0.05
"""A turn of the other side that scores less as a request to stop is taken for none. Of authors whom the heads had not
seen, requests that no word of the lexicon shows score from 0.07 on.
"""
_SAID = "要求|请求|申请|提出|回复|发来|来函|来信|所述|所称|说|讲|叫|让|嘱咐|不想|不愿|不肯|不许|不准"
_STOPS = "停止|停掉|不再|别|勿|不要|莫|不打|不发|不接|接我们|不许|不准|以书面|书面|只发|换(?:个|一个)?(?:时间|号)"
_SPOKEN_OF = re.compile(
    f"[您你][^,。!?;]{{0,12}}?(?:{_SAID})[^。!?;]{{0,12}}?(?:{_STOPS})|关于[^。]{{0,10}}(?:勿|不要|停止)"
    '|拉黑|屏蔽|退订(?!回|请|发)|勿扰|(?:回复?|发)[的了来过][“"]?(?:td|t|n)(?![a-z])'
)


def asked_to_stop(reading: Reading, n: int, score: Callable[[int], float]) -> bool:
    """Whether a request to stop was made before turn `n`, as far as anybody can tell: by a word of it, by its score as
    such a request, or because the collector speaks of one. `score`: that of a turn of the other side.
    """
    if "had_stopwords" in reading.turns[n].standing.flags or speaks_of_a_request(reading.texts[n]):
        return True
    return any(score(m) >= POSSIBLE for m in range(n) if not reading.turns[m].collector)


def speaks_of_a_request(text: str) -> bool:
    """Whether a normalised text of the collector's speaks of a request to stop, made here or before.

    >>> speaks_of_a_request('您回复的"不要再发短信"我们看到了,但账单一天不清,提醒一天不停')
    True
    >>> speaks_of_a_request("那头七过了我再打"), speaks_of_a_request("您的账单已到期,退订回t")
    (False, False)
    """
    return bool(_SPOKEN_OF.search(text))
