"""How registers are shown on the terminal: tokens, times as people write them, and no long number written freely."""

import json
import re
from typing import TYPE_CHECKING, Any

from zilv.cli.language import Language

if TYPE_CHECKING:
    from zilv.gate.import_registers import Taken

SHOWN = 20
"""So many rows that cannot be read are told of a file."""

_LONG_NUMBER = re.compile(r"\d{7,}")
_MINUTES = {"from_minute": "from", "to_minute": "to"}


def summary(one: "Taken", complete: bool, lang: Language) -> str:
    """What became of one file; of rows that cannot be read, which and why."""
    if not one.problems:
        zh = f"{one.path}: {one.rows} 行，新增 {one.added} 行" + ("，已声明完整" if complete else "")
        en = f"{one.path}: {one.rows} rows, {one.added} of them new" + (", declared complete" if complete else "")
        return zh if lang == "zh" else en
    zh = f"{one.path}: {len(one.problems)} 行不可读，该文件一行也未生效；更正后再读入："
    en = f"{one.path}: {len(one.problems)} rows cannot be read, so nothing of this file binds; mend them:"
    lines = [f"  {problem.told()}" for problem in one.problems[:SHOWN]]
    more = len(one.problems) - SHOWN
    return "\n".join([zh if lang == "zh" else en, *lines, *([f"  + {more}"] if more > 0 else [])])


def json_of(taken: list["Taken"], complete: bool) -> str:
    """The same of all files, for machines."""
    rows = [
        {
            "register": one.register,
            "file": str(one.path),
            "rows": one.rows,
            "added": one.added,
            "complete": complete and not one.problems,
            "problems": [{"row": p.row, "field": p.field, "reason": p.reason} for p in one.problems],
        }
        for one in taken
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def as_written(row: dict[str, Any]) -> dict[str, Any]:
    """A row as its file has it, but for what was written freely: a long number in it may be somebody's."""
    from zilv.gate.matter import iso

    shown: dict[str, Any] = {}
    for name, value in row.items():
        if name in {"since", "until", "at"} and value is not None:
            shown[name] = iso(value)
        elif name in _MINUTES:
            shown[_MINUTES[name]] = None if value is None else f"{value // 60:02}:{value % 60:02}"
        else:
            shown[name] = _LONG_NUMBER.sub("…", value) if name in {"evidence", "basis"} and value else value
    return shown


def line(row: dict[str, Any], as_json: bool) -> str:
    """One line of a list."""
    if as_json:
        return json.dumps(row, ensure_ascii=False)
    return "  ".join(f"{name}={value}" for name, value in row.items() if value not in (None, ""))
