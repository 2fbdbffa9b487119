"""A dialogue as the encoder reads it: who is spoken to and how, then as many turns as fit."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from zilv.attempts.rows import Int64
from zilv.speech.encoder.tokens import Vocabulary, tokens
from zilv.speech.transcript.transcript import Dialogue

TOKENS, A_TURN, BACK = 192, 128, 3
"""So many tokens a window, of each turn, and turns read again before the first that a window judges, at most."""

_PARTY = {
    "debtor": "本人",
    "guarantor": "担保人",
    "contact_person": "联系人",
    "related_third_party": "家人",
    "unrelated_third_party": "外人",
    "attorney": "律师",
    "heir": "继承人",
}
_CHANNEL = {
    "voice": "电话",
    "voice_bot": "机器人",
    "sms": "短信",
    "im": "聊天",
    "app": "应用",
    "email": "邮件",
    "letter": "信",
    "visit": "上门",
}
_FIRST = {True: "首次", False: "再次", None: ""}
NOBODY = 2


class Window(NamedTuple):
    """Tokens, whose each is (0 the other side, 1 the collector, 2 nobody), and by turn judged where its tokens lie."""

    tokens: Int64
    whose: Int64
    turns: dict[int, tuple[int, int]]


def windows(dialogue: Dialogue, texts: Sequence[str], sides: Sequence[bool], known: Vocabulary) -> list[Window]:
    """The windows of a dialogue, whose turns read `texts`; each turn is judged in exactly one of them."""
    told = _CHANNEL.get(dialogue.channel or "", "未知") + _PARTY.get(dialogue.party or "", "未知")
    head = [known.begin, *tokens(told + _FIRST[dialogue.first_contact], known), known.end]
    said = [[*tokens(text, known)[:A_TURN], known.end] for text in texts]
    made, first = [], 0
    while first < len(said):
        back, last, size = first, first + 1, len(head) + len(said[first])
        while back and first - back < BACK and size + len(said[back - 1]) <= TOKENS:
            back -= 1
            size += len(said[back])
        while last < len(said) and size + len(said[last]) <= TOKENS:
            size += len(said[last])
            last += 1
        made.append(_window(head, said, sides, (back, first, last)))
        first = last
    return made


def _window(head: list[int], said: list[list[int]], sides: Sequence[bool], span: tuple[int, int, int]) -> Window:
    back, first, last = span
    numbers, whose, turns = list(head), [NOBODY] * len(head), {}
    for n in range(back, last):
        if n >= first:
            turns[n] = len(numbers), len(numbers) + len(said[n])
        numbers += said[n]
        whose += [int(sides[n])] * len(said[n])
    return Window(np.array(numbers, np.int64), np.array(whose, np.int64), turns)
