"""What is measured on is not learnt from: no turn that is held out, no text of a public set."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from bench.proxies.texts import LEAST, bare, cntp, cold, recurring, swsr
from zilv.speech.acts.act import Example, acts, shown
from zilv.speech.normalise.normalise import normalised
from zilv.speech.transcript.read import read
from zilv.speech.transcript.transcript import Dialogue

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus" / "zh"
DATA = ROOT.parent / "shared" / "data"
WITHIN_LONGER = ["p15-0135"]
"""Where a turn that is held out (a bot's excuse of 18 characters, p35-033) stands within a longer one. One that is
mended leaves the list."""


def turns(folder: Path) -> list[tuple[str, str]]:
    """The turns of a folder's dialogues in one spelling, each after the dialogue's id."""
    dialogues = [one for path in sorted(folder.glob("p*.jsonl")) for one in read(path) if isinstance(one, Dialogue)]
    return [(dialogue.id, normalised(turn.text)) for dialogue in dialogues for turn in dialogue.turns]


def written(name: str, examples: Sequence[Example]) -> list[tuple[str, str]]:
    texts = [text for example in examples for text in (example.text, example.before) if text]
    return [(name, normalised(text)) for text in texts]


@cache
def learnt() -> list[tuple[str, str]]:
    """All that patterns are written on and heads and encoder are fitted to, each text after where it stands."""
    made = turns(CORPUS)
    for act in acts():
        more = shown(act.act)
        made += written(act.act, (*act.cases.for_, *act.cases.against, *more.for_, *more.against))
    return made


def long(texts: Sequence[str]) -> list[str]:
    """Below `LEAST` most that recurs is what anybody says: 你是机器人吗, 好的，正在为您转接人工坐席，请稍候 (15)."""
    return [text for text in texts if len(bare(text)) >= LEAST]


def learnt_from(texts: Sequence[str]) -> list[str]:
    """Where any of these texts stands in what is learnt from, however it is dotted."""
    where, known = zip(*learnt(), strict=True)
    return [where[n] for n in recurring(known, texts)]


def test_no_turn_that_is_held_out_is_learnt_from() -> None:
    held_out = [text for _, text in turns(CORPUS / "heldout")]
    measured = long(held_out)
    assert len(measured) > 1500 and sum(map(len, measured)) > sum(map(len, held_out)) / 2
    assert learnt_from(measured) == WITHIN_LONGER


def test_a_turn_that_is_learnt_from_is_seen_though_dotted_otherwise_or_within_a_longer_one() -> None:
    where, text = next((where, text) for where, text in learnt() if len(bare(text)) >= LEAST + 2)
    assert where in learnt_from(["，".join(text)]) and where in learnt_from([bare(text)[1:-1]])
    act = next(act for act in acts() if long([example.text for example in act.cases.for_]))
    assert act.act in learnt_from(long([example.text for example in act.cases.for_]))


@pytest.mark.skipif(not (DATA / "CNTP").is_dir(), reason="the public sets are not at ../shared/data")
@pytest.mark.parametrize("name", ["COLD", "SWSR", "CNTP"])
def test_no_text_of_a_public_set_is_learnt_from(name: str) -> None:
    if name == "COLD":
        texts = [text for part in ("train", "dev", "test") for text in cold(DATA, part).texts]
    elif name == "SWSR":
        texts = swsr(DATA).texts
    else:
        read_ = cntp(DATA)
        texts = [*read_.originals, *(text for some in read_.hidden.values() for text in some)]
    measured = long(texts)
    assert len(measured) > 5000
    assert learnt_from(measured) == []
