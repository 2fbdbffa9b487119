"""The house library: sentences to say instead, and duties with what calls for them and what does them."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from zilv.errors import ZilvError
from zilv.speech.guard.records import Duty, Wording
from zilv.speech.guard.sentences import sentences
from zilv.speech.judge.patterns import patterns
from zilv.speech.normalise.normalise import normalised

HOUSE = Path(__file__).with_name("library.yaml")
_OTHERWISE = re.compile(r"[^\x00-\x7f]")
"""What of a pattern may be spelt otherwise. The rest is its form, or letters."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    zh: str = Field(min_length=1, max_length=200)
    en: str = Field(min_length=1, max_length=300)


class _DutyEntry(_Entry):
    called_by_rules: list[str] = []
    not_called_by: list[str] = []
    called_by: list[str] = []
    done_by: list[str] = []
    undone_by: list[str] = []
    denied_by: list[str] = []


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    instead: dict[str, _Entry]
    duties: dict[Duty, _DutyEntry]


class Owed(NamedTuple):
    """A duty: what to say; what on the other side calls for it: rules of the judge, but for what only sounds like it to
    them, and patterns of the house; what on ours does it, speaks of doing it without doing it, or does the contrary.
    All of them are for normalised text."""

    wording: Wording
    rules: tuple[re.Pattern[str], ...]
    not_called_by: re.Pattern[str] | None
    called_by: re.Pattern[str] | None
    done_by: re.Pattern[str] | None
    undone_by: re.Pattern[str] | None
    denied_by: re.Pattern[str] | None


class Library(NamedTuple):
    """Rewordings by act, duties by name."""

    instead: Mapping[str, Wording]
    duties: Mapping[Duty, Owed]


@cache
def library(path: Path = HOUSE) -> Library:
    """The library in a file. Raises ZilvError for one that lacks a duty, or holds what is no pattern or rule."""
    try:
        found = _File.model_validate(yaml.safe_load(path.read_text("utf-8")))
        duties = {name: _owed(entry) for name, entry in found.duties.items()}
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ZilvError(f"{path}: {where}: {first['msg']}") from None
    except (OSError, yaml.YAMLError, re.error, ValueError) as error:
        raise ZilvError(f"{path}: 话术库无法使用 · the library cannot be used: {error}") from None
    if missing := {*get_args(Duty)} - {*duties}:
        raise ZilvError(f"{path}: 缺少义务 · duties are missing: {', '.join(sorted(missing))}")
    return Library({act: _wording(entry) for act, entry in found.instead.items()}, duties)


def _owed(entry: _DutyEntry) -> Owed:
    house = (entry.not_called_by, entry.called_by, entry.done_by, entry.undone_by, entry.denied_by)
    return Owed(_wording(entry), _rules(entry.called_by_rules), *map(_either, house))


def _rules(keys: list[str]) -> tuple[re.Pattern[str], ...]:
    """The rules of the judge of these keys, in this order. Raises ValueError for what is none of them."""
    known = {pattern.key: pattern.expression for pattern in patterns() if pattern.sure}
    if unknown := [key for key in keys if key not in known]:
        raise ValueError(f"called_by_rules: 没有此规则 · no such rule: {', '.join(unknown)}")
    return tuple(known[key] for key in keys)


def _wording(entry: _Entry) -> Wording:
    return Wording(zh=entry.zh, en=entry.en)


def _either(patterns: list[str]) -> re.Pattern[str] | None:
    """One pattern that fits normalised text where any of these does: they may be written in any spelling."""
    plain = [f"(?:{_OTHERWISE.sub(_normal, one.removeprefix('(?i)'))})" for one in patterns]
    return re.compile("|".join(plain), re.IGNORECASE) if plain else None


def _normal(found: re.Match[str]) -> str:
    return re.escape(normalised(found[0]))


def filled(wording: Wording, lender: str | None) -> Wording:
    """The sentence with the lender's name; without one, with words that name none."""
    return Wording(
        zh=wording.zh.replace("{lender}", lender or "贷款机构"),
        en=wording.en.replace("{lender}", lender or "the lender"),
    )


def own_words(text: str, own: Sequence[str]) -> list[tuple[int, int]]:
    """Where sentences of the house stand in a text, whole: people have weighed them, a score need not."""
    return [
        (found.start(), found.end()) for said in own if said in text for found in re.finditer(re.escape(said), text)
    ]


def own_sentences(lender: str | None, words: Library) -> list[str]:
    """Every wording of the house in this lender's name, whole and sentence by sentence."""
    every = [*words.instead.values(), *(duty.wording for duty in words.duties.values())]
    whole = [said for wording in every for said in _both(filled(wording, lender))]
    return [part.strip() for said in whole for part in (said, *sentences(said))]


def _both(wording: Wording) -> tuple[str, str]:
    return wording.zh, wording.en
