"""iFlytek 录音文件转写 (ifasr v2): the answer of `getResult`, or its `orderResult` alone.

Documented at xfyun.cn/doc/asr/ifasr_new/API.html. `orderResult` is JSON within JSON, and so is each `json_1best` of its
`lattice`: a sentence from `bg` to `ed` milliseconds, `rl` the number of its speaker (0 where none were told apart), the
first candidate `cw` of each word `ws`.
"""

from typing import Any

import msgspec

from zilv.speech.transcript.vendor.call import Call, NoResultError, Said, seconds
from zilv.speech.transcript.wrong import expected

_DONE = 4


class _Candidate(msgspec.Struct):
    w: str


class _Word(msgspec.Struct):
    cw: list[_Candidate]


class _Part(msgspec.Struct):
    ws: list[_Word]


class _Sentence(msgspec.Struct):
    rt: list[_Part]
    bg: str | int | None = None
    ed: str | int | None = None
    rl: str | int | None = None


class _Best(msgspec.Struct):
    st: _Sentence


def is_iflytek(told: dict[str, Any]) -> bool:
    """Whether this is an answer of the service."""
    content = told.get("content")
    return "lattice" in told or (isinstance(content, dict) and bool({"orderResult", "orderInfo"} & content.keys()))


def iflytek_calls(told: dict[str, Any]) -> list[Call]:
    """The call of an answer. Raises `NoResultError`, msgspec.ValidationError."""
    lattice = _ordered(told).get("lattice")
    if not isinstance(lattice, list) or not lattice:
        raise NoResultError("orderResult.lattice: 为空或缺失 · empty or missing")
    return [Call("", tuple(_said(one, f"lattice[{n}].json_1best") for n, one in enumerate(lattice)))]


def _ordered(told: dict[str, Any]) -> dict[str, Any]:
    if "lattice" in told:
        return told
    content = told["content"]
    info = content.get("orderInfo")
    status = info.get("status") if isinstance(info, dict) else _DONE
    if status != _DONE:
        raise NoResultError(f"content.orderInfo.status: 转写未完成 · the order is not done; expected {_DONE}")
    made = _inner(content.get("orderResult"), "content.orderResult")
    if not isinstance(made, dict):
        raise NoResultError("content.orderResult: 应为对象 · expected an object")
    return made


def _said(one: Any, where: str) -> Said:
    told = _inner(one.get("json_1best") if isinstance(one, dict) else None, where)
    try:
        st = msgspec.convert(told, _Best).st
        begin, end = (None if at is None else int(at) for at in (st.bg, st.ed))
    except msgspec.ValidationError as error:
        raise NoResultError(expected(error, where)) from None
    except ValueError:
        raise NoResultError(f"{where}.st.bg/ed: 应为毫秒 · expected milliseconds") from None
    text = "".join(word.cw[0].w for part in st.rt for word in part.ws if word.cw)
    return Said("" if st.rl is None else str(st.rl), text, seconds(begin), seconds(end))


def _inner(told: Any, where: str) -> Any:
    """JSON that may stand in a string."""
    if not isinstance(told, str):
        return told
    try:
        return msgspec.json.decode(told)
    except (msgspec.DecodeError, RecursionError):
        raise NoResultError(f"{where}: 不是 JSON · no JSON") from None
