"""The public sets are measured on, never trained on; figures are their own arithmetic."""

import re
from pathlib import Path

import numpy as np
import pytest

from bench.proxies.__main__ import on_cold
from bench.proxies.figures import macro_f1, share
from bench.proxies.texts import EVASIONS, LEAST, Labelled, apart, bare, cntp, cold, swsr, without

DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not (DATA / "CNTP").is_dir(), reason="the public sets are not at ../shared/data")


def labelled(*texts: str) -> Labelled:
    return Labelled(list(texts), np.array([True] * len(texts)), [""] * len(texts))


def test_what_is_measured_on_is_taken_out_of_training_however_it_is_dotted() -> None:
    kept = without(labelled("你好，再见！", "另一句", "另一句。", "第三句"), ["你好 再见"])
    assert kept.texts == ["另一句", "第三句"] and kept.abusive.size == 2


def test_a_text_on_both_sides_ends_the_run() -> None:
    apart(["一句"], ["另一句"])
    with pytest.raises(SystemExit, match="1 texts"):
        apart(["一句", "两句"], ["一 句!"])


def test_a_text_within_a_longer_one_is_on_both_sides_unless_anybody_says_it() -> None:
    own, usual = "句" * LEAST, "句" * (LEAST - 1)
    kept = without(labelled(f"转：{own}", f"转：{usual}"), [f"{own}！", f"{usual}！"])
    assert kept.texts == [f"转：{usual}"]
    apart([f"转：{usual}"], [usual])
    with pytest.raises(SystemExit, match="1 texts"):
        apart([f"转：{own}"], [own])


def test_macro_f1_is_its_own_arithmetic() -> None:
    truth, said = (np.array(row * 20, np.bool_) for row in ([1, 1, 1, 0, 0], [1, 1, 0, 1, 0]))
    made = macro_f1(truth, said)
    assert made.value == pytest.approx((4 / 6 + 2 / 4) / 2)
    assert made.low < made.value < made.high
    assert share(truth).value == 0.6


@needs_data
def test_no_text_of_cold_s_test_is_trained_on_though_some_recur() -> None:
    train, test = cold(DATA, "train"), cold(DATA, "test")
    recurring = {bare(text) for text in train.texts} & {bare(text) for text in test.texts}
    assert len(recurring) >= 39
    apart(without(train, test.texts).texts, test.texts)


@needs_data
def test_no_text_of_cntp_is_trained_on_though_written_otherwise() -> None:
    read = cntp(DATA)
    written = [text for texts in read.hidden.values() for text in texts if len(bare(text)) >= LEAST]
    for part in (cold(DATA, "train"), cold(DATA, "dev"), swsr(DATA)):
        kept = without(part, read.originals)
        assert len(kept.texts) > 5000
        apart(kept.texts, [*read.originals, *written])


@needs_data
def test_cold_s_test_is_told_apart_as_well_as_is_stated(capsys: pytest.CaptureFixture[str]) -> None:
    on_cold(DATA)
    told = re.search(r"COLD test, macro-F1 \| ([0-9.]+) ", capsys.readouterr().out)
    assert told and float(told[1]) >= 0.80


@needs_data
def test_every_evasion_is_read_and_differs_from_what_it_hides() -> None:
    read = cntp(DATA)
    assert set(read.hidden) == set(EVASIONS) and min(map(len, read.hidden.values())) > 2000
    assert set(read.plain).isdisjoint(read.harmless)
    changed = {name: sum(text not in read.originals for text in texts) for name, texts in read.hidden.items()}
    assert changed.pop("traditional") < 100  # one spelling undoes nearly all of these
    assert min(changed.values()) > 2000
