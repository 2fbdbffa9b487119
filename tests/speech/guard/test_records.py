"""What the guard takes for a lender's name."""

import json

import msgspec
import pytest

from zilv.speech.guard.records import Context


def named(lender: str) -> Context:
    return msgspec.json.decode(json.dumps({"channel": "voice_bot", "lender": lender}), type=Context)


@pytest.mark.parametrize("name", ["示", "示例消金", "Example Finance", "示" * 128])
def test_a_name_is_one_line_of_at_most_128_characters(name: str) -> None:
    assert named(name).lender == name


@pytest.mark.parametrize("name", ["", "示例\n", "\n示例", "示例\r", "示\x00例", "示例\x7f", "示" * 129])
def test_a_name_with_a_line_break_also_at_its_end_or_another_control_character_is_refused(name: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="lender"):
        named(name)
