"""Judges a dialogue: rules first, then scores; a rule's finding stands unless heads and encoder together refute it."""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from functools import partial
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zilv.errors import ZilvError
from zilv.speech.acts.act import Act, Both, act_named
from zilv.speech.encoder.encoder import Encoder
from zilv.speech.judge.another import shows_another
from zilv.speech.judge.deep import read_deeply
from zilv.speech.judge.features import Read, Reading, read, read_all
from zilv.speech.judge.finding import Finding
from zilv.speech.judge.heads import Floats, Head, heads, side_of
from zilv.speech.judge.naming import put_unheard
from zilv.speech.judge.patterns import Match
from zilv.speech.judge.reach import taken_back
from zilv.speech.judge.scope import asks_to_call, says_to_stop, we_deny
from zilv.speech.judge.span import around, strongest
from zilv.speech.judge.state import unnamed
from zilv.speech.judge.stopping import asked_to_stop
from zilv.speech.transcript.transcript import Dialogue

TOGETHER = 20
"""So many dialogues are spelt, and their candidates found, in one pass."""
UNNAMED = "no_identification"
DOUBTED = 0.1
"""A rule's finding below this score is told to be doubtful."""
REFUTED = 0.05
"""An act of the collector that a rule finds is none where the encoder has read the turn, the score is below this, and
the turn says more than the rule's words (`MORE`). A threat stands, for its rules err seldom; a signal of the other side
too: it protects.
"""
MORE = 6
"""So many characters beside a rule's words may take them back; "弄死你" alone is no less said for being short."""
TO_OTHERS = frozenset({"third_party_pressure", "third_party_disclosure"})
"""Acts that are done to others than the debtor and guarantors, unless somebody else answers for them."""
ANOTHER_SPEAKS = frozenset({"had_bot", "had_wrongwords", "had_deadwords"})
PLAIN = frozenset(
    {
        "impersonation",
        "false_consequence",
        "false_document",
        "induce_borrowing",
        "private_payment",
        "extra_fee",
        "public_exposure",
        "private_channel",
        "false_promise",
        "offers_to_pay",
    }
)
"""Acts that are said in plain words: where those are denied, no score stands. A denial can itself be a threat, an
insult or a signal ("不会让你好过", "不要脸", "不是我借的"), so there it only counts as evidence."""
_CHINESE = re.compile("[\u3400-\u9fff]")
"""What holds no Chinese character the heads were never fitted to, so no score finds or refutes anything there."""
_AFTER = {"stop_request": "had_stopwords", "hardship": "had_hardwords"}
_OR_AFTER = {"hardship": "had_vulnwords"}
Why = tuple[Literal["rule", "score"], Both]
"""By what something is found, and the sentence for a person."""


class Scored(NamedTuple):
    """Of a turn, by act, the scores and which of them reach their mark.

    `understood`: the encoder was asked about the dialogue, and knows a denial and what came before better than words
    listed here do; `heard`: it has read this turn, in a script it knows; `asked`: whether a request to stop was made
    before.
    """

    scores: Floats
    reached: NDArray[np.bool_]
    understood: bool
    heard: bool
    asked: Callable[[], bool]


class Judged(NamedTuple):
    """The findings of a dialogue, in order of turn and act, and its margins: act to one a turn of its side."""

    findings: tuple[Finding, ...]
    margins: tuple[Floats, ...]


def judge(
    dialogue: Dialogue,
    made: dict[str, Head] | None = None,
    only: Container[int] | None = None,
    encoder: Encoder | None = None,
) -> tuple[Finding, ...]:
    """The findings of a dialogue. `made`: heads other than the shipped ones. `only`: the places of the turns whose
    findings are wanted, all of them read; None = every turn's. `encoder`: reads again what the heads think possible; it
    finds more and errs less often, in some milliseconds for each turn so read.
    """
    return _found(dialogue, read(dialogue, only), made or heads(), encoder, only)


def judge_all(
    dialogues: Iterable[Dialogue], made: dict[str, Head] | None = None, encoder: Encoder | None = None
) -> Iterator[tuple[Dialogue, tuple[Finding, ...]]]:
    """Each dialogue with its findings, the same as `judge` gives, but faster: candidates are found in so many dialogues
    at once (`TOGETHER`)."""
    used = made or heads()
    for some in _batches(dialogues):
        for dialogue, reading in zip(some, read_all(some), strict=True):
            yield dialogue, _found(dialogue, reading, used, encoder)


