"""Judges every ask of an exported journal again, as of its instant, and holds the answer against what was recorded."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import msgspec

from zilv.errors import LawError, ZilvError
from zilv.gate.ahead import Later, to_come
from zilv.gate.ask import Answer
from zilv.gate.book import Entry, Past, Versions, Wanted, Written
from zilv.gate.decide import ahead_of, answer_of, bundle
from zilv.gate.desk import Desk
from zilv.gate.journal import read
from zilv.gate.laws import LawBody, Laws
from zilv.gate.matter import past_of
from zilv.gate.proposed import held_back, proposals
from zilv.gate.refusal import Refused
from zilv.gate.shadow import ACTS, Shadow, ask_of, shadow, told_of, us
from zilv.gate.weigh import weigh
from zilv.rules.finding import Finding
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
    """An answer to be judged again: the attempt as it was judged, what was answered, and under which versions.

    `ahead`: as `AskBody.ahead`.
    """

    row: Past
    answer: Answer
    versions: Versions | None
    ahead: tuple[str, ...] | None = None


def replay(
    source: Source, laws: Iterable[str], only: frozenset[str], folder: Path, tally: Tally
) -> Iterator[Difference]:
    """The differences, in the journal's order; `tally` is kept meanwhile. Raises ZilvError for what cannot be read.

    `laws`: choices of law that this machine has, beside those in the journal. `only`: the bundles to be judged, none =
    all, and each must then be here.
    """
    named, known = _bundles(source(), only)
    texts = _texts([*laws, *known])
    missing = {name: n for name, n in named.items() if _text_part(name) not in texts}
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


def _bundles(lines: Iterable[bytes], only: frozenset[str]) -> tuple[Counter[str], list[str]]:
    """How often each bundle decided of what is to be judged, and the choices of law that the journal names."""
    named: Counter[str] = Counter()
    known: list[str] = []
    for number, (_, entry) in read(lines):
        if entry.kind not in ACTS:
            raise ZilvError(f"第 {number} 行 · line {number}: kind: 应为 · expected {' '.join(ACTS)}")
        try:
            if (bundles := _named(entry)) and (not only or bundles[0] in only):
                named.update(bundles)
            elif entry.kind == "law":
                known.append(msgspec.json.decode(entry.body, type=LawBody).choice)
        except msgspec.MsgspecError:
            raise ZilvError(f"第 {number} 行 · line {number}: body: 不合所需 · is not as its kind expects") from None
    return named, known


def _named(entry: Entry) -> tuple[str, ...]:
    """The bundle that decided an entry, first, and those under which its retry was sought."""
    if entry.kind == "ask":
        body = ask_of(entry)
        return body.answer.bundle or "", *(body.ahead or ())
    if entry.kind == "ruling" and (answer := told_of(entry).receipt.answer) is not None:
        return (answer.bundle or "",)
    return ()


def _texts(choices: Iterable[str]) -> dict[str, Law]:
    """The laws of these choices, as far as they can be read here, by the part of a bundle's name that tells the text,
    also as digests once were; where two then had the same, the one that was named first.
    """
    laws = []
    for choice in dict.fromkeys(choices):
        with suppress(LawError):
            laws.append(choose(choice))
    older = {_text_part(law.legacy): law for law in reversed(laws)}
    return older | {_text_part(law.digest): law for law in laws}


def _text_part(name: str) -> str:
    """Of a bundle's name or a digest what tells the text: the same text may stand in several versions of the law."""
    return name.rpartition("+")[2][:12]


def _absent(missing: dict[str, int], texts: dict[str, Law]) -> str:
    lacking = "、".join(f"{name} ({n})" for name, n in sorted(missing.items()))
    here = "、".join(sorted({bundle(law) for law in texts.values()})) or "-"
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
            found = list(_differences(book, line, case, (desk, texts[_text_part(name)])))
            tally.judged[name] += 1
            tally.equal[name] += not found
            yield from found
    book.do(line)


def _case(book: Shadow, line: Written) -> _Case | None:
    entry = line.entry
    if entry.kind == "ask":
        body = ask_of(entry)
        row, versions = past_of(body.ask, entry.attempt_id, entry.at), Versions(body.register, body.law)
        return _Case(row, body.answer, versions, body.ahead)
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
    later = _later(case, desk)
    found = weigh([row], seen.past, desk.registers(book.page, row.lender, seen), law, desk.words, later)[0]
    answer = held_back(answer_of(row, found, law, desk), row, proposals(seen.rows))
    pairs = [*_answers(case.answer, answer), ("ahead", _text_parts(case.ahead), _text_parts(ahead_of(later, found)))]
    if case.versions is not None:
        pairs += [(name, getattr(case.versions, name), getattr(seen.versions, name)) for name in Versions._fields]
    chosen = desk.laws.chosen(row.lender, row.at)
    if chosen is not None and chosen.digest != law.digest:
        pairs.append(("bundle", case.answer.bundle, f"?+{chosen.digest[:12]}"))
    for what, recorded, now in pairs:
        if recorded != now:
            yield Difference(line.seq, row.attempt_id, what, _shown(recorded), _shown(now))


def _later(case: _Case, desk: Desk) -> list[Later]:
    """The laws to come, if the answer looked ahead; texts it did not seek under may not have been on its machine."""
    if case.ahead is None:
        return []
    coming = to_come(desk.laws, case.row.lender, case.row.at)
    sought = len(case.ahead)
    return [*coming[:sought], *(one._replace(law=None) for one in coming[sought:])]


def _text_parts(names: tuple[str, ...] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(map(_text_part, names))


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
        return "; ".join(map(_shown_one, value))
    return "" if value is None else str(value)


def _shown_one(one: object) -> str:
    if not isinstance(one, Finding):
        return str(one)
    count = f" {one.count}/{one.limit}" if one.count is not None else ""
    return f"{one.topic} {one.outcome} {one.provision}{count}"
