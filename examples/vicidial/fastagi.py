"""A FastAGI server: Asterisk asks here before it dials for VICIdial, and tells here how the call ended."""

import argparse
import asyncio
import re
from pathlib import Path
from typing import Any

import httpx

from examples.vicidial.api import Vicidial, said
from zilv import AsyncClient
from zilv.gate.client.failure import GateError

LEAD = re.compile(r"^[A-Z]\w*?(\d{10})$")
"""VICIdial's caller ID name ends in the lead's number, ten digits."""

ENDINGS = {"BUSY": "busy", "NOANSWER": "no_answer", "CANCEL": "abandoned", "CONGESTION": "unreachable"}
ENDINGS |= {"CHANUNAVAIL": "unreachable"}
_UNSAFE = re.compile(r'[^ -~]|["\\]')
_RESULT = re.compile(r"200 result=1 \((.*)\)")


class Channel:
    """One channel of Asterisk that waits for us. `told`: what it said of itself, e.g. `agi_extension`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self.told: dict[str, str] = {}

    async def begin(self) -> None:
        """Read what the channel says of itself."""
        while line := (await self._reader.readline()).decode("utf-8", "replace").strip():
            name, _, value = line.partition(": ")
            self.told[name] = value

    async def get(self, name: str) -> str:
        """A variable, "" where there is none."""
        found = _RESULT.match(await self._command(f"GET VARIABLE {name}"))
        return found[1] if found else ""

    async def set(self, name: str, value: str) -> None:
        """Set a variable; anything that could end the command is left out of it."""
        await self._command(f'SET VARIABLE {name} "{_UNSAFE.sub("", value)}"')

    async def _command(self, text: str) -> str:
        self._writer.write(text.encode() + b"\n")
        await self._writer.drain()
        return (await self._reader.readline()).decode("utf-8", "replace").strip()


class Gatekeeper:
    """Asks for a call and reports it. `facts`: what is the same for all calls, e.g. `party` and `line`."""

    def __init__(self, gate: AsyncClient, vicidial: Vicidial, facts: dict[str, str]) -> None:
        self._gate, self._vicidial, self._facts = gate, vicidial, facts
        self._http = httpx.AsyncClient(timeout=2)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection. Whatever goes wrong, ZILV is not `permit`, and the dialplan hangs up."""
        channel = Channel(reader, writer)
        try:
            await channel.begin()
            act = {"ask": self._ask, "report": self._report}.get(channel.told.get("agi_network_script", ""))
            if act is not None:
                await act(channel)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _ask(self, channel: Channel) -> None:
        person = await self._person(channel.told.get("agi_calleridname", ""))
        number = re.sub(r"^9", "", channel.told.get("agi_extension", ""))
        asks: Any = {**self._facts, "key": channel.told.get("agi_uniqueid", ""), "person": person, "number": number}
        answer = await self._gate.ask(**asks)
        if answer.decision == "permit" and answer.attempt_id:
            await channel.set("ZILV_ATTEMPT", answer.attempt_id)
            await channel.set("ZILV", "permit")
            return
        topics = " ".join(finding.topic for finding in answer.findings)
        await channel.set("ZILV_WHY", f"{answer.decision} {topics or answer.code} {answer.retry_at or ''}")

    async def _person(self, caller: str) -> str:
        """The customer whose lead is dialled; "" where that cannot be found out, and then nobody is called."""
        lead = LEAD.match(caller)
        if lead is None:
            return ""
        asked = self._vicidial.fields("lead_field_info", lead_id=str(int(lead[1])), field_name="vendor_lead_code")
        try:
            return said(await self._http.post(self._vicidial.url, data=asked))
        except httpx.HTTPError:
            return ""

    async def _report(self, channel: Channel) -> None:
        attempt = await channel.get("ZILV_ATTEMPT")
        if not attempt:
            return
        ended, seconds = await channel.get("DIALSTATUS"), await channel.get("ANSWEREDTIME")
        told: Any = {"answered": True, "seconds": int(seconds)} if ended == "ANSWER" and seconds.isdecimal() else {}
        told = told or {"answered": ended == "ANSWER", "disposition": ENDINGS.get(ended, "other")}
        if told["answered"]:
            told.pop("disposition", None)
        try:
            await self._gate.report(attempt, key=attempt, **told)
        except GateError:
            return  # the reservation counts at its strictest until somebody reports it


async def run(given: argparse.Namespace) -> None:
    """Serve until ended."""
    facts = dict(fact.split("=", 1) for fact in given.fact)
    key = Path(given.key_file).read_text("ascii").strip()
    async with AsyncClient(given.url, key) as gate:
        keeper = Gatekeeper(gate, Vicidial.of(given.vicidial), facts)
        server = await asyncio.start_server(keeper.serve, "127.0.0.1", given.port)
        async with server:
            await server.serve_forever()


def main() -> None:
    """From the command line."""
    options = argparse.ArgumentParser(description="Asterisk 外呼前的 FastAGI 询问 · FastAGI for Asterisk")
    options.add_argument("--url", required=True)
    options.add_argument("--key-file", required=True)
    options.add_argument("--vicidial", type=Path, required=True, help="JSON: url, user, password")
    options.add_argument("--port", type=int, default=4574)
    options.add_argument("--fact", action="append", default=[], metavar="NAME=VALUE", help="channel=voice party=debtor")
    asyncio.run(run(options.parse_args()))


if __name__ == "__main__":
    main()
