"""Each slice tells every act that is labelled in it, counted by hand, beside all acts together."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from zilv.cli.main import run
from zilv.cli.speech_evaluate import shown
from zilv.speech.acts.act import Both
from zilv.speech.evaluate.compare import compared
from zilv.speech.evaluate.report import OfSlice, as_data, evaluation
from zilv.speech.judge.finding import Finding
from zilv.speech.transcript.transcript import Dialogue

Pair = tuple[Dialogue, list[Finding]]


def pair(channel: str, labelled: str, found: str, *tags: str) -> Pair:
    """A dialogue of one turn: the acts labelled in it, and those found."""
    labels = [{"turn": 0, "act": act, "span": "话"} for act in labelled.split()]
    turns = [{"i": 0, "speaker": "collector", "text": "话"}]
    whole = {"id": "a", "channel": channel, "turns": turns, "labels": labels, "tags": tags}
    findings = [
        Finding(id="a", turn=0, act=act, score=1, span="话", start=0, end=1, provision=(), by="rule", why=Both("", ""))
        for act in found.split()
    ]
    return msgspec.convert(whole, Dialogue), findings


PAIRS = [
    pair("voice", "threat", "threat", "dialect:sichuan"),
    pair("voice", "threat", "", "asr"),
    pair("voice", "threat insult", "threat insult"),
    pair("voice", "", "threat", "bait"),
    pair("sms", "insult", "insult extra_fee"),
    pair("sms", "insult", "", "evasion:pinyin"),
    pair("sms", "", "", "bait"),
]
"""Threats by voice: two of three found, one found where none is. Insults: one of one by voice, one of two by SMS."""


def slices() -> dict[str, OfSlice]:
    return {part.trait: part for part in evaluation(compared(PAIRS)).slices}


def figures(part: OfSlice) -> dict[str, tuple[float | None, ...]]:
    """By act: how often it is there, precision, recall, F1."""
    return {one.act: (one.rates.there, *(rate.value for rate in one.rates[2:])) for one in part.acts}


def test_each_act_of_a_slice_has_the_figures_of_that_slice_alone() -> None:
    told = slices()
    assert figures(told["channel:voice"]) == {"threat": (3, 2 / 3, 2 / 3, 4 / 6), "insult": (1, 1, 1, 1)}
    assert figures(told["channel:sms"]) == {"insult": (2, 1, 1 / 2, 2 / 3)}
    assert figures(told["asr"]) == {"threat": (1, None, 0, 0)}
    assert figures(told["dialect:sichuan"]) == figures(told["any dialect"]) == {"threat": (1, 1, 1, 1)}
    assert figures(told["evasion:pinyin"]) == {"insult": (1, None, 0, 0)}


def test_an_act_that_is_labelled_nowhere_in_a_slice_is_left_out_of_it_but_stays_in_all_acts_together() -> None:
    told = slices()
    assert "extra_fee" not in figures(told["channel:sms"]) and figures(told["bait"]) == {}
    both = told["channel:sms"].rates
    assert (both.there, both.found) == (2, 2)
    assert (both.precision.value, both.recall.value, both.f1.value) == (1 / 2, 1 / 2, 1 / 2)


def test_every_figure_of_an_act_in_a_slice_has_an_interval_that_holds_it() -> None:
    (threat,) = [one.rates for one in slices()["channel:voice"].acts if one.act == "threat"]
    for rate in threat[2:]:
        assert rate.low is not None and rate.value is not None and rate.high is not None
        assert rate.low < rate.value < rate.high


def test_the_json_of_a_slice_holds_its_acts_beside_all_of_them_together() -> None:
    made: Any = as_data(evaluation(compared(PAIRS)))
    (part,) = [part for part in made["slices"] if part["trait"] == "channel:sms"]
    assert (part["dialogues"], part["rates"]["there"], part["safe"]) == (3, 2, 1)
    (insult,) = part["acts"]
    assert insult["act"] == "insult" and insult["rates"]["there"] == 2
    assert insult["rates"]["recall"].keys() == {"value", "low", "high"}
    assert insult["rates"]["f1"]["value"] == 0.6667


def rows(printed: str) -> list[list[str]]:
    """The cells of each row of the tables printed."""
    lines = printed.replace("┃", "│").splitlines()
    return [[cell.strip() for cell in line.strip("│").split("│")] for line in lines if "│" in line]


def test_the_table_of_slices_shows_f1_between_recall_and_the_safe_ones(capsys: pytest.CaptureFixture[str]) -> None:
    shown(evaluation(compared(PAIRS)), zh=False, by_slice=False)
    told = {row[0]: row for row in rows(capsys.readouterr().out)}
    assert told["slice"] == ["slice", "dialogues", "precision", "recall", "F1", "safe", "false alarms"]
    assert [cell[:4] for cell in told["channel:sms"][1:]] == ["3", "0.50", "0.50", "0.50", "1", "0.00"]
    assert [cell[:4] for cell in told["channel:voice"][1:]] == ["4", "0.75", "0.75", "0.75", "1", "1.00"]


def test_acts_by_slice_are_shown_one_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    shown(evaluation(compared(PAIRS)), zh=False, by_slice=True)
    told = {(row[0], row[1]): [cell[:4] for cell in row[2:]] for row in rows(capsys.readouterr().out) if len(row) == 6}
    assert told["slice", "act"] == ["n", "prec", "reca", "F1"]
    assert told["channel:voice", "threat"] == ["3", "0.67", "0.67", "0.67"]
    assert told["asr", "threat"] == ["1", "–", "0.00", "0.00"]
    assert ("channel:sms", "threat") not in told


def test_the_command_shows_acts_by_slice_where_it_is_asked_to_and_only_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, said = tmp_path / "a.jsonl", "你直接转到我个人微信就行"
    lines = [
        f'{{"id":"{channel}","channel":"{channel}","party":"debtor","turns":[{{"speaker":"collector","text":"{said}"}}],'
        f'"labels":[{{"turn":0,"act":"private_payment","span":"{said}"}}]}}'
        for channel in ("sms", "voice")
    ]
    file.write_text("\n".join(lines), "utf-8")
    head, command = (
        ["slice", "act", "n", "precision", "recall", "F1"],
        ["speech", "evaluate", str(file), "--lang", "en"],
    )
    assert run([*command, "--fast"]) == 0
    assert head not in rows(capsys.readouterr().out)
    assert run([*command, "--fast", "--by-slice"]) == 0
    printed = rows(capsys.readouterr().out)
    after = printed[printed.index(head) :]
    assert [row[0].split(":")[1] for row in after if row[0].startswith("channel:")] == ["sms", "voice"]
    assert all(row[1:3] == ["private_payment", "1"] for row in after if row[0].startswith("channel:"))
