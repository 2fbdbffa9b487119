"""When there is no answer: what an ask gives instead, and what everything else raises."""

import msgspec

from zilv.errors import ZilvError
from zilv.gate.ask import Answer

UNREACHABLE = "gate_unreachable"
INVALID = "invalid"


class Unanswered(Answer, frozen=True, kw_only=True, omit_defaults=True):
    """A hold that the client itself gives, because the gate gave no answer, or refused to. Nothing is known to be
    reserved; the same key may be asked again.

    `code`: `gate_unreachable`, or why the gate refused. `detail`: more for a person to read; it quotes nobody's data.
    """

    detail: str = ""


class GateError(ZilvError):
    """A request other than an ask that the gate refused, or that never got through.

    `code`: `gate_unreachable`, `invalid`, or the code of the gate's problem document.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail

    def as_answer(self) -> Unanswered:
        """The hold that stands in for an answer."""
        return Unanswered(decision="hold", code=self.code, detail=self.detail)


class Wrong(msgspec.Struct, frozen=True):
    """One field that the gate found wrong, and what it expected."""

    field: str = ""
    expected: str = ""


class Problem(msgspec.Struct, frozen=True):
    """A problem document (RFC 9457), as far as the client shows it."""

    code: str
    title: str = ""
    detail: str = ""
    errors: tuple[Wrong, ...] = ()

    def error(self) -> GateError:
        """The same as an exception."""
        told = [self.title, self.detail, *(f"{wrong.field}: {wrong.expected}" for wrong in self.errors)]
        return GateError(self.code, "; ".join(part for part in told if part))
