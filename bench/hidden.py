"""Words that hide: how fast they are looked for, and how often something is read where nothing hides.

    python -m bench.hidden

Speed: characters a CPU second over the sentences of `bench.speech`, all turns of twenty calls at once; spelling and the
lexicon alone beside spelling, hidden words and lexicon. Readings: the share of turns of `corpus/zh/p*.jsonl` in which
a hidden word is read, by whether the dialogue is tagged as hiding; a tagged dialogue hides on some of its turns only.
"""

from pathlib import Path

from bench.speech import CHARACTERS_AIM, TIMES, dialogue, per_second
from zilv.audit.wilson import interval
from zilv.speech.judge.match import words
from zilv.speech.normalise.normalise import normalised_all
from zilv.speech.normalise.respell import respelt_all
from zilv.speech.transcript.read import read
from zilv.speech.transcript.transcript import Dialogue

CORPUS = Path(__file__).parents[1] / "corpus" / "zh"


def speed() -> None:
    """The candidate stage without and with hidden words."""
    texts = [turn.text for turn in dialogue().turns] * 20
    size, known = sum(map(len, texts)), words()

    def whole() -> None:
        plain = normalised_all(texts)
        respelt_all(plain)
        known.found(plain)

    without = per_second(lambda: known.found(normalised_all(texts)), size, TIMES // 4)
    with_hidden = per_second(whole, size, TIMES // 4)
    print(f"spelling and lexicon: {without / 1e6:.1f} M characters/s")
    print(f"spelling, hidden words and lexicon: {with_hidden / 1e6:.1f} M (aim {CHARACTERS_AIM / 1e6:.0f})")


def readings() -> None:
    """How often something is read, by tag."""
    counts: dict[str, tuple[int, int]] = {}
    for path in sorted(CORPUS.glob("p*.jsonl")):
        for one in read(path):
            if isinstance(one, Dialogue):
                kind = next((tag for tag in one.tags if tag.startswith("evasion:")), None)
                kind = kind or ("asr" if "asr" in one.tags else "no tag")
                made = respelt_all(normalised_all([turn.text for turn in one.turns]))
                hits, of = counts.get(kind, (0, 0))
                counts[kind] = (hits + sum(each is not None for each in made), of + len(made))
    for kind, (hits, of) in sorted(counts.items()):
        low, high = interval(hits, of)
        print(f"  {kind:22} {hits:4} of {of:5} turns read otherwise, {hits / of:.1%} ({low:.1%} to {high:.1%})")


if __name__ == "__main__":
    speed()
    readings()
