"""`zilv speech judge --reviews`, then `zilv audit`: what was said becomes a finding once a person has confirmed it."""

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from zilv.cli.main import BAD_INPUT, run

ATTEMPTS = """attempt_id,at,lender,person,channel,direction,party,mode,answered,recording
a1,2026-03-02T10:00:00+08:00,L1,P1,voice,outbound,debtor,interact,yes,r1
a2,2026-03-02T11:00:00+08:00,L1,P2,voice,outbound,debtor,interact,yes,r2
"""
THREAT = {"speaker": "collector", "text": "我是晨星消费金融的，再不还钱，打断你的腿"}
CIVIL = {"speaker": "collector", "text": "您好，我是晨星消费金融的，请问是本人吗"}
CALLS = (
    {"id": "c1", "attempt_id": "a1", "turns": [CIVIL, THREAT]},
    {"id": "a2", "turns": [CIVIL]},
)


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    (tmp_path / "calls.csv").write_text(ATTEMPTS, "utf-8")
    (tmp_path / "calls.jsonl").write_text("".join(json.dumps(call) + "\n" for call in CALLS), "utf-8")
    (tmp_path / "registers").mkdir()
    judged(tmp_path)
    return tmp_path / "registers" / "reviews.csv"


def judged(folder: Path) -> None:
    out, reviews = folder / "findings.jsonl", folder / "registers" / "reviews.csv"
    given = ["--out", str(out), "--reviews", str(reviews), "--quiet"]
    assert run(["speech", "judge", str(folder / "calls.jsonl"), *given]) == 0


def rows(reviews: Path) -> list[dict[str, str]]:
    with reviews.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def outcomes(reviews: Path) -> dict[str, str]:
    """By attempt what the audit says of improper means."""
    folder = reviews.parents[1]
    out = folder / "out"
    given = ["--registers", str(reviews.parent), "--law", "cn", "--out", str(out), "--json"]
    assert run(["audit", str(folder / "calls.csv"), *given]) in (0, 1)
    found = pq.read_table(out / "findings.parquet").to_pylist()
    return {row["attempt_id"]: row["outcome"] for row in found if row["topic"] == "improper_means"}


def test_a_row_tells_the_act_and_where_and_none_of_the_words(reviews: Path) -> None:
    told = [(r["attempt_id"], r["act"], r["status"], r["turn"], r["evidence"]) for r in rows(reviews)]
    assert told == [("a1", "threat", "found", "1", "c1"), ("a2", "", "clear", "", "a2")]
    assert "腿" not in reviews.read_text("utf-8")


def test_a_finding_names_the_attempt_where_the_transcript_does_and_else_has_no_such_field(tmp_path: Path) -> None:
    calls = [{"id": "c1", "attempt_id": "a1", "turns": [THREAT]}, {"id": "c2", "turns": [THREAT]}]
    (tmp_path / "calls.jsonl").write_text("".join(json.dumps(call) + "\n" for call in calls), "utf-8")
    given = ["--out", str(tmp_path / "f.jsonl"), "--quiet", "--fast"]
    assert run(["speech", "judge", str(tmp_path / "calls.jsonl"), *given]) == 0
    found = [json.loads(line) for line in (tmp_path / "f.jsonl").read_text("utf-8").splitlines()]
    assert {one["id"]: one.get("attempt_id", "left out") for one in found} == {"c1": "a1", "c2": "left out"}
    assert all(None not in one.values() for one in found)


def test_a_call_that_was_read_in_part_or_holds_no_word_is_not_entered_as_clear(tmp_path: Path) -> None:
    (tmp_path / "part.txt").write_text("坐席：您好，我是晨星消费金融的\n再不还钱，打断你的腿\n", "utf-8")
    (tmp_path / "empty.json").write_text('{"id": "e", "turns": []}', "utf-8")
    (tmp_path / "mute.jsonl").write_text('{"id": "m", "turns": [{"speaker": "collector", "text": ""}]}', "utf-8")
    files = [str(tmp_path / name) for name in ("part.txt", "empty.json", "mute.jsonl")]
    given = ["--out", str(tmp_path / "f.jsonl"), "--reviews", str(tmp_path / "reviews.csv"), "--fast", "--quiet"]
    assert run(["speech", "judge", *files, *given]) == 1
    assert rows(tmp_path / "reviews.csv") == []


def written(folder: Path, name: str, *calls: object) -> str:
    (folder / name).write_text("".join(json.dumps(call) + "\n" for call in calls), "utf-8")
    return str(folder / name)


