"""The speech review's speed beside its peers: finding candidates, characters a second; the whole, utterances a second.

    python -m bench.speech

CPU seconds of one thread over invented sentences, repeated; the best of three.

Candidates, as `zilv speech judge` finds them: twenty calls of sixteen turns at a time, one spelling, words that hide,
then all words of the lexicon in one pass; beside it the same for one call alone, and without words that hide. Then the
bare pass alone over text already spelt, all turns of twenty calls at once. Beside that a plain list of the same words
looked up one by one; Python's `re` with all of them as branches, which tells one word where several overlap; Hyperscan
with all of them as literals, each match handed to Python; and its raw scan that hands over none, which is the limit.
Hyperscan comes with `make bench-peers`.

Whole: spelling, hidden words, words, patterns, standing, heads, spans, as `zilv speech judge` does it; beside
scikit-learn's TF-IDF of the same runs of characters with a linear head an act, given all turns of twenty calls at once.
It gives scores alone, and knows no run of characters but those of these turns: the smallest table it can have.
"""

import importlib.util
import re
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.guard import OTHERS, SENTENCES
from zilv.speech.encoder.encoder import Encoder, shipped
from zilv.speech.judge.features import spelt
from zilv.speech.judge.judge import TOGETHER, judge_all
from zilv.speech.judge.match import words
from zilv.speech.normalise.normalise import normalised_all
from zilv.speech.transcript.transcript import Dialogue, Turn

CALLS = 20
"""So many calls make a batch."""
TIMES = 400
CHARACTERS_AIM, UTTERANCES_AIM = 5e6, 2000


def dialogue() -> Dialogue:
    """A call of sixteen turns."""
    said = [text for pair in zip(SENTENCES, OTHERS * 2, strict=True) for text in pair]
    turns = tuple(Turn(i=n, speaker="other" if n % 2 else "collector", text=text) for n, text in enumerate(said))
    return Dialogue(id="bench", channel="voice", party="debtor", first_contact=False, turns=turns)


def per_second(run: Callable[[], object], units: int, times: int) -> float:
    """Units a CPU second, the best of three."""
    run()
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        for _ in range(times):
            run()
        best = min(best, time.process_time() - began)
    return units * times / best


