"""What a text stands for reaches every row that holds it, wherever a column of distinct texts was cut."""

import numpy as np
import pyarrow as pa
from hypothesis import given, settings, strategies

from zilv.attempts.intake.chunk import Chunk
from zilv.attempts.intake.words import words_of

texts = strategies.lists(strategies.sampled_from(["", "a", "bb", "ccc", None]), max_size=40)


@settings(deadline=None)
@given(texts, strategies.integers(0, 12))
def test_each_row_gets_the_value_of_its_own_text(cells: list[str | None], first: int) -> None:
    column = pa.array(cells, pa.string()).dictionary_encode().slice(first)
    rows = np.arange(len(column))
    words = words_of(Chunk(rows, rows, columns={"note": column}), "note")
    lengths = np.array([len(text) for text in words.texts.to_pylist()], np.int8)
    assert words.spread(lengths, 0).tolist() == [len(cell or "") for cell in cells[first:]]


def test_a_column_that_is_not_there_holds_empty_texts() -> None:
    rows = np.arange(3)
    words = words_of(Chunk(rows, rows), "note")
    assert words.texts.to_pylist() == [""]
    assert words.spread(np.array([7], np.int32), 5).tolist() == [7, 7, 7]


def test_a_chunk_gives_the_empty_text_for_a_row_that_holds_none() -> None:
    rows = np.arange(2)
    column = pa.array(["x", None]).dictionary_encode()
    assert Chunk(rows, rows, columns={"note": column}).text("note").to_pylist() == ["x", ""]
