"""The samples: the real audit of the real files finds what was planned, and nothing else."""

import csv
import io
import json
import re
import shlex
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import chdir
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
import pytest

from samples.build import files
from samples.world.files import COLUMNS
from samples.world.stories.all import STORIES
from zilv.attempts.attempt import COLUMNS as CANONICAL
from zilv.attempts.intake.formats import FORMATS
from zilv.cli.main import run
from zilv.rules.library import choose

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
FATES = ("read", "accepted", "merged", "duplicate", "rejected")
BYTES_MAX = 1 << 20
README = (SAMPLES / "README.md").read_text("utf-8")
OUTCOMES = {
    "forbidden": "forbidden",
    "warned": "warned",
    "in doubt": "undetermined",
    "不得": "forbidden",
    "提示": "warned",
    "存疑": "undetermined",
}
"""The words of the README for each outcome."""

RAW = re.compile(r"(?<!\d)(?:1380000\d{4}|0571\d{8}|1069\d{7}|KH60\d{4}|JJ60\d{6})(?!\d)")
"""Numbers, lines, persons and accounts of this world."""


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


EXPORTS = {row["file"]: row for row in table(SAMPLES / "formats" / "expected.csv")}


class Audited(NamedTuple):
    """What one run left: its exit status and its folder of results."""

    status: int
    out: Path

    @property
    def findings(self) -> list[dict[str, str]]:
        """The rows of `findings.csv`."""
        return table(self.out / "findings.csv")

    @property
    def accounting(self) -> dict[str, Any]:
        """What became of the rows."""
        found: dict[str, Any] = json.loads((self.out / "summary.json").read_text("utf-8"))["accounting"]
        return {fate: found[fate] for fate in FATES}


