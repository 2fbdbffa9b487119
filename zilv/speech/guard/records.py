"""What the guard is asked and what it answers."""

from typing import Annotated, Literal

import msgspec

from zilv.attempts.vocabulary import Channel, Party

TEXT_MAX, TURNS_MAX = 4000, 200
Action = Literal["pass", "hold", "block"]
"""`pass`: may be said. `hold`: a person looks first, or the duty named is done first. `block`: must not be said."""
Duty = Literal["identify", "disclose_bot", "hand_over", "care"]
ACTIONS: tuple[Action, ...] = ("pass", "hold", "block")
_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=TEXT_MAX)]
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+(?![\s\S])")]


class Turn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one side has said already."""

    speaker: Literal["collector", "other"]
    text: Annotated[str, msgspec.Meta(max_length=TEXT_MAX)]


class Context(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In what contact a text is about to be said. None = not known.

    `bot`: no person speaks; where it is not told, the channel tells. `lender`: whose name must be said at a first
    contact. `turns`: what was said before, oldest first.
    """

    channel: Channel
    party: Party | None = None
    bot: bool | None = None
    first_contact: bool | None = None
    lender: _Name | None = None
    turns: Annotated[tuple[Turn, ...], msgspec.Meta(max_length=TURNS_MAX)] = ()

    @property
    def automated(self) -> bool:
        """Whether a bot's duties bind."""
        return self.channel == "voice_bot" if self.bot is None else self.bot

    @property
    def by_person(self) -> bool:
        """Whether a person is known to speak: then to say so is true."""
        return self.bot is False or (self.bot is None and self.channel == "voice")


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    """What stands against a part of a text: characters `start` to `end`. `sure`: by rule, not by score."""

    act: str
    start: int
    end: int
    sure: bool
    provisions: tuple[str, ...] = ()
    says_zh: str = ""
    says_en: str = ""


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence of the house library, in both languages."""

    zh: str
    en: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a text. `duties`: what is owed and not done by it; `instead`: what may be said in its place."""

    action: Action
    objections: tuple[Objection, ...] = ()
    duties: tuple[Duty, ...] = ()
    instead: Wording | None = None


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text, and the contact it belongs to."""

    text: _Text
    context: Context


def strictest(actions: tuple[Action, ...]) -> Action:
    """The strictest of several; `pass` of none."""
    return max(actions, key=ACTIONS.index, default="pass")
