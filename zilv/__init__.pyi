"""What `zilv` offers, for type checkers: at run time each is found when it is first asked for."""

from zilv.gate.client.blocking import Client as Client
from zilv.gate.client.client import AsyncClient as AsyncClient
from zilv.speech.guard.house import guard as guard
from zilv.speech.guard.house import guard_stream as guard_stream

__version__: str
