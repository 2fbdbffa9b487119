"""One run of an audit that goes on: take in what is new, judge what it touches, add what changed to the history."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zilv import __version__
from zilv.attempts.intake.accounting import Rejects
from zilv.attempts.intake.keys import among, keys_of
from zilv.attempts.intake.options import IntakeOptions, Told
from zilv.attempts.rows import Int64
from zilv.audit.findings import table_of
from zilv.audit.numbers import by_number
from zilv.audit.run import Audit
from zilv.audit.state import facts, history
from zilv.audit.state.attempts import FATES, Settler
from zilv.audit.state.folder import FACTS, Run, State, names_of
from zilv.audit.state.held import writing
from zilv.audit.state.reach import changed_by, looks_at_all, looks_back, needed_for, touched
from zilv.audit.state.rows import addressing, take
from zilv.audit.state.settled import Settled, read
from zilv.errors import IntakeError
from zilv.privacy.token import mark_of
from zilv.registers.rows import Registers
from zilv.rules.judge import Found, lead_by_topic
from zilv.rules.library import Law


@dataclass(frozen=True, slots=True)
class Question:
    """What a run judges by and where it works. `at`: when, as text; `scratch`: an empty folder that goes away."""

    law: Law
    registers: Registers
    options: IntakeOptions
    at: str
    scratch: Path

    @property
    def zone(self) -> ZoneInfo | None:
        """Where persons live whom no register places."""
        return self.options.default_zone


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run did. `judged`: attempts judged anew, of `attempts` in all; `fates`: of all rows ever read.

    `among`: how many attempts were read for that, themselves included.
    """

    added: history.Added
    judged: int
    among: int
    attempts: int
    tally: Counter[tuple[str, str, int]]
    fates: dict[str, int]
    warnings: list[str]

    def accounting(self) -> dict[str, Any]:
        """What became of every row ever read, as a summary tells it."""
        return {**self.fates, "warnings": self.warnings}


def refresh(
    state: State,
    paths: Sequence[Path],
    question: Question,
    told: Told = lambda progress: None,
    judged: Callable[[int, int], None] = lambda done, total: None,
) -> Answer:
    """One run; afterwards the state counts it. Raises IntakeError where the state was made under another key or zone.

    The findings that then hold are those of one audit of everything that ever arrived, whatever the order and split.
    """
    _check(state, question)
    rejects = Rejects(question.options.rejects)
    try:
        arrived = take(state, paths, question.options, rejects, question.scratch, told)
        after, meant = _settle(state, question, arrived.keys, rejects)
        found = _judge(state, question, meant, judged)
        rejects.keep()
        state.keep_rejected(question.options.rejects)
        added = _remember(state, question, meant, found)
    finally:
        rejects.drop()
    tally, fates = after.tally(state.manifest.names), dict(state.manifest.fates)
    counts = len(meant.anew), len(meant.among), int(after.stands.sum())
    return Answer(added, *counts, tally, fates, arrived.warnings)


def digest_of(registers: Registers) -> str:
    """SHA-256 of all rows of all registers, hexadecimal."""
    return hashlib.sha256(msgspec.msgpack.encode(registers)).hexdigest()


def _check(state: State, question: Question) -> None:
    manifest, mark = state.manifest, mark_of(question.options.tokens)
    zone = question.zone.key if question.zone else ""
    if manifest.runs and manifest.mark != mark:
        raise IntakeError(
            f"{state.folder}: 用的是另一把代号钥匙，请用那一把，或另起一份审查状态 · "
            "was made under another token key; use that key, or begin another state"
        )
    if manifest.runs and manifest.zone != zone:
        raise _in_another_zone(state.folder, manifest.zone, zone)
    manifest.mark, manifest.zone = mark, zone


def _in_another_zone(folder: Path, then: str, now: str) -> IntakeError:
    how = (f"请给 --zone {then}", f"give --zone {then}") if then else ("请用当时的法规", "use the law of then")
    return IntakeError(
        f"{folder}: 未登记时区的人当时在 {then or '（无）'}，现在 {now or '（无）'}；{how[0]}，或另起一份审查状态 · "
        f"persons whom no register places were in the zone {then or '(none)'}, now in {now or '(none)'}; {how[1]}, or "
        "begin another state"
    )


@dataclass(frozen=True, slots=True)
class Meant:
    """What a run judges, as keys that ascend: `anew`, whose findings count, and all they must be judged `among`.

    `compared`: whose earlier findings are held against these; some of them no longer stand.
    """

    anew: Int64
    among: Int64
    compared: Int64


def _settle(state: State, question: Question, arrived: Int64, rejects: Rejects) -> tuple[Settled, Meant]:
    """Where all attempts stand now, and what must be judged."""
    manifest, touch = state.manifest, _touch(state, question, arrived)
    settler = _settler(state, question)
    now, fates = settler.settled([*state.files("rows"), state.next_file("rows")], touch.keys, rejects)
    with writing(state.next_file("settled")):
        now.write(state.next_file("settled"))
    del now
    with_drop = Rejects(question.scratch / "earlier-rejected.csv")
    try:
        _, earlier = settler.settled(state.files("rows"), touch.known, with_drop)
    finally:
        with_drop.drop()
    for fate in FATES:
        manifest.fates[fate] += fates[fate] - earlier[fate]
    after = read([*state.files("settled"), state.next_file("settled")])
    return after, _meant(state, question, touch, after)


