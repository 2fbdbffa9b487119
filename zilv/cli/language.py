"""In which language the terminal speaks: Chinese, unless the user's locale or `--lang` says English."""

import os
from collections.abc import Mapping
from typing import Annotated, Literal

import typer

Language = Literal["zh", "en"]
LanguageOption = Annotated[
    Language | None, typer.Option("--lang", help="语言，默认取自 LANG · Language; from LANG unless given")
]
JsonOption = Annotated[bool, typer.Option("--json", help="供程序读取 · For machines")]


def language_of(environment: Mapping[str, str]) -> Language:
    """The language of the first of LC_ALL, LC_MESSAGES and LANG that is set; Chinese but for an English one.

    >>> language_of({"LANG": "en_GB.UTF-8"}), language_of({"LANG": "C.UTF-8"}), language_of({})
    ('en', 'zh', 'zh')
    """
    named = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "en" if named.startswith("en") else "zh"


def chosen(given: Language | None) -> Language:
    """What `--lang` gives, else the language of the user's locale."""
    return given or language_of(os.environ)
