"""What Django answers for machines: registers, signals, events. The front authenticated and bounded each request."""

import re
from typing import Any

import msgspec
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from zilv import __version__
from zilv.desk.events import router as events
from zilv.desk.expected import expected
from zilv.desk.logs import LINES, place
from zilv.desk.problem import Rejected, Wrong, problem_reply
from zilv.desk.registers import router as registers
from zilv.desk.signals import attempts
from zilv.desk.signals import router as signals
from zilv.gate.book import StoreError
from zilv.gate.refusal import Refused


class Strictly(Parser):
    """Reads a body as the front reads those of the hot path."""

    def parse_body(self, request: HttpRequest) -> Any:
        """JSON in UTF-8 and in nothing else. Raises what ninja answers as a body that cannot be read."""
        return msgspec.json.decode(request.body)


API = NinjaAPI(
    title="zilv", version=__version__, openapi_url=None, docs_url=None, urls_namespace="v1", parser=Strictly()
)
API.add_router("/v1/registers", registers)
API.add_router("/v1/events", events)
API.add_router("/v1/attempts", attempts)
API.add_router("/v1/signals", signals)
_WORD = re.compile(r"[a-z][a-z_]{0,31}")


def _answer(error: Rejected | Refused) -> HttpResponse:
    made = problem_reply(error)
    told = HttpResponse(made.body, status=made.status)
    for name, value in made.headers:
        told[name.decode()] = value.decode()
    return told


@API.exception_handler(Refused)
@API.exception_handler(Rejected)
def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return _answer(error)


@API.exception_handler(StoreError)
def _unreachable(request: HttpRequest, error: Any) -> HttpResponse:
    LINES.write("store error", level="error", why=str(error))
    return _answer(Refused("store_unreachable"))


@API.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    faults: dict[str, list[Any]] = {}
    for one in error.errors:
        faults.setdefault(_field(one["loc"]), []).append(one)
    return _answer(Rejected("invalid", errors=tuple(Wrong(field, expected(found)) for field, found in faults.items())))


@API.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    """What ninja itself refuses is a body it cannot read."""
    return _answer(Rejected("malformed"))


@API.exception_handler(Exception)
def _failed(request: HttpRequest, error: Any) -> HttpResponse:
    LINES.write("request failed", level="error", at=place(error))
    return _answer(Rejected("internal"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own 404."""
    return _answer(Rejected("no_such_path"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own 400."""
    return _answer(Rejected("bad_host" if isinstance(exception, DisallowedHost) else "malformed"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's own 500."""
    return _answer(Rejected("internal"))


def _field(where: tuple[Any, ...]) -> str:
    """Where a field stands; a name that is none of ours is left out, for it was sent."""
    parts = [part for part in where[1:] if isinstance(part, int) or _WORD.fullmatch(str(part))]
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return re.sub(r"^\.(payload|given)\b\.?", "", text).lstrip(".")
