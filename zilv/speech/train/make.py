"""Makes a file of weights from dialogues: score by unseen authors, fit to all, set the marks."""

from collections.abc import Callable, Sequence
from pathlib import Path

from zilv.speech.encoder.encoder import Encoder
from zilv.speech.evaluate.compare import Compared, compared
from zilv.speech.judge.finding import Finding
from zilv.speech.judge.heads import Head, save
from zilv.speech.judge.judge import judge
from zilv.speech.train.examples import examples, from_acts, labelled
from zilv.speech.train.fit import Example, fit
from zilv.speech.train.jointly import Heard, hear, set_joints
from zilv.speech.train.thresholds import Scored, cross, set_marks
from zilv.speech.transcript.read import SpeechError
from zilv.speech.transcript.transcript import Dialogue

Told = Callable[[str], None]


def make(paths: Sequence[Path], out: Path, told: Told, encoders: Sequence[Encoder] = ()) -> None:
    """Fit heads to the dialogues of these files, one file an author, and write them to `out`; the same files give the
    same bytes. `encoders`: marks are also set for both together, each author's dialogues read by the last of these that
    was not fitted to them. Raises `SpeechError` for fewer than two authors."""
    known, _, scored = _scored(paths, told)
    told("fit")
    heads = set_marks(fit([*from_acts(), *known]), scored)
    if encoders:
        told("encoder")
        heads = set_joints(heads, scored, hear(scored, encoders))
        if all(head.joint is None for head in heads.values()):
            told(
                "编码器见过每位作者，故没有设合用的界限，审查时不会用它 · "
                "the encoder was fitted to every author, so no marks for both are set, and judging will not use it"
            )
    save(out, heads)


def crossed(paths: Sequence[Path], told: Told, encoder: Encoder | None = None) -> Compared:
    """How well heads find acts in dialogues of an author whom neither they nor their marks have seen, author by
    author. `encoder`: heads and encoder together, over the authors that it was not fitted to; raises `SpeechError`
    where those are fewer than two."""
    known, authors, scored = _scored(paths, told)
    wanted = sorted({*authors} - (encoder.authors if encoder else frozenset()))
    if len(wanted) < 2:
        raise SpeechError(
            "编码器没见过的作者不足两位 · at least two authors are needed whom the encoder was not fitted to"
        )
    heard = None if encoder is None else hear(scored, (encoder,))
    pairs: list[tuple[Dialogue, tuple[Finding, ...]]] = []
    for author in wanted:
        told(author)
        heads = _without(author, known, authors, scored, heard)
        mine = [example for example, by in zip(known, authors, strict=True) if by == author]
        pairs += [(example.dialogue, judge(example.dialogue, heads, encoder=encoder)) for example in mine]
    return compared(pairs)


def _without(
    author: str, known: list[Example], authors: list[str], scored: list[Scored], heard: list[Heard] | None
) -> dict[str, Head]:
    others = [example for example, by in zip(known, authors, strict=True) if by != author]
    unseen = [one for one in scored if one.author != author]
    heads = set_marks(fit([*from_acts(), *others]), unseen)
    return heads if heard is None else set_joints(heads, unseen, [each for each in heard if each.one.author != author])


def _scored(paths: Sequence[Path], told: Told) -> tuple[list[Example], list[str], list[Scored]]:
    told("read")
    read = list(labelled(paths))
    authors = [author for _, author in read]
    if len(set(authors)) < 2:
        raise SpeechError("至少要两位作者的文件 · the files of at least two authors are needed, one file an author")
    known = examples(dialogue for dialogue, _ in read)
    told("cross")
    return known, authors, cross(known, authors)
