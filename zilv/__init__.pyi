"""What `zilv` offers, for type checkers: at run time the clients are found when they are first asked for."""

from zilv.gate.client.blocking import Client as Client
from zilv.gate.client.client import AsyncClient as AsyncClient

__version__: str
