"""What could not be judged, why, and what would settle it."""

from collections.abc import Sequence

import duckdb

from zilv.audit.plain import plain
from zilv.audit.summary_keys import Doubt, Gap, MissingRegister, Words
from zilv.audit.words import REGISTER, known, words
from zilv.rules.explain import clause
from zilv.rules.library import Law

_KINDS = """
SELECT provision, outcome, says_zh, says_en, missing, count(*)
FROM findings WHERE outcome = 'undetermined' OR len(missing) > 0
GROUP BY ALL ORDER BY count(*) DESC, provision, says_zh
"""


def doubts(connection: duckdb.DuckDBPyConnection) -> list[Doubt]:
    """Every kind of doubt, the most frequent first."""
    return [
        {
            "provision": provision,
            "outcome": outcome,
            "attempts": count,
            "says": words(plain(zh), plain(en)),
            "registers": [name for name in missing if name in REGISTER],
            "facts": [plain(name) for name in missing if name not in REGISTER],
            "remedy": _remedy(missing),
        }
        for provision, outcome, zh, en, missing, count in connection.execute(_KINDS).fetchall()
    ]


def missing_registers(law: Law, not_supplied: Sequence[str]) -> list[MissingRegister]:
    """Every register not supplied, with the provisions that ask for it."""
    return [
        {
            "name": name,
            "title": known(REGISTER, name),
            "provisions": [p.id for p in law.judged if p.checked is not None and name in p.checked.consults()],
        }
        for name in not_supplied
    ]


def gaps(law: Law) -> list[Gap]:
    """Provisions of the chosen law that nothing judges yet."""
    return [
        {
            "id": p.id,
            "title": words(p.title.zh, p.title.en),
            "clause": clause(p, law),
            "why": words(p.gap.zh, p.gap.en),
        }
        for p in law.provisions
        if p.gap is not None and p.check == "none"
    ]


_ELSEWHERE = {
    "zone": words("在 persons.csv 里填写债务人的时区 zone", "fill in the debtor's zone in persons.csv"),
    "review": words(
        "由人复核机器查到之处，在 reviews.csv 记入 confirmed 或 refuted",
        "have a person look at what was found and enter confirmed or refuted into reviews.csv",
    ),
    "history": words("补齐既往触达的 answered、conversed", "complete answered and conversed of earlier attempts"),
}
"""What is missing, yet is no column of the attempt itself."""


def _remedy(missing: Sequence[str]) -> Words:
    """What would settle the doubt: registers to supply, columns to fill."""
    files = [f"{name}.csv" for name in missing if name in REGISTER]
    columns = [plain(name) for name in missing if name not in REGISTER and name not in _ELSEWHERE]
    steps = [_ELSEWHERE[name] for name in missing if name in _ELSEWHERE]
    if columns:
        zh, en = "、".join(columns), ", ".join(columns)
        told = f"让外呼系统导出 {zh}，或用 --map 指明对应的列"
        steps.insert(0, words(told, f"have the dialler export {en}, or name its column with --map"))
    if files:
        zh, en = "、".join(files), ", ".join(files)
        told = f"把 {zh} 放进 --registers 指定的文件夹（没有记录也请给空表）"
        steps.insert(0, words(told, f"put {en} into the --registers folder (an empty table says there are none)"))
    steps = steps or [_ELSEWHERE["history"]]
    zh, en = "；".join(step["zh"] for step in steps), "; ".join(step["en"] for step in steps)
    return words(f"{zh}，然后重新审查。", f"{en}; then audit again.")
