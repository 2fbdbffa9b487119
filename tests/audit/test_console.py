"""What a terminal shows."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from tests.audit.example import LENDER, attempts_of, example_basis, example_law, example_month, finding, findings_of
from zilv.audit.console import print_summary
from zilv.audit.summary import summarise
from zilv.audit.summary_keys import Summary
from zilv.audit.words import Lang, words

LAW = example_law()
BASIS = example_basis(LAW)


def month() -> Summary:
    """A month with findings."""
    findings, attempts = example_month(LAW)
    return summarise(findings, attempts, BASIS)


def shown(summary: Summary, lang: Lang = "zh", width: int = 80, **more: Any) -> str:
    """What is printed where there is no terminal."""
    file = io.StringIO()
    print_summary(Console(file=file, width=width), summary, lang, **more)
    return file.getvalue()


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_the_terminal(lang: Lang, width: int) -> None:
    lines = shown(month(), lang, width).splitlines()
    assert len(lines) > 30
    assert max(cell_len(line) for line in lines) <= width


def test_it_is_read_in_ten_seconds() -> None:
    assert len(shown(month()).splitlines()) <= 50


def test_without_a_terminal_there_are_no_control_codes() -> None:
    assert "\x1b" not in shown(month())


def test_the_answer_comes_first_and_in_words() -> None:
    totals = month()["totals"]
    answer = shown(month()).splitlines()[1]
    assert answer.startswith(f"24,000 次触达中，{totals['forbidden']:,} 次违规")
    assert shown(month(), "en").splitlines()[1].startswith(f"{totals['forbidden']:,} of 24,000 attempts were forbidden")


def test_what_was_not_judged_is_said() -> None:
    text = shown(month(), width=200)
    assert "未提供：约定登记、线路登记" in text and "1 项规定尚不审查" in text and "lines.csv" in text


def test_a_clean_audit_says_of_how_many_attempts_the_words_were_looked_at() -> None:
    counted = attempts_of((LENDER, "", date(2026, 10, 1), 5))
    some = shown(summarise(findings_of([]), counted, replace(BASIS, reviewed=2)), width=200)
    none = shown(summarise(findings_of([]), counted, BASIS), width=200)
    assert "言辞只审查了有登记的 2 次触达" in some and "言辞" not in none


def test_a_clean_audit_says_so_and_a_doubtful_one_does_not() -> None:
    counted = attempts_of((LENDER, "", date(2026, 10, 1), 5))
    clean = shown(summarise(findings_of([]), counted, BASIS))
    assert "5 次触达均未见违规" in clean and "先看这几条" not in clean
    doubt = finding(provision="example.lines", topic="registered_line", outcome="undetermined", missing="lines")
    assert "但有 1 次无法判定" in shown(summarise(findings_of([doubt]), counted, BASIS))


def test_no_attempts_are_not_called_clean() -> None:
    assert "没有可以审查的触达" in shown(summarise(findings_of([]), attempts_of(), BASIS))


def test_text_from_outside_is_neither_markup_nor_control() -> None:
    counted = attempts_of((LENDER, "[red]x[/red]\x1b[2J", date(2026, 10, 1), 5))
    rows = findings_of([finding(agency="[red]x[/red]\x1b[2J")])
    text = shown(summarise(rows, counted, BASIS))
    assert "[red]x[/red]\ufffd[2J" in text and "\x1b" not in text


def test_the_files_are_named() -> None:
    text = shown(month(), files={Path("out/report.html"): words("报告", "the report")})
    assert "out/report.html" in text
