"""The answer in words, the same on terminal and page; a doubt is never called a clean result."""

from zilv.audit.summary_keys import Summary, Tally, Words
from zilv.audit.words import number, share, words


def sentence(totals: Tally) -> Words:
    """What was found, in one sentence; a doubt is never called a clean result."""
    attempts, forbidden = number(totals["attempts"]), number(totals["forbidden"])
    if not totals["attempts"]:
        return words("没有可以审查的触达。", "There were no attempts to judge.")
    doubt = number(totals["undetermined"])
    if totals["forbidden"]:
        rate = share(totals["forbidden_per_1000"])
        zh = f"{attempts} 次触达中，{forbidden} 次违规，每千次 {rate} 次"
        en = f"{forbidden} of {attempts} attempts were forbidden: {rate} per 1,000"
        if totals["undetermined"]:
            return words(f"{zh}；另有 {doubt} 次无法判定。", f"{en}; {doubt} more could not be determined.")
        return words(f"{zh}。", f"{en}.")
    if totals["undetermined"]:
        return words(
            f"{attempts} 次触达中未见违规，但有 {doubt} 次无法判定。",
            f"None of {attempts} attempts was found forbidden, but {doubt} could not be determined.",
        )
    return words(f"{attempts} 次触达均未见违规。", f"None of {attempts} attempts was forbidden.")


def rests_on(summary: Summary) -> Words:
    """Upon what law, and what is missing, in one line."""
    considered, gaps = len(summary["law"]["considered"]), len(summary["law"]["gaps"])
    missing = [register["title"] for register in summary["registers_missing"]]
    zh = [f"依 {considered} 项规定审查（法规版本 {summary['law']['version']}）"]
    en = [f"Judged by {considered} provisions (law {summary['law']['version']})"]
    if missing:
        zh.append("未提供：" + "、".join(title["zh"] for title in missing))
        en.append("not supplied: " + ", ".join(title["en"] for title in missing))
    if summary["words"]["reviewed"]:
        reviewed = number(summary["words"]["reviewed"])
        zh.append(f"言辞只审查了有登记的 {reviewed} 次触达")
        en.append(f"words judged only of the {reviewed} attempts reviewed")
    if gaps:
        zh.append(f"{gaps} 项规定尚不审查")
        en.append(f"{gaps} provisions not judged yet")
    return words("；".join(zh) + "。", "; ".join(en) + ".")
