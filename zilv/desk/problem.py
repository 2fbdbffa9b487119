"""What went wrong with a request, as RFC 9457 problem documents; never a word of what was sent."""

from typing import NamedTuple

import msgspec

from zilv.gate.refusal import REASONS, Reason, Refused

AT_THE_DOOR: dict[str, Reason] = {
    "not_authenticated": Reason(401, "缺少密钥，或密钥无效", "no key, or not a valid one"),
    "clock_skew": Reason(401, "签名时刻与服务器相差过大", "the signature's instant is too far from the server's"),
    "replayed": Reason(401, "此签名请求已用过", "this signed request was used before"),
    "no_such_path": Reason(404, "没有这一地址", "there is no such path"),
    "method_not_allowed": Reason(405, "此地址不接受该方法", "this path does not take that method"),
    "too_slow": Reason(408, "请求体迟迟未到", "the body did not arrive in time"),
    "too_large": Reason(413, "请求体过大", "the body is too large"),
    "not_json": Reason(
        415, "请求体须为 UTF-8 的 application/json", "the body is expected as application/json in UTF-8"
    ),
    "bad_host": Reason(400, "Host 头不是有效的主机名", "the Host header names no host"),
    "malformed": Reason(400, "请求体不是有效的 JSON", "the body is not valid JSON in UTF-8"),
    "invalid": Reason(422, "字段有误", "a field is wrong"),
    "too_many_requests": Reason(429, "请求过于频繁", "too many requests"),
    "internal": Reason(500, "服务器内部错误", "a fault of the server's own"),
}
"""Problems found before the gate is asked."""

CODES: dict[str, Reason] = AT_THE_DOOR | REASONS


class Wrong(msgspec.Struct, frozen=True):
    """One field that is wrong, and what was expected in it. `field` "" = the body as a whole."""

    field: str
    expected: str


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem document. `code` is stable; `title` is Chinese and English."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    errors: tuple[Wrong, ...] = ()


class Rejected(Exception):  # noqa: N818
    """A request that goes no further. `retry_after_s`: when it may be tried again, 0 = not told."""

    def __init__(self, code: str, detail: str = "", errors: tuple[Wrong, ...] = (), retry_after_s: int = 0) -> None:
        super().__init__(code)
        self.code, self.detail, self.errors, self.retry_after_s = code, detail, errors, retry_after_s


class Reply(NamedTuple):
    """What is sent back."""

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()


JSON = (b"content-type", b"application/json")
_PROBLEM = (b"content-type", b"application/problem+json")
_CHALLENGE = (b"www-authenticate", b'Bearer realm="zilv", ZILV-HMAC realm="zilv"')
_encoder = msgspec.json.Encoder()


def as_json(made: object) -> Reply:
    """A good answer."""
    return Reply(200, _encoder.encode(made), (JSON,))


def problem_of(error: Rejected | Refused) -> Problem:
    """The document that says what is wrong."""
    reason = CODES[error.code]
    return Problem(
        type=f"urn:zilv:problem:{error.code}",
        title=f"{reason.zh} · {reason.en}",
        status=reason.status,
        code=error.code,
        detail=error.detail,
        errors=error.errors if isinstance(error, Rejected) else (),
    )


def problem_reply(error: Rejected | Refused) -> Reply:
    """The same, as it is sent."""
    made = problem_of(error)
    headers = [_PROBLEM]
    if made.status == 401:
        headers.append(_CHALLENGE)
    wait = error.retry_after_s if isinstance(error, Rejected) else 1 if made.status == 503 else 0
    if wait:
        headers.append((b"retry-after", str(wait).encode()))
    return Reply(made.status, _encoder.encode(made), tuple(headers))