def _meant(state: State, question: Question, touch: "Touch", after: Settled) -> Meant:
    if touch.anew:
        standing = after.key[after.stands]
        return Meant(standing, standing, np.union1d(standing, touch.keys))
    numbered = bool(by_number(question.law))
    changed = changed_by(touched(touch.before, after, touch.keys, touch.told), after, numbered)
    anew = after.key[changed]
    whole = _looked_at_all(state, question.law, anew, after)
    needed = needed_for(changed, after, looks_back(question.law, question.zone is not None), whole, numbered)
    return Meant(anew, after.key[needed], np.union1d(anew, touch.keys))


def _looked_at_all(state: State, law: Law, anew: Int64, after: Settled) -> Int64:
    """The persons, ascending, of whom judging these attempts takes all they ever had."""
    parties = looks_at_all(law)
    if not parties:
        return np.zeros(0, np.int64)
    keys = addressing([*state.files("rows"), state.next_file("rows")], anew, parties)
    return np.unique(after.person[after.named(keys)])


@dataclass(frozen=True, slots=True)
class Touch:
    """The attempts that must be settled again: their keys, and those of them that are `known`, and `told` of otherwise.

    `before`: how they stood. `anew`: everything must be judged.
    """

    keys: Int64
    known: Int64
    told: Int64
    before: Settled
    anew: bool


def _touch(state: State, question: Question, arrived: Int64) -> Touch:
    """What has arrived, and where registers are others: of whom they say something else, or all if it may concern all.

    Everything is judged anew where that is so, or the law or zilv is another.
    """
    last = state.manifest.runs[-1] if state.manifest.runs else None
    other_facts = _take_facts(state, question)
    before = read(state.files("settled"))
    of_all = last is not None and last.of_all != facts.of_all(question.registers)
    told = before.key if of_all else other_facts.concerned(before)
    keys = np.union1d(arrived, told)
    known = before.named(keys)
    anew = last is None or of_all or (last.law, last.zilv) != (question.law.digest, __version__)
    return Touch(keys, before.key[known], told, before.take(known), anew)


def _take_facts(state: State, question: Question) -> facts.Facts:
    """Of whom registers say something else than in the last run; kept as this run's."""
    runs = state.manifest.runs
    same = bool(runs) and runs[-1].of_all != "" and runs[-1].registers == digest_of(question.registers)
    found = facts.NOTHING
    if not same:
        found = facts.changed(facts.read(state.files(FACTS)), facts.facts_of(question.registers))
    with writing(state.next_file(FACTS)):
        found.write(state.next_file(FACTS))
    return found


def _settler(state: State, question: Question) -> Settler:
    names = names_of(state.manifest.names)
    files = [Path(name) for name in state.manifest.files]
    return Settler(files, names, question.registers, question.zone, question.scratch)


def _judge(state: State, question: Question, meant: Meant, judged: Callable[[int, int], None]) -> Path:
    """The findings of all attempts meant, written to a file of the scratch folder."""
    out = question.scratch / "found.parquet"
    rows = [*state.files("rows"), state.next_file("rows")]
    unseen = Rejects(question.scratch / "unseen-rejected.csv")
    try:
        layout = question.scratch / "layout-judged"
        parts = _settler(state, question).laid_out(rows, meant.among, layout, unseen)
    finally:
        unseen.drop()
    audit, done = Audit(question.law, question.registers), 0
    audit.prepare(parts)
    with pq.ParquetWriter(out, history.NEW, compression="zstd") as writer:
        for part in parts:
            facts = audit.facts_of(part)
            key = keys_of(pq.read_table(part, columns=["attempt_id"], partitioning=None).column(0))
            found = _of_those(audit.found(part, facts), key, meant.anew)
            if len(found):
                led = lead_by_topic(found, question.law)
                table, row = table_of(part, facts, question.law, led, audit.later(part, facts)), led.leads.row
                plain = table.cast(pa.schema([history.NEW.field(name) for name in table.column_names]))
                columns = [pa.array(key[row]), pa.array(facts.rows.person[row]), *plain.columns]
                writer.write_table(pa.table(columns, schema=history.NEW))
            done += len(facts.rows)
            judged(done, len(meant.among))
    return out


def _of_those(found: Found, key: Int64, keys: Int64) -> Found:
    return found.take(np.flatnonzero(among(key[found.row], keys)))


def _remember(state: State, question: Question, meant: Meant, found: Path) -> history.Added:
    manifest, out = state.manifest, state.next_file("history")
    with writing(out):
        added = history.add(state.files("history"), found, meant.compared, manifest.entries, out)
    manifest.entries += added.entries
    state.finish(
        Run(
            at=question.at,
            zilv=__version__,
            law=question.law.digest,
            registers=digest_of(question.registers),
            of_all=facts.of_all(question.registers),
            found=added.found,
            superseded=added.superseded,
            withdrawn=added.withdrawn,
        )
    )
    return added