def _batches(dialogues: Iterable[Dialogue]) -> Iterator[list[Dialogue]]:
    """So many at a time; where the rest cannot be read, first what was."""
    some: list[Dialogue] = []
    try:
        for dialogue in dialogues:
            some.append(dialogue)
            if len(some) == TOGETHER:
                yield some
                some = []
    except ZilvError:
        yield some
        raise
    yield some


def _found(
    dialogue: Dialogue,
    reading: Reading,
    used: dict[str, Head],
    encoder: Encoder | None,
    only: Container[int] | None = None,
) -> tuple[Finding, ...]:
    wanted = [n for n in range(len(reading.turns)) if only is None or n in only]
    margins = {n: used[side_of(reading.turns[n])].margins(reading.turns[n]) for n in wanted}
    deep = None if encoder is None else read_deeply(dialogue, reading, used, margins, encoder)
    if deep is not None:
        put_unheard(dialogue, reading, margins, deep, used["collector"].acts.index(UNNAMED))
    findings: list[Finding] = []
    for n, plain in margins.items():
        head = used[side_of(reading.turns[n])]
        scores, reached = head.scored(plain, deep, n)
        understood = deep is not None and head.joint is not None
        chinese = bool(_CHINESE.search(reading.texts[n]))
        heard = understood and chinese and n in (deep or {})
        reached &= chinese
        asked = partial(asked_to_stop, reading, n, partial(_as_request, dialogue, used["other"], margins, deep))
        findings += _of_turn(dialogue, reading, n, head, Scored(scores, reached, understood, heard, asked))
    at = unnamed(dialogue, reading.texts)
    if at is not None and (deep is None or used["collector"].joint is None) and (only is None or at in only):
        findings.append(_unnamed(dialogue, at))
    return tuple(sorted(findings, key=lambda one: (one.turn, one.act)))


def _as_request(
    dialogue: Dialogue, head: Head, margins: dict[int, Floats], deep: dict[int, Floats] | None, n: int
) -> float:
    """How a turn of the other side scores as a request to stop, also where its findings are not wanted."""
    plain = margins[n] if n in margins else head.margins(read(dialogue, {n}).turns[n])
    return float(head.scored(plain, deep, n)[0][head.acts.index("stop_request")])


def _of_turn(dialogue: Dialogue, reading: Reading, n: int, head: Head, scored: Scored) -> list[Finding]:
    """What rules and scores find in a turn."""
    turn, (scores, reached, understood, heard, asked) = reading.turns[n], scored
    by_rule = ruled(turn)
    refuted: frozenset[str] = frozenset()
    if heard and turn.collector:
        refuted = _refuted(reading.texts[n], by_rule, dict(zip(head.acts, scores.tolist(), strict=True)))
    made = []
    for k, name in enumerate(head.acts):
        if name == UNNAMED:
            made += [_unnamed(dialogue, n, float(scores[k]))] if understood and reached[k] else []
        elif name in by_rule and name not in refuted:
            match, score = by_rule[name], float(scores[k])
            place = reading.original(n, *around(reading.texts[n], match.start, match.end))
            made.append(_finding(dialogue, n, act_named(name), place, score, _by_pattern(match, score)))
        elif reached[k]:
            start, end = strongest(reading.texts[n], turn, head, k)
            act = act_named(name)
            if _cannot_be(act, dialogue, reading, n) or (act.act == "ignored_stop" and not asked()):
                continue
            if not understood and not _stands(act, turn, reading.texts[n], (start, end)):
                continue
            place = reading.original(n, start, end)
            score = float(scores[k])
            made.append(_finding(dialogue, n, act, place, score, _by_score(act, score, understood)))
    return made


def ruled(turn: Read) -> dict[str, Match]:
    """The acts that a sure pattern finds in a turn, each with the first match that nobody takes back."""
    made: dict[str, Match] = {}
    for match in turn.own_acts:
        act = match.pattern.act
        if act not in made and _may_be(act_named(act), turn):
            made[act] = match
    return made


