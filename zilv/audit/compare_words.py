"""The words in which a comparison is told, on terminal and page."""

from collections.abc import Mapping

from zilv.audit.compare_keys import Comparison, Kind, ProvisionChanges, TopicChanges
from zilv.audit.summary_keys import Words
from zilv.audit.words import OUTCOME, Lang, known, number, share, words

COUNTED: Mapping[Kind, Words] = {
    "newly_forbidden": words("新禁止", "Newly forbidden"),
    "newly_permitted": words("新允许", "Newly permitted"),
    "no_longer_forbidden": words("不再禁止", "No longer forbidden"),
    "stricter": words("更严", "Stricter"),
    "milder": words("更宽", "Milder"),
}
CHANGED = words("有改动", "changed")
"""What marks a provision that both laws have and state differently."""
LANGS: tuple[Lang, Lang] = ("zh", "en")
DOUBTS_LISTED = 5
_PERMITTED = words("允许", "Permitted")
NEWLY_PERMITTED = words(
    "新允许：原为禁止、无法判定或提示，现未发现任何问题。",
    "Newly permitted: forbidden, in doubt or warned of before, and nothing is found after.",
)


def title(comparison: Comparison) -> Words:
    """Which two laws."""
    before, after = comparison["before"]["choice"], comparison["after"]["choice"]
    return words(f"假如改用另一套规定：{before} → {after}", f"What if: {before} → {after}")


def renamed(one: ProvisionChanges | TopicChanges) -> Words:
    """Its title; where the second law calls it otherwise, both."""
    return arrow(one["title"], one["title_after"])


def arrow(before: Words, after: Words) -> Words:
    """One text, or both where they differ."""
    zh, en = ([before[lang], after[lang]] for lang in ("zh", "en"))
    return before if before == after else words(" → ".join(zh), " → ".join(en))


def of_several_lenders(comparison: Comparison) -> bool:
    """Whether an agency is named with its lender; looks at all agencies, so ask once for a whole table."""
    return len({agency["lender"] for agency in comparison["agencies"]}) > 1


def alike(attempts: int) -> Words:
    """How many attempts of an example's agency change on that day as it does."""
    return words(f"当日同类 {number(attempts)} 次", f"{number(attempts)} alike that day")


def sentence(comparison: Comparison) -> Words:
    """What would change, in one sentence."""
    totals, attempts = comparison["totals"], number(comparison["attempts"])
    if not comparison["attempts"]:
        return words("没有可以比较的触达。", "There were no attempts to compare.")
    if not totals["changed"]:
        same = comparison["before"]["digest"] == comparison["after"]["digest"]
        why = words("：两套规定完全相同", ": the two laws are the same") if same else words("", "")
        return words(
            f"{attempts} 次触达的结论都不变{why['zh']}。",
            f"The answer to none of {attempts} attempts changes{why['en']}.",
        )
    rate = share(1000 * totals["changed"] / comparison["attempts"])
    newly, permitted = number(totals["newly_forbidden"]), number(totals["newly_permitted"])
    freed, changed = number(totals["no_longer_forbidden"]), number(totals["changed"])
    persons = number(comparison["persons"])
    who = "person" if comparison["persons"] == 1 else "persons"
    return words(
        f"{attempts} 次触达中，{newly} 次将变为禁止，{permitted} 次变为允许，{freed} 次不再禁止；"
        f"结论变化的共 {changed} 次（每千次 {rate}），涉及 {persons} 人。",
        f"Of {attempts} attempts {newly} would become forbidden, {permitted} permitted and {freed} no longer "
        f"forbidden; {changed} answers change ({rate} per 1,000), of {persons} {who}.",
    )


def anything_changes(comparison: Comparison) -> bool:
    """Whether any answer does, be it on one topic alone, beside a stricter one that stays."""
    return any(one["changed"] for one in (comparison["totals"], *comparison["topics"]))


def in_doubt(comparison: Comparison) -> list[Words]:
    """How many attempts both laws leave in doubt, and on which topics that they state differently; empty where none."""
    count, told = comparison["totals"]["in_doubt_under_both"], []
    if count:
        told.append(
            words(
                f"全部触达中，有 {number(count)} 次在两套规定下都无法判定：是否会有变化，无从得知。",
                f"Of all attempts, {number(count)} {'is' if count == 1 else 'are'} in doubt under both laws: whether "
                "there would be a change, nobody knows.",
            )
        )
    if topics := _in_doubt_where_the_laws_differ(comparison):
        zh, en = (_listed([(renamed(one)[lang], one["in_doubt_under_both"]) for one in topics], lang) for lang in LANGS)
        told.append(
            words(
                f"两套规定写法不同、而两边都无法判定的（不论其他主题如何）：{zh}。",
                f"Where the laws differ, in doubt under both whatever is found on other topics: {en}.",
            )
        )
    return told


def _in_doubt_where_the_laws_differ(comparison: Comparison) -> list[TopicChanges]:
    """Topics with doubt that stays, of which a provision is only one law's or stated differently; the most first."""
    differ = {one["id"] for one in comparison["provisions"] if one["differs"] or one["in_before"] != one["in_after"]}
    topics = [t for t in comparison["topics"] if t["in_doubt_under_both"] and not differ.isdisjoint(t["provisions"])]
    return sorted(topics, key=lambda one: -one["in_doubt_under_both"])


def _listed(counts: list[tuple[str, int]], lang: Lang) -> str:
    """Names with their counts, so many of them at most."""
    shown = [f"{name} {number(count)}" for name, count in counts[:DOUBTS_LISTED]]
    more = len(counts) - DOUBTS_LISTED
    if more > 0:
        shown.append(words(f"另 {more} 个主题", f"{more} more rules")[lang])
    return words("、".join(shown), ", ".join(shown))[lang]


def answer(name: str) -> Words:
    """One answer."""
    return _PERMITTED if name == "permitted" else known(OUTCOME, name)


def answers(before: str, after: str) -> Words:
    """From one answer to another."""
    return arrow(answer(before), answer(after))
