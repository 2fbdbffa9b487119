"""Judges every ask of an exported journal again, as of its instant, and holds the answer against what was recorded."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import msgspec

from zilv.errors import LawError, ZilvError
from zilv.gate.ask import Answer
from zilv.gate.book import Past, Versions, Wanted, Written
from zilv.gate.decide import answer_of, bundle
from zilv.gate.desk import Desk
from zilv.gate.journal import read
from zilv.gate.laws import LawBody, Laws
from zilv.gate.matter import past_of
from zilv.gate.proposed import held_back, proposals
from zilv.gate.refusal import Refused
from zilv.gate.shadow import ACTS, Shadow, ask_of, shadow, told_of, us
from zilv.gate.weigh import weigh
from zilv.rules.library import Law, choose

Source = Callable[[], Iterable[bytes]]
"""Opens the lines of the exported journal; it is read twice."""


class Difference(NamedTuple):
    """One thing that was recorded of an ask, or of a person's ruling on it, and is found otherwise now."""

    seq: int
    attempt_id: str
    what: str
    recorded: str
    found: str


@dataclass
class Tally:
    """By bundle: how many answers were judged again, how many were found as recorded, how many were left out."""

    judged: Counter[str] = field(default_factory=Counter)
    equal: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def all_equal(self) -> bool:
        """Whether nothing was found otherwise."""
        return self.judged == self.equal


class _Case(NamedTuple):
    """An answer to be judged again: the attempt as it was judged, what was answered, and under which versions."""

    row: Past
    answer: Answer
    versions: Versions | None


def replay(
    source: Source, laws: Iterable[str], only: frozenset[str], folder: Path, tally: Tally
) -> Iterator[Difference]:
    """The differences, in the journal's order; `tally` is kept meanwhile. Raises ZilvError for what cannot be read.

    `laws`: choices of law that this machine has, beside those in the journal. `only`: the bundles to be judged, none =
    all, and each must then be here.
    """
    named, known = _bundles(source())
    texts = _texts([*laws, *known])
    missing = {name: n for name, n in named.items() if name not in texts and (not only or name in only)}
    if missing:
        raise ZilvError(_absent(missing, texts))
    desk = Desk(Laws(next(iter(laws)), texts.values()), 0)
    with shadow(folder) as book:
        for number, line in read(source()):
            try:
                yield from _of_line(book, line, desk, (texts, only, tally))
            except (Refused, KeyError, ValueError, msgspec.MsgspecError):
                raise ZilvError(
                    f"第 {number} 行 · line {number}: 与此前各行不相连 · does not fit the lines before it"
                ) from None


def _bundles(lines: Iterable[bytes]) -> tuple[Counter[str], list[str]]:
    """How often each bundle decided, and the choices of law that the journal names."""
    named: Counter[str] = Counter()
    known: list[str] = []
    for number, (_, entry) in read(lines):
        if entry.kind not in ACTS:
            raise ZilvError(f"第 {number} 行 · line {number}: kind: 应为 · expected {' '.join(ACTS)}")
        try:
            if entry.kind == "ask":
                named[ask_of(entry).answer.bundle or ""] += 1
            elif entry.kind == "ruling" and (answer := told_of(entry).receipt.answer) is not None:
                named[answer.bundle or ""] += 1
            elif entry.kind == "law":
                known.append(msgspec.json.decode(entry.body, type=LawBody).choice)
        except msgspec.MsgspecError:
            raise ZilvError(f"第 {number} 行 · line {number}: body: 不合所需 · is not as its kind expects") from None
    return named, known


def _texts(choices: Iterable[str]) -> dict[str, Law]:
    """The laws of these choices by bundle, as far as they can be read here."""
    texts = {}
    for choice in dict.fromkeys(choices):
        with suppress(LawError):
            law = choose(choice)
            texts[bundle(law)] = law
    return texts


def _absent(missing: dict[str, int], texts: dict[str, Law]) -> str:
    lacking = "、".join(f"{name} ({n})" for name, n in sorted(missing.items()))
    here = "、".join(sorted(texts)) or "-"
    return (
        f"本机没有作出下列判定的法规文本：{lacking}；本机有：{here}。请用 --law 指明，或用 --bundle 只重放已有的。\n"
        f"this machine lacks the text of the law behind these answers: {lacking}; it has: {here}. "
        "Name it with --law, or replay only what is here with --bundle."
    )


def _of_line(
    book: Shadow, line: Written, desk: Desk, by: tuple[dict[str, Law], frozenset[str], Tally]
) -> Iterator[Difference]:
    """Judge what the entry answers, before it is done again."""
    texts, only, tally = by
    case = _case(book, line)
    if case is not None:
        name = case.answer.bundle or ""
        if only and name not in only:
            tally.left_out[name] += 1
        else:
            found = list(_differences(book, line, case, (desk, texts[name])))
            tally.judged[name] += 1
            tally.equal[name] += not found
            yield from found
    book.do(line)


def _case(book: Shadow, line: Written) -> _Case | None:
    entry = line.entry
    if entry.kind == "ask":
        body = ask_of(entry)
        return _Case(past_of(body.ask, entry.attempt_id, entry.at), body.answer, Versions(body.register, body.law))
    if entry.kind == "ruling":
        receipt = told_of(entry).receipt
        if receipt.answer is not None:
            return _Case(book.matter(entry).past._replace(at=us(receipt.at)), receipt.answer, None)
    return None


def _differences(book: Shadow, line: Written, case: _Case, by: tuple[Desk, Law]) -> Iterator[Difference]:
    desk, law = by
    row = case.row
    book.stand_at(row.at)
    wanted = Wanted(row.lender, [row.person], [row.number] if row.number else [], None)
    seen = desk.look(book.page, wanted, {row.shape})
    found = weigh([row], seen.past, desk.registers(book.page, row.lender, seen), law, desk.words)[0]
    answer = held_back(answer_of(row, found, law, desk), row, proposals(seen.rows))
    pairs = [*_answers(case.answer, answer)]
    if case.versions is not None:
        pairs += [(name, getattr(case.versions, name), getattr(seen.versions, name)) for name in Versions._fields]
    chosen = desk.laws.chosen(row.lender, row.at)
    pairs.append(
        ("bundle", case.answer.bundle, case.answer.bundle if chosen is None else _of_chosen(chosen.digest, law))
    )
    for what, recorded, now in pairs:
        if recorded != now:
            yield Difference(line.seq, row.attempt_id, what, _shown(recorded), _shown(now))


def _of_chosen(digest: str, law: Law) -> str:
    """The bundle that the choice in force names."""
    return bundle(law) if digest == law.digest else f"?+{digest[:12]}"


def _answers(recorded: Answer, found: Answer) -> Iterator[tuple[str, object, object]]:
    """What of an answer must come out the same; a ruling permits whatever was found."""
    if not recorded.ruled:
        yield "decision", recorded.decision, found.decision
        yield "code", recorded.code, found.code
        yield "retry_at", recorded.retry_at, found.retry_at
        yield "dial_by", recorded.dial_by, found.dial_by
    yield "findings", recorded.findings, found.findings


def _shown(value: object) -> str:
    """A value as a person compares it; findings by topic, outcome and count."""
    if isinstance(value, tuple):
        return "; ".join(
            f"{f.topic} {f.outcome} {f.provision}" + (f" {f.count}/{f.limit}" if f.count is not None else "")
            for f in value
        )
    return "" if value is None else str(value)
