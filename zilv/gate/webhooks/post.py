"""One delivery: a signed request to a checked address, bounded in time, never redirected."""

import asyncio
import ssl
from contextlib import suppress

import httpx

from zilv import __version__
from zilv.gate.webhooks.address import Refused, Target, targets

TAKES_S = 10.0
"""So long a receiver may take to answer; what it has to do, it does afterwards."""


class Post:
    """Sends; keeps connections. `tls`: what is trusted, None = as this machine trusts."""

    def __init__(self, tls: ssl.SSLContext | None = None, takes_s: float = TAKES_S) -> None:
        self._takes_s = takes_s
        self._http = httpx.AsyncClient(
            verify=tls or ssl.create_default_context(),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(None),
            headers={"user-agent": f"zilv/{__version__}"},
        )

    async def send(self, url: str, private: bool, body: bytes, headers: dict[str, str]) -> str:
        """ "" once it was taken (2xx), else why not, in a word or two that holds nothing of anybody."""
        try:
            async with asyncio.timeout(self._takes_s):
                return await self._sent(url, private, body, headers)
        except TimeoutError:
            return "timeout"
        except Refused as refused:
            return refused.code
        except (httpx.TransportError, httpx.InvalidURL, ssl.SSLError) as error:
            return type(error).__name__

    async def _sent(self, url: str, private: bool, body: bytes, headers: dict[str, str]) -> str:
        *first, last = await asyncio.to_thread(targets, url, private)
        for to in first:
            with suppress(httpx.ConnectError):
                return await self._sent_to(to, body, headers)
        return await self._sent_to(last, body, headers)

    async def _sent_to(self, to: Target, body: bytes, headers: dict[str, str]) -> str:
        request = self._http.build_request(
            "POST",
            to.url,
            content=body,
            headers={**headers, "host": to.authority},
            extensions={"sni_hostname": to.host},
        )
        response = await self._http.send(request, stream=True)
        with suppress(httpx.HTTPError):
            await response.aclose()
        return "" if response.is_success else f"HTTP {response.status_code}"

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.aclose()
