"""`zilv law`: what the law is, whether its files are sound, what it covers, and what another choice would change."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zilv.cli.language import JsonOption, LanguageOption, chosen

if TYPE_CHECKING:
    from zilv.rules.library import Law
    from zilv.rules.provision import Provision

FAULTY = 1
"""Exit status where the files were read and something in them is wrong."""


def list_command(
    law: Annotated[str | None, typer.Option("--law", help="如 cn,house.yaml；默认全部 · Default: all there is")] = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """列出所选法规的条款：编号、标题、检查种类、强制力与来源等级、施行期间。

    List the provisions of a choice of law: id, title, check kind, strength and grade, dates.

    \b
    例 Examples:
      zilv law list
      zilv law list --law cn
      zilv law list --law cn,house/three-answered-calls --json
    """
    from zilv.cli.provisions import listed

    found = _law(law)
    if as_json:
        _print_json([_plain(provision) for provision in found.provisions])
    else:
        typer.echo(listed(found, chosen(lang)))


def show_command(
    provision: Annotated[str, typer.Argument(metavar="ID", help="条款编号或文件 · A provision's id, or a law file")],
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """显示一条条款：依据、内容、理解、施行期间、检查与案例。

    Show one provision: who says so, what it says, how it is read, since when, its check and its cases.

    \b
    例 Examples:
      zilv law show cn.gbt-45251-2025.quiet-hours
      zilv law show cn.gbt-45251-2025.quiet-hours --lang en
      zilv law show my-house/quiet-hours.yaml
    """
    from zilv.cli.provisions import shown_whole

    ((found, law),) = _named([provision])
    if as_json:
        _print_json(_plain(found))
    else:
        typer.echo(shown_whole(found, law, chosen(lang)))


def lint_command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="文件或目录，默认全部 · Files or folders; default: all"),
    ] = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """校验法规文件，列出全部问题：文件、行、字段、应为何值。有问题时退出状态为 1。

    Check law files and report every problem: file, line, field, what was expected. Exit status 1 if there is one.

    \b
    例 Examples:
      zilv law lint
      zilv law lint law/cn my-house/quiet-hours.yaml
    """
    from zilv.rules.library import law_folder
    from zilv.rules.lint import lint

    root = law_folder()
    problems = lint(paths or [root], root)
    if as_json:
        _print_json(problems)
    else:
        zh = "没有问题" if not problems else f"{len(problems)} 个问题"
        en = "no problem" if not problems else f"problems: {len(problems)}"
        typer.echo("\n".join([*problems, zh if chosen(lang) == "zh" else en]))
    raise typer.Exit(FAULTY if problems else 0)


def test_command(
    provisions: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="条款编号或文件；默认全部 · Ids or law files; default: all"),
    ] = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """运行条款的案例，列出与预期不符者。有不符时退出状态为 1。

    Run the cases of provisions and list those whose answer is not the expected one. Exit status 1 if there is one.

    \b
    例 Examples:
      zilv law test
      zilv law test cn.gbt-45251-2025.quiet-hours
      zilv law test my-house/quiet-hours.yaml
    """
    from zilv.rules.regime import failures

    named = _named(provisions)
    failed = [failure for provision, law in named for failure in failures(provision, law)]
    count = sum(len(provision.cases) for provision, _ in named)
    if as_json:
        _print_json({"provisions": len(named), "cases": count, "failed": failed})
    else:
        zh = f"{len(named)} 条条款的 {count} 个案例，{len(failed)} 个不符"
        en = f"{count} cases of {len(named)} provisions, {len(failed)} failed"
        typer.echo("\n".join([*failed, zh if chosen(lang) == "zh" else en]))
    raise typer.Exit(FAULTY if failed else 0)


def coverage_command(
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """倡议六条各由哪些条款落实、由何种检查把关、有多少案例；缺口一并列出。

    Each article of the Initiative: which provisions give it substance, which check judges them, how many cases pin
    that check, and the gaps.

    \b
    例 Examples:
      zilv law coverage
      zilv law coverage --lang en
      zilv law coverage --json
    """
    from zilv.cli.provisions import covered
    from zilv.rules.coverage import coverage

    articles = coverage(_law(None))
    if as_json:
        _print_json([article.plain() for article in articles])
    else:
        typer.echo(covered(articles, chosen(lang)))


def diff_command(
    before: Annotated[str, typer.Argument(metavar="A", help="法规选择或目录 · A choice of law, or a folder")],
    after: Annotated[str, typer.Argument(metavar="B", help="与之比较者 · What to compare it with")],
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """逐条款、逐字段比较两种法规选择；内部规则与其所收紧的条款比较。

    Compare two choices of law, provision by provision and field by field; a house file is compared with the
    provision it tightens.

    \b
    例 Examples:
      zilv law diff cn cn,house/three-answered-calls
      zilv law diff cn cn,my-house.yaml
      zilv law diff ../zilv-last-year/law law
    """
    from zilv.cli.provisions import differing
    from zilv.rules.difference import differences, side

    found = differences(side(before), side(after))
    if as_json:
        _print_json(
            [
                {"kind": d.kind, "provision": d.provision.id, "fields": [field._asdict() for field in d.fields]}
                for d in found
            ]
        )
    else:
        typer.echo(differing(found, chosen(lang)))


def _law(choice: str | None) -> "Law":
    from zilv.rules.library import choose, everything

    return everything() if choice is None else choose(choice)


def _named(names: list[str] | None) -> list[tuple["Provision", "Law"]]:
    """The provisions of these ids or files, each with the law it stands in; all there are without names."""
    from zilv.rules.regime import of_file

    law = _law(None)
    known = {provision.id: provision for provision in law.provisions}
    named = names or list(known)
    return [(known[name], law) if name in known else of_file(_file(name, list(known))) for name in named]


def _file(name: str, ids: list[str]) -> Path:
    from difflib import get_close_matches

    from zilv.errors import LawError

    if Path(name).is_file():
        return Path(name)
    near = [known for known in ids if name in known][:5] or get_close_matches(name, ids, n=3)
    hint = f"; near it are {', '.join(near)}" if near else "; `zilv law list` shows all ids"
    raise LawError(f'"{name}" is neither the id of a provision nor a law file{hint}')


def _plain(provision: "Provision") -> Any:
    return provision.model_dump(mode="json", exclude_none=True)


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
