"""An identifier that would be counted as nobody's is refused with its reason: masked, unseen, another kind's token."""

import unicodedata
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.attempts.intake.taken import TOKENS, csv_of, is_balanced, take
from zilv.attempts.intake.chunk import UNRELIABLE
from zilv.attempts.intake.columns import TOKENISED
from zilv.attempts.intake.identifiers import fault_of, faulty
from zilv.attempts.intake.record import FRACTION, rounded
from zilv.attempts.parse import EMPTY
from zilv.privacy.number import folded
from zilv.privacy.token import PREFIXES, identifier_fault, to_text

COLUMNS = ("attempt_id", "at", "lender", "person", "channel", "number")
like_numbers = st.text("0123456789+-() .x*eE", max_size=45)
like_tokens = st.text("pnalx_27azAZ018", min_size=13, max_size=17)
kinds = st.sampled_from(TOKENISED)
unseen = st.text(" \t\u200b\u00ad\u2060\u3000\ufeff\x00\x1f\u0600", max_size=3)
tokens = st.builds(
    lambda kind, value, wide, before, after, inside: before + wide(to_text(kind, value), inside) + after,
    kinds,
    st.integers(-(2**63), 2**63 - 1),
    st.sampled_from(
        [
            lambda text, inside: text,
            lambda text, inside: text.replace("_", "＿"),
            lambda text, inside: text[0] + inside + text[1:],
            lambda text, inside: chr(ord(text[0]) + 0xFEE0) + text[1:],
        ]
    ),
    unseen,
    unseen,
    unseen,
)
"""Tokens as somebody may write them, the letter or the underscore full width, and with what nobody sees."""

names = st.text("张三马陈\u4dff\u9fbf\u9fc0\U00020000aZ9", max_size=4)
anything = st.one_of(like_numbers, like_tokens, tokens, names, unseen, st.text(max_size=16))


def row(attempt: str, number: str) -> dict[str, str]:
    return {"attempt_id": attempt, "at": "2026-03-02T09:30:00Z", "lender": "L", "person": "p", "channel": "voice"} | {
        "number": number
    }


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("138****0001", "已打码，请导出完整号码 · is masked; export full numbers"),
        ("138XXXX0001", "已打码，请导出完整号码 · is masked; export full numbers"),
        ("１３８＊＊＊＊０００１", "已打码，请导出完整号码 · is masked; export full numbers"),
        ("1.38E+10", rounded("1.38E+10")),
        ("张三", "不是电话号码 · is no telephone number"),
        ("n_abcdefghijklm8", "不是电话号码 · is no telephone number"),
    ],
)
def test_a_number_that_would_be_nobodys_is_refused_with_its_reason(tmp_path: Path, number: str, reason: str) -> None:
    rows = [row("a1", number), row("a2", "13800000001"), row("a3", number), row("a4", "")]
    taken = take(tmp_path, csv_of(rows, COLUMNS))
    assert taken.reasons == [("1", "number", reason), ("3", "number", reason)]
    assert sorted(taken.ids) == ["a2", "a4"] and is_balanced(taken.accounting)


def test_persons_and_accounts_may_be_spelt_in_any_way(tmp_path: Path) -> None:
    rows = [row("a1", "") | {"person": "138****0001", "account": "1.38E+10"}]
    assert take(tmp_path, csv_of(rows, (*COLUMNS, "account"))).ids == ["a1"]


@settings(deadline=None, max_examples=300)
@example(
    "number", ["", " ", "12", "123", "+1 2 3", "(0571) 8888-0000", "+", "n_aaaaaaaaaaaaa", "n_aaaaaaaaaaaa1", "1" * 41]
)
@example(
    "person",
    ["", " ", "\u200b", "\0", "p_aaaaaaaaaaaaa", "n_aaaaaaaaaaaaa", " n_aaaaaaaaaaaaa", "n\u200b_aaaaaaaaaaaaa"],
)
@given(kinds, st.lists(anything, max_size=20))
def test_a_column_is_checked_as_each_of_its_texts(kind: str, some: list[str]) -> None:
    found = faulty(kind, pa.array(["skipped", *some], pa.string()).slice(1))
    assert found.tolist() == [bool(fault_of(kind, text)) for text in some]


def expected(kind: str, texts: list[str]) -> list[tuple[str, str]]:
    """Of rows with these texts, those refused and why: as the door of the gate and the registers would refuse them."""
    found = []
    for row, text in enumerate(texts, 1):
        given = text.strip()
        if given == UNRELIABLE:
            found.append((str(row), FRACTION))
        elif given and (wrong := identifier_fault(kind, given)):
            found.append((str(row), (rounded(folded(given)) if kind == "number" else "") or wrong))
        elif not given and kind == "person":
            found.append((str(row), EMPTY))
    return found


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds, st.lists(anything, min_size=1, max_size=8))
def test_files_are_refused_what_gate_and_registers_refuse(tmp_path: Path, kind: str, texts: list[str]) -> None:
    rows = [row(f"a{n}", "") | {kind: text} for n, text in enumerate(texts)]
    columns = tuple(dict.fromkeys((*COLUMNS, kind)))
    parquet = tmp_path / "attempts.parquet"
    table = pa.table({name: pa.array([r.get(name, "") for r in rows], pa.string()) for name in columns})
    pq.write_table(table, parquet)
    sources: dict[str, Path | str] = {"parquet": parquet}
    if not any(c in "\r\n\0" or unicodedata.category(c) == "Cs" for text in texts for c in text):
        sources["csv"] = csv_of(rows, columns)
    for source in sources.values():
        taken = take(tmp_path, source)
        assert [(row, reason) for row, field, reason in taken.reasons if field == kind] == expected(kind, texts)
        assert len(taken.reasons) == len(expected(kind, texts))
        assert len(taken.ids) == len(texts) - len(taken.reasons) and is_balanced(taken.accounting)


@pytest.mark.parametrize("kind", TOKENISED)
def test_a_token_is_read_under_its_own_kind_alone(tmp_path: Path, kind: str) -> None:
    rows = [row(f"a{n}", "") | {kind: TOKENS.text(other, "13800000001")} for n, other in enumerate(TOKENISED)]
    taken = take(tmp_path, csv_of(rows, tuple(dict.fromkeys((*COLUMNS, kind)))))
    assert taken.ids == [f"a{TOKENISED.index(kind)}"]
    assert len(taken.reasons) == 3 and is_balanced(taken.accounting)
    assert {reason for _, _, reason in taken.reasons} == {
        f"是另一类代号，此类以 {PREFIXES[kind]} 开头 · "
        f"is a token of another kind; one of this kind begins with {PREFIXES[kind]}"
    }
