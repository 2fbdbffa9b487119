"""Messages as a table: rows of one id are one contact, what is wrong is told by line and leaves its contact out."""

from pathlib import Path

import pytest

from zilv.speech.transcript.read import Rejected, read
from zilv.speech.transcript.transcript import Dialogue

HEAD = "id,channel,speaker,text,party,first_contact\n"


def made(folder: Path, text: str) -> list[Dialogue | Rejected]:
    path = folder / "messages.csv"
    path.write_text(text, "utf-8")
    return list(read(path))


def test_rows_of_one_id_are_one_contact_in_the_files_order(tmp_path: Path) -> None:
    rows = "s1,sms,坐席,示例消金：您已逾期,debtor,是\nc1,im,坐席,您好,,\nc1,im,客户,哪位,,\n"
    first, second = made(tmp_path, HEAD + rows)
    assert isinstance(first, Dialogue) and isinstance(second, Dialogue)
    assert (first.id, first.channel, first.party, first.first_contact) == ("s1", "sms", "debtor", True)
    assert (second.party, second.first_contact) == (None, None)
    assert [(turn.speaker, turn.text) for turn in second.turns] == [("collector", "您好"), ("other", "哪位")]


def test_chinese_headings_and_line_breaks_within_a_cell_are_read(tmp_path: Path) -> None:
    (one,) = made(tmp_path, '\ufeff编号,说话人,内容\nc1,催收员,"第一行\n第二行"\n')
    assert isinstance(one, Dialogue) and one.turns[0].text == "第一行\n第二行"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("a,sms,robot,密语,debtor,是", "speaker"),
        ("a,sms,坐席,,debtor,是", "text"),
        ("a,telex,坐席,密语,debtor,是", "channel"),
        ("a,sms,坐席,密语,cousin,是", "party"),
        ("a,sms,坐席,密语,debtor,maybe", "first_contact"),
        ("a,sms,坐席,密语", "cells"),
        ("a,im,坐席,密语,debtor,是", "earlier row"),
    ],
)
def test_a_wrong_row_is_told_by_line_without_its_words_and_leaves_its_contact_out(
    tmp_path: Path, row: str, expected: str
) -> None:
    good = "a,sms,坐席,您好,debtor,是\nb,sms,坐席,您好,debtor,是\n"
    kept, rejected = made(tmp_path, f"{HEAD}{good}{row}\n")
    assert isinstance(kept, Dialogue) and kept.id == "b"
    assert isinstance(rejected, Rejected) and rejected.line == 4
    assert expected in rejected.reason and "密语" not in rejected.reason


def test_a_table_without_its_columns_is_refused_by_their_names(tmp_path: Path) -> None:
    (rejected,) = made(tmp_path, "id,内容\n1,您好\n")
    assert isinstance(rejected, Rejected) and (rejected.line, "speaker" in rejected.reason) == (1, True)


def test_an_unclosed_quote_leaves_nothing_half_read(tmp_path: Path) -> None:
    (rejected,) = made(tmp_path, f'{HEAD}a,sms,坐席,您好,debtor,是\nb,sms,坐席,"您好,debtor,是\n')
    assert isinstance(rejected, Rejected)
