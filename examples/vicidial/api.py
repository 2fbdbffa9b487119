"""VICIdial's Non-Agent API, as far as the examples use it; what is secret goes in the body, not the address."""

import json
from pathlib import Path
from typing import NamedTuple

import httpx


class Vicidial(NamedTuple):
    """Where `non_agent_api.php` is, and a user that may use it."""

    url: str
    user: str
    password: str

    @staticmethod
    def of(path: Path) -> "Vicidial":
        """From a JSON file: url, user, password."""
        told = json.loads(path.read_text("utf-8"))
        return Vicidial(told["url"], told["user"], told["password"])

    def fields(self, function: str, **more: str) -> dict[str, str]:
        """What is posted for a function."""
        return {"source": "zilv", "user": self.user, "pass": self.password, "function": function, **more}


def said(answer: httpx.Response) -> str:
    """What the API says; "" where it says that something is wrong."""
    text = answer.text.strip()
    return "" if answer.status_code != 200 or text.startswith("ERROR") else text
