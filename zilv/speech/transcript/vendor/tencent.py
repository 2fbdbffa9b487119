"""Tencent Cloud 录音文件识别 (ASR), API of 2019-06-14: the answer of `DescribeTaskStatus`.

Documented at cloud.tencent.com/document/product/1093/37822 and tencentcloud.com/document/product/1118/66926
(`SentenceDetail`). `ResultDetail` is there when the task was made with `ResTextFormat` 1 or more; `SpeakerId` is the
channel of two, or the speaker told apart.
"""

from typing import Any

import msgspec

from zilv.speech.transcript.vendor.call import Call, NoResultError, Said, seconds
from zilv.speech.transcript.wrong import expected

_DONE = 2


class _Sentence(msgspec.Struct, rename="pascal"):
    """`StartMs`, `EndMs`: milliseconds from the beginning; any of them may be null."""

    final_sentence: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    speaker_id: int | None = None


class _Status(msgspec.Struct, rename="pascal"):
    status: int = _DONE
    result_detail: list[_Sentence] | None = None


def is_tencent(told: dict[str, Any]) -> bool:
    """Whether this is an answer of the service."""
    data = _data(told)
    return isinstance(data, dict) and bool({"ResultDetail", "StatusStr"} & data.keys())


def tencent_calls(told: dict[str, Any]) -> list[Call]:
    """The call of an answer. Raises `NoResultError`, msgspec.ValidationError."""
    try:
        data = msgspec.convert(_data(told), _Status)
    except msgspec.ValidationError as error:
        raise NoResultError(expected(error, "Data")) from None
    if data.status != _DONE:
        raise NoResultError(f"Data.Status: {data.status}，任务未成功 · the task has not succeeded; expected {_DONE}")
    if not data.result_detail:
        raise NoResultError(
            "Data.ResultDetail: 为空；建任务须 ResTextFormat ≥ 1 · empty; ask for ResTextFormat 1 or more"
        )
    said = [
        Said(
            "" if one.speaker_id is None else str(one.speaker_id),
            one.final_sentence or "",
            seconds(one.start_ms),
            seconds(one.end_ms),
        )
        for one in data.result_detail
    ]
    return [Call("", tuple(said))]


def _data(told: dict[str, Any]) -> Any:
    inner = told.get("Response", told)
    return inner.get("Data") if isinstance(inner, dict) else None
