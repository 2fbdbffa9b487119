"""Any endpoint that speaks OpenAI's chat completions: one question, one answer, bounded in time and size."""

import asyncio
import ssl
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

import httpx
import msgspec

from zilv import __version__
from zilv.errors import ZilvError

NoAnswerCode = Literal["timed_out", "unreachable", "refused", "too_long", "not_as_asked"]
ANSWER_BYTES_MAX = 256 * 1024
"""A longer body is not read to its end."""
ANSWER_TOKENS_MAX = 2048
Message = dict[str, str]


class NoAnswer(Exception):  # noqa: N818
    """The model gave nothing that can be used; `code` says why, and nothing of what it said."""

    def __init__(self, code: NoAnswerCode) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is. `url`: up to and with `/v1`; `key`: sent as a bearer, "" = none; `takes_s`: for one question.

    Raises ZilvError for what is no http or https address, and for a key that no header can carry.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    takes_s: float = 30.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query:
            raise ZilvError(
                "第二读者的地址应形如 https://主机/v1，不含口令与参数 · "
                "the second reader's address: expected https://host/v1, without password or query"
            )
        if not (self.key.isascii() and self.key.isprintable()):
            raise ZilvError(
                "第二读者的密钥应为一行可见的 ASCII 字符，文件中只放密钥 · "
                "the second reader's key: expected one line of printable ASCII, alone in its file"
            )

    @property
    def completions(self) -> str:
        """Where questions go."""
        return self.url.rstrip("/") + "/chat/completions"


class _Said(msgspec.Struct):
    content: str


class _Choice(msgspec.Struct):
    message: _Said


class _Completion(msgspec.Struct):
    choices: list[_Choice]


class Chat:
    """Asks one endpoint; keeps its connections. No proxy of the environment is used and no redirect followed."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        headers = {
            "user-agent": f"zilv/{__version__}",
            "content-type": "application/json",
            "accept-encoding": "identity",  # a small body cannot unfold into a large one
        }
        if endpoint.key:
            headers["authorization"] = f"Bearer {endpoint.key}"
        self._http = httpx.AsyncClient(
            verify=ssl.create_default_context(),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(None),
            headers=headers,
        )

    async def ask(self, messages: list[Message]) -> str:
        """What the model says to these messages, at temperature 0. Raises NoAnswer."""
        sent = {
            "model": self._endpoint.model,
            "messages": messages,
            "temperature": 0,
            "max_tokens": ANSWER_TOKENS_MAX,
            "response_format": {"type": "json_object"},
        }
        try:
            async with asyncio.timeout(self._endpoint.takes_s):
                body = await self._body(msgspec.json.encode(sent))
        except TimeoutError:
            raise NoAnswer("timed_out") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ssl.SSLError, OSError):
            raise NoAnswer("unreachable") from None
        try:
            return msgspec.json.decode(body, type=_Completion).choices[0].message.content
        except (msgspec.DecodeError, IndexError, RecursionError):
            raise NoAnswer("not_as_asked") from None

    async def _body(self, content: bytes) -> bytes:
        async with self._http.stream("POST", self._endpoint.completions, content=content) as response:
            if response.status_code != 200:
                raise NoAnswer("refused")
            body = bytearray()
            async for piece in response.aiter_raw():
                body += piece
                if len(body) > ANSWER_BYTES_MAX:
                    raise NoAnswer("too_long")
            return bytes(body)

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.aclose()
