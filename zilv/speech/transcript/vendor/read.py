"""A file of one JSON document: told by its fields whose it is, and read into transcripts."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from zilv.speech.transcript.diarised import reliable
from zilv.speech.transcript.transcript import Dialogue, Turn, readable
from zilv.speech.transcript.vendor.aliyun import aliyun_calls, is_aliyun
from zilv.speech.transcript.vendor.call import Call, NoResultError, Said
from zilv.speech.transcript.vendor.iflytek import iflytek_calls, is_iflytek
from zilv.speech.transcript.vendor.tencent import is_tencent, tencent_calls
from zilv.speech.transcript.words import SPEAKERS

_SERVICES: tuple[tuple[Callable[[dict[str, Any]], bool], Callable[[dict[str, Any]], list[Call]]], ...] = (
    (is_aliyun, aliyun_calls),
    (is_tencent, tencent_calls),
    (is_iflytek, iflytek_calls),
)
_EXPECTED = (
    "不是所知的格式；应含 Data.Dialogues（阿里云）、Data.ResultDetail（腾讯云）、content.orderResult（讯飞）或 turns · "
    "no known form; expected one of these fields"
)


def dialogues_of(text: str, name: str, collector: str | None) -> Iterator[Dialogue | str]:
    """The transcripts of a document, or why one of them cannot be read. `name`: the id where the document has none.

    `collector`: the number of the collector's speaker, where the service numbers them. Raises `NoResultError`.
    """
    try:
        told = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        raise NoResultError("不是 JSON · no JSON") from None
    if isinstance(told, dict) and "turns" in told:
        yield _ours(text, name, collector)
        return
    calls = next((read for is_its, read in _SERVICES if isinstance(told, dict) and is_its(told)), None)
    if calls is None:
        raise NoResultError(_EXPECTED)
    made = calls(told)
    if not made:
        raise NoResultError("没有任何通话 · it holds no call")
    for n, call in enumerate(made):
        yield _dialogue(call, call.id or (name if len(made) == 1 else f"{name}-{n}"), collector)


def _ours(text: str, name: str, collector: str | None) -> Dialogue | str:
    """A transcript of zilv's own shape, unless it was set apart as unusable."""
    told = reliable(text.encode(), collector)
    if isinstance(told, str):
        return told
    return readable(msgspec.convert({"id": name, **msgspec.json.decode(told)}, Dialogue))


def _dialogue(call: Call, name: str, collector: str | None) -> Dialogue | str:
    said = [one for one in call.said if one.text.strip()]
    if not said:
        return "没有任何一句话 · nothing was said"
    sides = [SPEAKERS.get(one.speaker.lower()) if not one.speaker.isdigit() else None for one in said]
    if all(sides):
        turns = [_turn(one, side) for one, side in zip(said, sides, strict=True)]
    else:
        numbers = sorted({one.speaker for one in said})
        if (wrong := _not_told(numbers, collector)) is not None:
            return wrong
        turns = [_turn(one, "collector" if one.speaker == collector else "other") for one in said]
    return readable(Dialogue(id=name, turns=tuple(turns), channel="voice"))


def _not_told(numbers: list[str], collector: str | None) -> str | None:
    """Why nobody can tell who speaks; None where the collector's number says it."""
    if len(numbers) < 2 or "" in numbers:
        return "结果未区分说话人；请开启双声道或角色分离 · the result does not tell speakers apart; ask the service to"
    if not all(number.isdigit() for number in numbers):
        return "说话人应为客服/客户，或均为编号 · speakers should be 客服 and 客户, or all be numbers"
    if collector is None:
        return f"说话人只有编号 {' '.join(numbers)}，请用 --collector 指明催收员 · say who collects: --collector"
    if collector not in numbers:
        return f"没有编号为 {collector} 的说话人，只有 {' '.join(numbers)} · no such speaker; there are these"
    return None


def _turn(one: Said, side: Any) -> Turn:
    return Turn(speaker=side, text=one.text.strip(), start=one.start, end=one.end)