def _refuted(text: str, by_rule: dict[str, Match], scores: dict[str, float]) -> frozenset[str]:
    """Which of the acts that rules find in a turn of the collector's, which the encoder has read, are none."""
    said = {act: match.end - match.start for act, match in by_rule.items() if act != "threat"}
    return frozenset(act for act, own in said.items() if scores[act] < REFUTED and len(text) - own >= MORE)


def _cannot_be(act: Act, dialogue: Dialogue, reading: Reading, n: int) -> bool:
    """Whether the act is one to others where the debtor alone is spoken to, or going on where the speaker stops."""
    if act.act in TO_OTHERS:
        return _debtor_alone(dialogue, reading, n)
    return act.act == "ignored_stop" and says_to_stop(reading.texts[n])


def _debtor_alone(dialogue: Dialogue, reading: Reading, n: int) -> bool:
    """Whether a turn is for the debtor or a guarantor: as recorded, else as far as the words show nobody else."""
    flags = reading.turns[n].standing.flags
    if not ANOTHER_SPEAKS.isdisjoint(flags):
        return False
    return "own" in flags or (dialogue.party is None and not shows_another(dialogue, reading.texts, n))


def _stands(act: Act, turn: Read, text: str, place: tuple[int, int]) -> bool:
    """Whether what a score found is not ruled out by what came before or by a denial."""
    if act.after != "stop_request" and not _may_be(act, turn):
        return False
    if turn.collector and (we_deny(text, *place) or (act.act == "third_party_pressure" and asks_to_call(text, *place))):
        return False
    return act.act not in PLAIN or not taken_back(text, *place)


def _may_be(act: Act, turn: Read) -> bool:
    """Whether what must have come before has come."""
    if act.after is None:
        return True
    flags = turn.standing.flags
    return _AFTER[act.after] in flags or _OR_AFTER.get(act.after, "") in flags


def _finding(dialogue: Dialogue, n: int, act: Act, place: tuple[int, int], score: float, why: Why) -> Finding:
    turn, (start, end), (by, said) = dialogue.turns[n], place, why
    return Finding(
        id=dialogue.id,
        attempt_id=dialogue.attempt_id,
        turn=turn.i,
        act=act.act,
        score=round(score, 4),
        span=turn.text[start:end],
        start=start,
        end=end,
        provision=act.served(dialogue.party),
        by=by,
        why=said,
    )


def _by_pattern(match: Match, score: float) -> Why:
    zh = f"规则 {match.pattern.key}：未被否认、引用或提醒防范"
    en = f"rule {match.pattern.key}: neither denied, quoted nor warned of"
    if score < DOUBTED:
        zh, en = f"{zh}；但评分只有 {score:.2f}，请人核对", f"{en}; but scored {score:.2f}: a person decides"
    return "rule", Both(zh, en)


def _by_score(act: Act, score: float, understood: bool) -> Why:
    """`understood`: the score is of heads and encoder together; the passage is weighed by the heads all the same."""
    zh, en = "此段的字词为其加分最多", "of this turn's passages, the words of this one add most to it"
    if understood:
        zh = "评分头与编码器合判；此段的字词在评分头中加分最多，编码器不指明段落"
        en = "heads and encoder together; in the heads, this passage's words add most, and the encoder points at none"
    reached = f'score {score:.2f} reaches the mark of "{act.name.en}"'
    return "score", Both(f"评分 {score:.2f} 达到“{act.name.zh}”的界限；{zh}", f"{reached}; {en}")


def _unnamed(dialogue: Dialogue, n: int, score: float | None = None) -> Finding:
    """That no institution is named: by the list, or at a score of list and encoder together."""
    why = Both("规则：全程催收方没有说出任何机构名称", "rule: the collector names no institution in the whole contact")
    if score is not None:
        why = Both(
            f"评分 {score:.2f} 达到界限：全程听不出机构名称（名单与编码器合判）",
            f"score {score:.2f} reaches the mark: no institution is heard in the whole contact, by list and encoder",
        )
    place = 0, len(dialogue.turns[n].text)
    by: Why = ("rule" if score is None else "score", why)
    return _finding(dialogue, n, act_named(UNNAMED), place, 0.95 if score is None else score, by)


def margins_of(reading: Reading, made: dict[str, Head]) -> list[Floats]:
    """The margins of every turn."""
    return [np.asarray(made[side_of(turn)].margins(turn)) for turn in reading.turns]
