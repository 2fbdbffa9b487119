"""Results of speech services are read as they are documented, with invented calls; what is missing is told by field."""

import json
from pathlib import Path
from typing import Any

import pytest

from zilv.cli.main import run
from zilv.speech.transcript.read import Rejected, read
from zilv.speech.transcript.transcript import Dialogue

ALIYUN: dict[str, Any] = {
    "Code": "200",
    "Success": True,
    "Data": {
        "Status": 1,
        "Dialogues": [
            {"Words": "您好，示例消金", "Role": "客服", "Identity": "客服", "Begin": 1200, "End": 3000},
            {"Words": "哪位", "Role": "客户", "Identity": "客户", "Begin": 3100, "End": 3600},
        ],
    },
}
TENCENT: dict[str, Any] = {
    "Response": {
        "RequestId": "r",
        "Data": {
            "TaskId": 7,
            "Status": 2,
            "StatusStr": "success",
            "ResultDetail": [
                {"FinalSentence": "您好，示例消金", "StartMs": 1200, "EndMs": 3000, "SpeakerId": 0, "Words": None},
                {"FinalSentence": "哪位", "StartMs": 3100, "EndMs": 3600, "SpeakerId": 1, "Words": None},
            ],
        },
    }
}


def best(text: str, begin: str, end: str, speaker: str) -> dict[str, str]:
    words = [{"wb": 1, "we": 9, "cw": [{"w": char, "wp": "n", "wc": "0.9"}]} for char in text]
    return {"json_1best": json.dumps({"st": {"bg": begin, "ed": end, "rl": speaker, "rt": [{"ws": words}]}})}


def iflytek(*sentences: dict[str, str]) -> dict[str, Any]:
    order = {"orderId": "o", "status": 4, "failType": 0}
    return {
        "code": "000000",
        "content": {"orderInfo": order, "orderResult": json.dumps({"lattice": sentences, "lattice2": []})},
    }


IFLYTEK = iflytek(best("您好，示例消金", "1200", "3000", "1"), best("哪位", "3100", "3600", "2"))
OTHERS: tuple[Any, ...] = (None, 7, "x", [], {})
SAID = [("collector", "您好，示例消金", 1.2, 3.0), ("other", "哪位", 3.1, 3.6)]


def made(folder: Path, told: Any, collector: str | None = None) -> list[Dialogue | Rejected]:
    path = folder / "call-1.json"
    path.write_text(told if isinstance(told, str) else json.dumps(told), "utf-8")
    return list(read(path, collector))


def said(one: Dialogue | Rejected) -> list[tuple[str, str, float | None, float | None]]:
    assert isinstance(one, Dialogue), one
    return [(turn.speaker, turn.text, turn.start, turn.end) for turn in one.turns]


def reason(folder: Path, told: Any, collector: str | None = None) -> str:
    (rejected,) = made(folder, told, collector)
    assert isinstance(rejected, Rejected) and str(rejected).startswith("call-1.json:1: ")
    return rejected.reason


@pytest.mark.parametrize(
    ("told", "collector"),
    [
        (ALIYUN, None),
        ({**ALIYUN, "Data": {"Dialogues": {"Dialogue": ALIYUN["Data"]["Dialogues"]}}}, None),
        (TENCENT, "0"),
        (TENCENT["Response"], "0"),
        (IFLYTEK, "1"),
        (json.loads(IFLYTEK["content"]["orderResult"]), "1"),
    ],
)
def test_the_same_call_is_read_the_same_from_every_service(tmp_path: Path, told: Any, collector: str | None) -> None:
    (one,) = made(tmp_path, told, collector)
    assert said(one) == SAID
    assert isinstance(one, Dialogue) and (one.id, one.channel) == ("call-1", "voice")


def test_the_other_number_turns_the_sides_round(tmp_path: Path) -> None:
    (one,) = made(tmp_path, TENCENT, "1")
    assert [side for side, *_ in said(one)] == ["other", "collector"]


def test_one_answer_of_aliyun_holds_many_calls_each_with_its_recordings_id(tmp_path: Path) -> None:
    sentences = ALIYUN["Data"]["Dialogues"]
    calls = [{"TaskId": "t", "Recording": {"Id": f"rec-{n}"}, "AsrResult": {"AsrResult": sentences}} for n in range(2)]
    for data in (calls, {"ResultInfo": calls}):
        found = made(tmp_path, {"Code": "200", "Data": data})
        assert [one.id for one in found if isinstance(one, Dialogue)] == ["rec-0", "rec-1"]
        assert all(said(one) == SAID for one in found)


