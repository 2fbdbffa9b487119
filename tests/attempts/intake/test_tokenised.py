"""Tokens of whole columns are those of each text alone, and sort as their texts do."""

import numpy as np
import pyarrow as pa
from hypothesis import example, given, settings, strategies

from tests.attempts.intake.taken import TOKENS
from zilv.attempts.intake.tokenised import Tokenised, text_order
from zilv.privacy.token import to_text

values = strategies.integers(-(2**63), 2**63 - 1)
like_tokens = strategies.text("pnalx_27azAZ018", min_size=13, max_size=17)
texts = strategies.one_of(values.map(lambda value: to_text("number", value)), like_tokens, strategies.text(max_size=16))


@settings(deadline=None)
@example(["p_aaaaaaaaaaaaa", "p_aaaaaaaaaaaab", "p_7777777777777", ""], "person")
@given(strategies.lists(texts, max_size=20), strategies.sampled_from(["person", "number", "account", "line"]))
def test_a_column_has_the_token_of_each_of_its_texts(some: list[str], kind: str) -> None:
    found = Tokenised(kind, TOKENS).values(pa.array(["skipped", *some], pa.string()).slice(1))
    assert found.tolist() == [TOKENS.value(kind, text) if text.strip() else 0 for text in some]


@settings(deadline=None)
@given(strategies.lists(values, min_size=2, max_size=20, unique=True))
def test_tokens_sort_as_their_texts(some: list[int]) -> None:
    order = text_order(np.array(some, np.int64))
    assert [some[i] for i in np.argsort(order)] == sorted(some, key=lambda value: to_text("person", value))


def test_a_token_is_kept_and_a_number_in_any_spelling_is_one() -> None:
    column = pa.array(["+86 138-0000-0001", "13800000001", TOKENS.text("number", "13800000001")])
    assert len(set(Tokenised("number", TOKENS).values(column).tolist())) == 1
