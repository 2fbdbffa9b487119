"""zilv (自律): makes debt collection keep the rules, and proves it."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_WHERE = {
    "Client": "zilv.gate.client.blocking",
    "AsyncClient": "zilv.gate.client.client",
    "guard": "zilv.speech.guard.house",
    "guard_stream": "zilv.speech.guard.house",
}


def __getattr__(name: str) -> Any:
    """Clients and guard are imported when they are first asked for: they bring HTTP, records, words with them."""
    if name not in _WHERE:
        raise AttributeError(name)
    return getattr(import_module(_WHERE[name]), name)
