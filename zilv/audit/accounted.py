"""What became of the rows that were read, in figures and in words: a row that nobody judged is never left unsaid."""

from collections.abc import Mapping
from typing import Any

from zilv.audit.plain import masked, plain
from zilv.audit.summary_keys import Accounting, Words
from zilv.audit.words import number, words


def accounted(given: Mapping[str, Any]) -> Accounting:
    """The figures as results tell them; warnings show no number in full."""
    return {
        "read": int(given["read"]),
        "accepted": int(given["accepted"]),
        "merged": int(given["merged"]),
        "duplicate": int(given["duplicate"]),
        "rejected": int(given["rejected"]),
        "warnings": [masked(plain(str(warning))) for warning in given["warnings"]],
    }


def unread(rejected: int, where: Words | None = None) -> Words:
    """How many rows could not be read, and where they stand; in Chinese with the English beside it."""
    en = f"{number(rejected)} row{'' if rejected == 1 else 's'} could not be read"
    zh = f"{number(rejected)} 行未能读入 · {en}"
    if where is None:
        return words(zh, en)
    return words(f"{zh}: {where['zh']}", f"{en}: {where['en']}")


def unjudged(rejected: int) -> Words:
    """The same on a page, which may have been sent on without the file of rejected rows."""
    many = rejected != 1
    return words(
        f"另有 {number(rejected)} 行未能读入，未经审查。",
        f"{number(rejected)} row{'s' * many} could not be read and {'were' if many else 'was'} judged by nobody.",
    )
