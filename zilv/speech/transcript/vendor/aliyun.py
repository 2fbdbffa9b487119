"""Aliyun SCA (智能对话分析), API of 2019-01-15: `GetResultToReview` (one call) and `GetResult` with `asrResult`.

Documented at help.aliyun.com/document_detail/456547.html and 456533.html. Who speaks is named: 客服, 客户.
"""

from typing import Any

import msgspec

from zilv.speech.transcript.vendor.call import Call, NoResultError, Said, listed, seconds
from zilv.speech.transcript.wrong import expected


class _Sentence(msgspec.Struct, rename="pascal"):
    """`Begin`, `End`: milliseconds from the beginning. `Identity`: who; `Role`: in what part."""

    words: str
    role: str | None = None
    identity: str | None = None
    begin: int | None = None
    end: int | None = None


def is_aliyun(told: dict[str, Any]) -> bool:
    """Whether this is an answer of the service."""
    data = _data(told)
    if isinstance(data, list):
        return all(isinstance(one, dict) and {"AsrResult", "TaskId", "Recording"} & one.keys() for one in data)
    return isinstance(data, dict) and "Dialogues" in data


def aliyun_calls(told: dict[str, Any]) -> list[Call]:
    """The calls of an answer. Raises `NoResultError`, msgspec.ValidationError."""
    if told.get("Success") is False or str(told.get("Code", "200")) != "200":
        raise NoResultError("Code: 服务答复失败 · the service answers that it failed")
    data = _data(told)
    if isinstance(data, dict):
        return [Call("", _said(data["Dialogues"], "Data.Dialogues"))]
    return [_of_task(one, f"Data[{n}]") for n, one in enumerate(data)]


def _data(told: dict[str, Any]) -> Any:
    data = told.get("Data")
    return data if isinstance(data, dict) and "Dialogues" in data else listed(data)


def _of_task(one: dict[str, Any], where: str) -> Call:
    recording = one.get("Recording")
    name = recording.get("Id") if isinstance(recording, dict) else None
    return Call(str(name or one.get("TaskId") or ""), _said(one.get("AsrResult"), f"{where}.AsrResult"))


def _said(told: Any, where: str) -> tuple[Said, ...]:
    if told is None:
        raise NoResultError(f"{where}: 无转写；请求时须在 requiredFields 写明 asrResult · none; ask for asrResult")
    try:
        sentences = msgspec.convert(listed(told), list[_Sentence])
    except msgspec.ValidationError as error:
        raise NoResultError(expected(error, where)) from None
    return tuple(
        Said((one.role or one.identity or "").strip(), one.words, seconds(one.begin), seconds(one.end))
        for one in sentences
    )
