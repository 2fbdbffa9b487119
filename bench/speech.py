"""The speech review's speed beside its peers: characters a second of one pass, utterances a second of the whole.

    python -m bench.speech

CPU seconds of one thread over invented sentences, repeated. One pass: all words of the lexicon at once, beside a plain
list of the same words looked up one by one, and Python's `re` with all of them as branches. Whole: normalise, words,
patterns, standing, heads, spans; beside scikit-learn's TF-IDF with a linear head an act, the same runs of characters.
"""

import re
import time
from collections.abc import Callable
from functools import partial

from bench.guard import OTHERS, SENTENCES
from zilv.speech.acts.lexicon import lexicon
from zilv.speech.encoder.encoder import Encoder, shipped
from zilv.speech.judge.judge import judge
from zilv.speech.judge.match import words
from zilv.speech.normalise.normalise import normalised
from zilv.speech.transcript.transcript import Dialogue, Turn

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
    """The candidate stage and its peers, characters a second."""
    texts = [turn.text for turn in dialogue().turns] * 20
    size = sum(map(len, texts))
    known = words()
    every = sorted({word for some in lexicon().values() for word in some})
    branches = re.compile("|".join(map(re.escape, every)))
    plain = [normalised(text) for text in texts]
    ours = per_second(lambda: known.found([normalised(text) for text in texts]), size, TIMES // 4)
    print(f"normalise and {len(every)} words: {ours / 1e6:.1f} M characters/s (aim {CHARACTERS_AIM / 1e6:.0f})")
    one_by_one = per_second(lambda: [[word for word in every if word in text] for text in plain], size, 1)
    print(f"  a plain list, word by word: {one_by_one / 1e6:.2f} M; ours is {ours / one_by_one:.0f} times that")
    regular = per_second(lambda: [branches.findall(text) for text in plain], size, 1)
    print(f"  re with all as branches: {regular / 1e6:.2f} M; ours is {ours / regular:.0f} times that")


def whole() -> None:
    """The whole judgement and its peer, utterances a second."""
    call = dialogue()
    ours = per_second(lambda: judge(call), len(call.turns), TIMES // 8)
    print(f"judge, 27 acts with spans: {ours:,.0f} utterances/s (aim {UTTERANCES_AIM:,})")
    peer = per_second(_tfidf(call), len(call.turns), TIMES // 8)
    print(f"  TF-IDF and linear heads by scikit-learn: {peer:,.0f} utterances/s; ours is {ours / peer:.1f} times that")


def with_encoder() -> None:
    """The whole with the encoder, over calls of which ever fewer hold acts."""
    encoder = shipped()
    if encoder is None:
        return
    call, plain = dialogue(), ordinary()
    for every in (1, 10, 100):
        calls = [call, *[plain] * (every - 1)]
        size = sum(len(one.turns) for one in calls)
        found = per_second(partial(_with, encoder, calls), size, max(1, 20 // every))
        print(f"judge with the encoder, one call in {every} that holds acts: {found:,.0f} utterances/s")


def _with(encoder: Encoder, calls: list[Dialogue]) -> None:
    for call in calls:
        judge(call, encoder=encoder)


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


def _tfidf(call: Dialogue) -> Callable[[], object]:
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [turn.text for turn in call.turns]
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 4)).fit(texts)
    weights = np.random.default_rng(0).normal(size=(len(vectors.vocabulary_), 27))
    return lambda: [vectors.transform([text]) @ weights > 0 for text in texts]


if __name__ == "__main__":
    candidates()
    whole()
    with_encoder()