def candidates() -> None:
    """The candidate stage as judging calls it, characters a second."""
    call = [turn.text for turn in dialogue().turns]
    size, times = sum(map(len, call)), max(1, TIMES // 4)
    judged = per_second(lambda: spelt(call * TOGETHER), size * TOGETHER, times)
    aim = f"(aim {CHARACTERS_AIM / 1e6:.0f})"
    print(f"candidates as judging finds them, {TOGETHER} calls at a time: {_millions(judged)} {aim}")
    alone = per_second(lambda: spelt(call), size, times * TOGETHER)
    print(f"  one call alone: {_millions(alone)}")
    without = per_second(lambda: words().found(normalised_all(call * TOGETHER)), size * TOGETHER, times)
    print(f"  without words that hide: {_millions(without)}")


def bare_pass() -> None:
    """The pass for all words alone and its peers, characters a second of text already spelt."""
    texts = normalised_all([turn.text for turn in dialogue().turns] * CALLS)
    every, size = words().words, sum(map(len, texts))
    ours = per_second(lambda: words().found(texts), size, max(1, TIMES // 4))
    print(f"the bare pass for {len(every)} words, {len(texts)} turns at once: {_millions(ours)}")
    for name, run, times in peers(every, texts):
        theirs = per_second(run, size, max(1, times))
        print(f"  {name}: {_millions(theirs)}; ours is {ours / theirs:.2g} times that")


def peers(every: Sequence[str], texts: Sequence[str]) -> list[tuple[str, Callable[[], object], int]]:
    """What looks for the same words in the same texts: its name, one run, how many runs to take."""
    branches = re.compile("|".join(map(re.escape, every)))
    made: list[tuple[str, Callable[[], object], int]] = [
        ("a plain list, word by word", lambda: [[word for word in every if word in text] for text in texts], 1),
        ("re with all as branches", lambda: [branches.findall(text) for text in texts], 1),
    ]
    if importlib.util.find_spec("hyperscan") is None:
        print("  Hyperscan is not installed here: `make bench-peers` brings it")
        return made
    scan = hyperscan(every)
    joined = "\n".join(texts).encode()
    made.append(("Hyperscan, each match handed to Python", lambda: scan(joined, True), TIMES // 4))
    made.append(("Hyperscan's raw scan, no match handed over", lambda: scan(joined, False), TIMES))
    return made


def hyperscan(every: Sequence[str]) -> Callable[[bytes, bool], list[tuple[int, int]]]:
    """Scans UTF-8 for all words; gives the word's number and its end in bytes of each match, or of none."""
    import hyperscan as hs

    database = hs.Database(mode=hs.HS_MODE_BLOCK)
    numbers, literals = list(range(len(every))), [word.encode() for word in every]
    database.compile(expressions=literals, ids=numbers, elements=len(every), flags=[0] * len(every), literal=True)

    def scan(text: bytes, told: bool) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []

        def note(number: int, _start: int, end: int, _flags: int, _context: object) -> bool:
            found.append((number, end))
            return False

        handler: Any = note if told else None
        database.scan(text, match_event_handler=handler)
        return found

    return scan


def _millions(rate: float) -> str:
    return f"{rate / 1e6:.2f} M characters/s"


def whole() -> None:
    """The whole judgement and its peer, utterances a second."""
    call = dialogue()
    ours = per_second(lambda: _judged([call] * CALLS), len(call.turns) * CALLS, max(1, TIMES // 8 // CALLS))
    print(f"judge, 27 acts with spans, calls of {len(call.turns)} turns: {ours:,.0f} utterances/s", end=" ")
    print(f"(aim {UTTERANCES_AIM:,})")
    batch = [turn.text for turn in call.turns] * CALLS
    peer = per_second(tfidf(batch), len(batch), max(1, TIMES // 8 // CALLS))
    print(f"  TF-IDF and linear heads by scikit-learn, {len(batch)} turns at once: {peer:,.0f} utterances/s;", end=" ")
    print(f"ours is {ours / peer:.2g} times that")


def with_encoder() -> None:
    """The whole with the encoder, over calls of which ever fewer hold acts."""
    encoder = shipped()
    if encoder is None:
        return
    call, plain = dialogue(), ordinary()
    for every in (1, 10, 100):
        calls = [call, *[plain] * (every - 1)]
        size = sum(len(one.turns) for one in calls)
        found = per_second(partial(_judged, calls, encoder), size, max(1, 20 // every))
        print(f"judge with the encoder, one call in {every} that holds acts: {found:,.0f} utterances/s")


def _judged(calls: list[Dialogue], encoder: Encoder | None = None) -> None:
    for _ in judge_all(calls, encoder=encoder):
        pass


def ordinary() -> Dialogue:
    """A call in which nothing is said that is an act."""
    said = [
        "喂，您好。",
        "您好，请讲。",
        "请问您现在说话方便吗？",
        "可以。",
        "这个月的账单您收到了吗？",
        "收到了。",
    ] * 3
    turns = tuple(Turn(i=n, speaker="other" if n % 2 else "collector", text=text) for n, text in enumerate(said[:16]))
    return Dialogue(id="plain", channel="voice", party="debtor", first_contact=False, turns=turns)


def tfidf(texts: Sequence[str]) -> Callable[[], NDArray[np.bool_]]:
    """One run gives, texts by acts, which scores lie above a mark."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 4)).fit(texts)
    weights = np.random.default_rng(0).normal(size=(len(vectors.vocabulary_), 27))
    return lambda: np.asarray(vectors.transform(texts) @ weights > 0)


if __name__ == "__main__":
    candidates()
    bare_pass()
    whole()
    with_encoder()