@pytest.mark.parametrize("told", [TENCENT, IFLYTEK])
def test_numbered_speakers_are_never_guessed(tmp_path: Path, told: Any) -> None:
    assert "--collector" in reason(tmp_path, told)
    assert "no such speaker" in reason(tmp_path, told, "9")


def test_a_result_that_tells_no_speakers_apart_is_not_judged(tmp_path: Path) -> None:
    alone = iflytek(best("您好", "0", "900", "0"), best("哪位", "1000", "1500", "0"))
    assert "does not tell speakers apart" in reason(tmp_path, alone, "0")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({**ALIYUN, "Code": "500"}, "Code"),
        ({**ALIYUN, "Data": {"Dialogues": [{"Words": 7, "Role": "客服"}]}}, "Data.Dialogues[0].Words"),
        ({"Code": "200", "Data": [{"TaskId": "t"}]}, "Data[0].AsrResult"),
        ({"Data": {"Status": 3, "StatusStr": "failed", "ErrorMsg": "密语"}}, "Data.Status"),
        ({"Data": {"Status": 2, "StatusStr": "success", "ResultDetail": None}}, "Data.ResultDetail"),
        ({"Data": {"Status": 2, "ResultDetail": [{"FinalSentence": []}]}}, "Data.ResultDetail[0].FinalSentence"),
        ({"content": {"orderInfo": {"status": 3}}}, "content.orderInfo.status"),
        ({"content": {"orderResult": "密语"}}, "content.orderResult"),
        ({"content": {"orderResult": "[]"}}, "content.orderResult"),
        ({"lattice": []}, "lattice"),
        ({"lattice": [{"json_1best": "{"}]}, "lattice[0].json_1best"),
        ({"lattice": [{"json_1best": '{"st":{"rt":[{"ws":[{}]}]}}'}]}, "lattice[0].json_1best.st.rt"),
        ({"lattice": [{"json_1best": '{"st":{"rt":[],"bg":"密语"}}'}]}, "lattice[0].json_1best.st.bg"),
        ({"words": "密语"}, "Data.Dialogues"),
        ([1], "Data.Dialogues"),
        ("密语", "JSON"),
        ("[" * 5000, "JSON"),
    ],
)
def test_what_is_wrong_is_told_by_its_field_and_repeats_nothing_that_was_said(
    tmp_path: Path, told: Any, field: str
) -> None:
    told_of_it = reason(tmp_path, told, "0")
    assert field in told_of_it and "密语" not in told_of_it


def _without(told: Any, path: list[Any]) -> Any:
    copy = json.loads(json.dumps(told))
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return copy


def _paths(told: Any, path: list[Any]) -> list[list[Any]]:
    steps = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    return [found for step, inner in steps for found in ([*path, step], *_paths(inner, [*path, step]))]


@pytest.mark.parametrize("told", [ALIYUN, TENCENT, IFLYTEK])
def test_whatever_field_is_missing_or_of_another_kind_it_is_read_or_told_and_never_breaks(
    tmp_path: Path, told: Any
) -> None:
    paths = _paths(told, [])
    assert len(paths) > 5
    for path in paths:
        for changed in (_without(told, path), *(_changed(told, path, to) for to in OTHERS)):
            assert made(tmp_path, changed, "0")


def _changed(told: Any, path: list[Any], to: Any) -> Any:
    copy = json.loads(json.dumps(told))
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = to
    return copy


def test_judge_reads_them_and_asks_for_the_collectors_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    threat = json.dumps(TENCENT, ensure_ascii=False).replace("您好，示例消金", "你直接转到我个人微信就行")
    path, out = tmp_path / "call.json", tmp_path / "found.jsonl"
    path.write_text(threat, "utf-8")
    assert run(["speech", "judge", str(path), "--quiet"]) == 1
    assert "--collector" in capsys.readouterr().err
    assert run(["speech", "judge", str(path), "--collector", "0", "--out", str(out), "--quiet"]) == 0
    assert "private_payment" in out.read_text("utf-8")


def test_a_transcript_set_apart_as_unusable_is_not_judged_and_says_why(tmp_path: Path) -> None:
    turn = {"speaker": "collector", "text": "您好"}
    doubt = {"reason": "low_confidence", "start": 0.0, "end": 1.0}
    lines = [
        {"id": "a", "turns": [turn], "unusable": []},
        {"id": "b", "turns": [turn], "unusable": [doubt]},
        {"id": "c", "turns": [{"speaker": None, "text": "密语"}]},
    ]
    path = tmp_path / "all.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    kept, *rejected = read(path)
    assert isinstance(kept, Dialogue) and kept.id == "a"
    assert [str(one).split(": ", 1)[0] for one in rejected] == ["all.jsonl:2", "all.jsonl:3"]
    assert "low_confidence" in str(rejected[0]) and "who speaks is not known" in str(rejected[1])
