"""The network while it is fitted, where torch is installed: it is the one that reads, learns, and goes on."""

from importlib.util import find_spec
from pathlib import Path
from random import Random

import numpy as np
import pytest

from tests.speech.train.invented import start
from tests.speech.train.test_encoder import CITED, example, known, learnt
from tests.speech.train.test_train import author
from zilv.speech.acts.act import ORDER
from zilv.speech.encoder.encoder import Layer, load
from zilv.speech.encoder.windows import windows
from zilv.speech.train.encoder import train, written
from zilv.speech.train.examples import examples
from zilv.speech.train.passages import Passage, batches, drawn, passage
from zilv.speech.transcript.read import SpeechError
from zilv.speech.transcript.transcript import Dialogue, Label, Turn

NEEDS_TORCH = pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")


@NEEDS_TORCH
def test_what_is_fitted_is_the_network_that_reads(tmp_path: Path) -> None:
    import torch

    from zilv.speech.train.network import margins

    one = example("谁个")
    written(tmp_path / "w.npz", start(), learnt(), {"p01"})
    encoder = load(tmp_path / "w.npz", exact=True)
    (window,) = windows(one.dialogue, one.reading.texts, [True, False], encoder.known)
    arrays = learnt() | {"words": encoder.words, "places": encoder.places, "whose": encoder.whose}
    for n, layer in enumerate(encoder.layers):
        assert isinstance(layer, Layer)
        arrays |= {f"{n}.{name}": array for name, array in layer._asdict().items()}
    (batch,) = batches(drawn([passage(one, encoder.known)], Random(0)), Random(0))
    made, *_ = margins({name: torch.from_numpy(array) for name, array in arrays.items()}, batch, fitting=False)
    read = encoder.margins(window)
    assert np.abs(made.numpy() - np.stack([read[0], read[1]])).max() < 1e-4


@NEEDS_TORCH
def test_it_learns_what_it_is_shown_and_twice_the_same() -> None:
    from zilv.speech.train.network import fit

    passages = [passage(example(), known())] * 400
    runs: list[list[float]] = [[], []]
    for losses in runs:
        fit(start().arrays, passages, lambda step, losses=losses: losses.append(step.loss))  # type: ignore[misc]
    assert runs[0] == runs[1]
    assert runs[0][-1] < runs[0][0] / 2


@NEEDS_TORCH
def test_an_encoder_that_was_fitted_before_goes_on_from_there(tmp_path: Path) -> None:
    written(tmp_path / "before.npz", start(), learnt(), {"a"})
    losses: list[float] = []
    before = load(tmp_path / "before.npz", exact=True)
    train([author(tmp_path, "b")], tmp_path / "before.npz", tmp_path / "w.npz", lambda step: losses.append(step.loss))
    after = load(tmp_path / "w.npz", exact=True)
    assert after.authors == {"a", "b"}
    assert after.known == before.known
    assert (after.words == before.words).all()
    assert 0 < np.abs(after.turn - before.turn).max() < 0.1
    assert losses


@NEEDS_TORCH
def test_what_is_no_encoder_is_not_gone_on_from(tmp_path: Path) -> None:
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    with pytest.raises(SpeechError, match="not an encoder's file"):
        train([author(tmp_path, "b")], tmp_path / "other.npz", tmp_path / "w.npz", lambda _: None)


@NEEDS_TORCH
def test_which_turn_names_the_institution_is_learnt_from_whole_contacts() -> None:
    import torch

    from zilv.speech.train.network import fit, margins

    def contact(text: str, *acts: str) -> Passage:
        said = tuple(Turn(i=i, speaker="collector", text=each) for i, each in enumerate((CITED, text)))
        labels = tuple(Label(turn=0, act=act, span=CITED) for act in acts)
        return passage(examples([Dialogue(id="a", turns=said, labels=labels, first_contact=True)])[0], known())

    told = contact("我是领导"), contact("谁转账", "no_identification")
    arrays = fit(start().arrays, [*told] * 400, lambda _: None)
    (batch,) = batches(drawn(told, Random(0)), Random(0))
    made, *_ = margins({name: torch.from_numpy(array) for name, array in arrays.items()}, batch, fitting=False)
    naming = made.numpy()[:, ORDER.index("no_identification")]
    by_contact = {bool(batch.named[w]): naming[batch.window == w] for w in (0, 1)}
    assert by_contact[False].max() < 0 < by_contact[True].max()