def test_what_holds_no_chinese_is_counted_and_not_entered_as_clear(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    english = {"speaker": "collector", "text": "Pay today or we will break your legs"}
    calls = written(
        tmp_path,
        "calls.jsonl",
        {"id": "english", "turns": [english]},
        {"id": "both", "turns": [CIVIL, english]},
        {"id": "short", "turns": [CIVIL, {"speaker": "other", "text": "OK"}, {"speaker": "collector", "text": "OK"}]},
        {"id": "answered", "turns": [CIVIL, {"speaker": "other", "text": "I have paid that already"}]},
    )
    given = ["--out", str(tmp_path / "f.jsonl"), "--reviews", str(tmp_path / "reviews.csv"), "--fast", "--quiet"]
    assert run(["speech", "judge", calls, *given, "--lang", "en"]) == 0
    assert [row["attempt_id"] for row in rows(tmp_path / "reviews.csv")] == ["short", "answered"]
    assert "2 of them hold text without Chinese" in capsys.readouterr().err


def test_a_second_transcript_of_one_id_is_told_not_judged_and_the_id_not_entered_as_clear(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = written(tmp_path, "a.jsonl", {"id": "k1", "turns": [CIVIL]}, {"id": "k2", "turns": [CIVIL]})
    second = written(tmp_path, "b.jsonl", {"id": "k1", "turns": [THREAT]})
    given = ["--out", str(tmp_path / "f.jsonl"), "--reviews", str(tmp_path / "reviews.csv"), "--fast", "--quiet"]
    assert run(["speech", "judge", first, second, *given]) == 1
    told = capsys.readouterr().err
    assert "b.jsonl:1: id k1" in told and "a.jsonl:1" in told
    assert (tmp_path / "f.jsonl").read_bytes() == b""
    assert [row["attempt_id"] for row in rows(tmp_path / "reviews.csv")] == ["k2"]


def test_one_file_that_is_no_text_does_not_keep_the_others_from_being_judged(tmp_path: Path) -> None:
    first = written(tmp_path, "a.jsonl", {"id": "k1", "turns": [THREAT]})
    (tmp_path / "b.txt").write_bytes(b"\x00\xff\x80")
    (tmp_path / "c.txt").write_bytes("坐席：再不还钱，打断你的腿\n".encode("gbk"))
    files = [first, str(tmp_path / "b.txt"), str(tmp_path / "c.txt")]
    given = ["--out", str(tmp_path / "f.jsonl"), "--reviews", str(tmp_path / "reviews.csv"), "--fast", "--quiet"]
    assert run(["speech", "judge", *files, *given]) == 1
    found = [json.loads(line) for line in (tmp_path / "f.jsonl").read_text("utf-8").splitlines()]
    assert {one["id"] for one in found if one["act"] == "threat"} == {"k1", "c"}
    assert {row["attempt_id"] for row in rows(tmp_path / "reviews.csv")} == {"k1", "c"}


def test_what_was_found_is_undetermined_until_a_person_confirms_or_refutes_it(reviews: Path) -> None:
    assert outcomes(reviews) == {"a1": "undetermined"}
    found = reviews.read_text("utf-8")
    for status, expected in {"confirmed": {"a1": "forbidden"}, "refuted": {}}.items():
        reviews.write_text(f"{found},a1,threat,{status},1,2026-03-03T09:00:00+08:00,reviewer 7\n", "utf-8")
        assert outcomes(reviews) == expected


def test_the_audit_says_how_many_attempts_were_reviewed(reviews: Path) -> None:
    outcomes(reviews)
    told = json.loads((reviews.parents[1] / "out" / "summary.json").read_text("utf-8"))["words"]
    assert told["reviewed"] == 2
    assert "cn.cfc-2024.improper-means" in told["provisions"]


def test_judging_once_more_keeps_what_persons_wrote_and_adds_nothing(reviews: Path) -> None:
    with reviews.open("a", encoding="utf-8") as file:
        file.write(",a1,threat,refuted,1,2026-03-03T09:00:00+08:00,reviewer 7\n")
    before = rows(reviews)
    judged(reviews.parents[1])
    assert rows(reviews) == before


def test_without_reviews_the_audit_says_nothing_of_words_and_names_the_register(reviews: Path) -> None:
    reviews.unlink()
    assert outcomes(reviews) == {}
    summary = json.loads((reviews.parents[1] / "out" / "summary.json").read_text("utf-8"))
    missing = {register["name"]: register["provisions"] for register in summary["registers_missing"]}
    assert "cn.cfc-2024.improper-means" in missing["reviews"]


def test_a_file_that_is_no_register_of_reviews_is_left_as_it_is(reviews: Path) -> None:
    reviews.write_text("attempt_id,words\na1,secret\n", "utf-8")
    calls = str(reviews.parents[1] / "calls.jsonl")
    assert run(["speech", "judge", calls, "--out", str(reviews.parent / "f"), "--reviews", str(reviews)]) == BAD_INPUT
    assert reviews.read_text("utf-8") == "attempt_id,words\na1,secret\n"