class Auditor:
    """Runs `zilv audit` as a person in the checkout would, each command once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.audited = cache(self._audited)

    def _audited(self, file: str, options: str = "", law: str = "cn") -> Audited:
        out = self._folder / re.sub(r"\W", "-", f"{file} {law}")
        given = ["--registers", "samples/registers", "--law", law, "--out", str(out), "--json", *shlex.split(options)]
        with chdir(ROOT):
            return Audited(run(["audit", f"samples/{file}", *given]), out)

    def export(self, file: str) -> Audited:
        """The audit of an export with the options that stand beside it."""
        return self.audited(f"formats/{file}", EXPORTS[file]["options"])


@pytest.fixture(scope="module")
def auditor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Auditor]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZILV_TOKEN_KEY", "5a" * 32)
        yield Auditor(tmp_path_factory.mktemp("audits"))


def whole(findings: list[dict[str, str]]) -> Counter[tuple[str, ...]]:
    """Findings with the provision that leads."""
    return Counter((f["attempt_id"], f["topic"], f["outcome"], f["provision"]) for f in findings)


def test_the_two_weeks_give_the_planned_findings_and_no_others(auditor: Auditor) -> None:
    planned = table(SAMPLES / "expected-findings.csv")
    found = auditor.audited("attempts.csv")
    assert len(planned) > 80
    assert whole(found.findings) == whole(planned)
    assert found.status == 1


def test_every_row_of_the_two_weeks_is_accounted_for(auditor: Auditor) -> None:
    late = table(SAMPLES / "expected-rows.csv")
    fates = Counter(row["fate"] for row in late)
    read = len(table(SAMPLES / "attempts.csv"))
    expected = {"read": read, "accepted": read - len(late)} | {fate: fates[fate] for fate in FATES[2:]}
    found = auditor.audited("attempts.csv")
    assert min(fates[fate] for fate in FATES[2:]) > 0
    assert found.accounting == expected
    rejected = [(row["row"], row["field"]) for row in table(found.out / "rejected.csv")]
    assert rejected == [(row["row"], row["field"]) for row in late if row["fate"] == "rejected"]


def test_the_past_is_judged_by_the_law_of_its_day(auditor: Auditor) -> None:
    planned = table(SAMPLES / "expected-earlier.csv")
    assert {row["provision"].split(".")[1] for row in planned} > {"nifa-2024", "gbt-45251-2025", "cba-2026"}
    assert whole(auditor.audited("earlier.csv").findings) == whole(planned)


def test_the_house_file_adds_what_it_tightens_and_changes_nothing_else(auditor: Auditor) -> None:
    added = table(SAMPLES / "expected-house.csv")
    found = auditor.audited("attempts.csv", law="cn,samples/house.yaml")
    assert len(added) > 2
    assert whole(found.findings) == whole(table(SAMPLES / "expected-findings.csv")) + whole(added)
    with chdir(ROOT):
        assert run(["law", "lint", "samples/house.yaml"]) == 0
        assert run(["law", "test", "samples/house.yaml"]) == 0


@pytest.mark.parametrize("file", EXPORTS)
def test_an_export_gives_the_planned_findings_and_no_others(auditor: Auditor, file: str) -> None:
    planned = Counter(tuple(finding.split()) for finding in EXPORTS[file]["findings"].split("; "))
    found = Counter((f["attempt_id"], f["topic"], f["outcome"]) for f in auditor.export(file).findings)
    assert planned.total() > 2
    assert found == planned


@pytest.mark.parametrize("file", EXPORTS)
def test_every_record_of_an_export_is_accounted_for(auditor: Auditor, file: str) -> None:
    found = auditor.export(file)
    assert found.accounting == {fate: int(EXPORTS[file][fate]) for fate in FATES}
    assert len(table(found.out / "rejected.csv")) == found.accounting["rejected"]


@pytest.mark.parametrize("file", ["attempts.csv", *EXPORTS])
def test_no_identifier_of_a_person_reaches_a_result(auditor: Auditor, file: str) -> None:
    found = auditor.export(file) if file in EXPORTS else auditor.audited(file)
    made = {path.name: _text(path) for path in found.out.iterdir()}
    assert {"findings.csv", "findings.parquet", "findings.xlsx", "report.html", "summary.json"} < {*made}
    assert [name for name, text in made.items() if RAW.search(text)] == []


def test_the_pattern_of_identifiers_knows_those_in_the_samples() -> None:
    read = "".join(path.read_text("utf-8") for path in SAMPLES.glob("registers/*.csv"))
    read += (SAMPLES / "attempts.csv").read_text("utf-8")
    assert len({*RAW.findall(read)}) > 60


def _text(path: Path) -> str:
    """Everything a person could read in a result."""
    if path.suffix == ".parquet":
        return str(pq.read_table(path).to_pylist())
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as book:
            return "".join(book.read(name).decode("utf-8") for name in book.namelist())
    return path.read_text("utf-8")


def test_every_topic_of_the_chinese_law_is_shown() -> None:
    shown = {row["topic"] for row in table(SAMPLES / "expected-findings.csv")}
    assert shown == {provision.topic for provision in choose("cn").judged}


def test_every_source_format_is_shown() -> None:
    names = Counter(Path(file).stem for file in EXPORTS)
    assert names == {**dict.fromkeys(FORMATS, 1), "canonical": 4, "dialler": 1}


def test_the_files_are_what_the_script_writes() -> None:
    written = files()
    differ = [name for name, data in written.items() if (SAMPLES / name).read_bytes() != data]
    assert differ == [], "run `python -m samples.build`"
    lying = {path.relative_to(SAMPLES).as_posix() for path in SAMPLES.rglob("*") if path.is_file()}
    by_hand = {name for name in lying if not name.endswith((".py", ".pyc"))} - {*written}
    spoken = {f"speech/{name}" for name in ("call-1.ogg", "call-2.ogg", "calls.jsonl", "messages.jsonl", "script.json")}
    assert by_hand - spoken == {"README.md", "house.yaml", "formats/dialler.map.yaml"}
    assert spoken <= by_hand


def test_the_samples_are_small_and_have_our_columns() -> None:
    assert tuple(COLUMNS) == CANONICAL
    assert (
        sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.suffix != ".pyc" and path.is_file()) < BYTES_MAX
    )


def test_the_readme_tells_every_story_twice_and_how_each_export_is_read() -> None:
    assert [key for key in STORIES if len(_told(key)) != 2] == []
    assert [file for file, row in EXPORTS.items() if file not in README or row["options"] not in README] == []


@pytest.mark.parametrize("key", [key for key in STORIES if key not in {"S24", "S28"}])
def test_the_readme_counts_the_findings_of_a_story_as_planned(key: str) -> None:
    planned = Counter(
        (row["topic"], row["outcome"])
        for row in table(SAMPLES / "expected-findings.csv")
        if row["attempt_id"].startswith(f"{key}-")
    )
    assert planned
    for cell in _told(key):
        assert Counter(dict(_counts(cell))) == planned


@pytest.mark.parametrize("line", re.findall(r"^\.venv/bin/zilv (.*)$", README, re.MULTILINE))
def test_a_command_of_the_readme_does_what_it_says(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZILV_TOKEN_KEY", "5a" * 32)
    words = [word.replace("out/", f"{tmp_path}/", 1) for word in shlex.split(line)]
    with chdir(ROOT):
        assert run(words) == (1 if words[0] == "audit" else 0)
    shown = capsys.readouterr().out
    assert shown
    assert RAW.search(shown) is None


def _told(key: str) -> list[str]:
    """What must be found in a story, in each language."""
    return re.findall(rf"^\| {key} \| .* \| (.*) \|$", README, re.MULTILINE)


def _counts(cell: str) -> Iterator[tuple[tuple[str, str], int]]:
    """(topic, outcome) and how many, of a cell such as "`recipient` 4 forbidden, 1 in doubt"."""
    for part in re.split("[;；]", cell):
        (topic,) = re.findall(r"`(\w+)`", part)
        for word, outcome in OUTCOMES.items():
            counts = re.findall(rf"(\d+) {word}|{word} (\d+)", part)
            yield from (((topic, outcome), int(before or after)) for before, after in counts)


def test_the_shipped_house_file_stops_collection_during_a_complaint(auditor: Auditor) -> None:
    found = whole(auditor.audited("attempts.csv", law="cn,house/holds").findings)
    added = {finding[0] for finding in found - whole(table(SAMPLES / "expected-findings.csv"))}
    assert "S28-02" in added
    assert "S28-01" not in added
