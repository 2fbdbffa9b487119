"""What every service's result comes to: calls, each with what was said, by whom and when."""

from typing import Any, NamedTuple

from zilv.errors import ZilvError


class Said(NamedTuple):
    """A sentence. `speaker`: as the service names or numbers it, "" = it does not say; seconds from the beginning."""

    speaker: str
    text: str
    start: float | None
    end: float | None


class Call(NamedTuple):
    """One recording's sentences, in the service's order. `id` "" = the result names none."""

    id: str
    said: tuple[Said, ...]


class NoResultError(ZilvError):
    """A service's answer that holds no transcript; the message names the field."""


def seconds(milliseconds: int | None) -> float | None:
    """Seconds of milliseconds."""
    return None if milliseconds is None else milliseconds / 1000


def listed(told: Any) -> Any:
    """A list that some of the services' libraries wrap into an object of its own: `{"Dialogue": […]}`."""
    if isinstance(told, dict) and len(told) == 1:
        (inner,) = told.values()
        return inner if isinstance(inner, list) else told
    return told
