"""`zilv signals`: register entries proposed by what was heard, and a person's decision on them."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from zilv.cli.language import JsonOption, LanguageOption, chosen
from zilv.cli.migrate import DatabaseOption
from zilv.cli.registers import KEY_ID, LenderOption, installation

if TYPE_CHECKING:
    from zilv.gate.signals import Heard

ByOption = Annotated[str, typer.Option("--by", metavar="NAME", help="由谁决定 · Who decides")]
ReasonOption = Annotated[str, typer.Option("--reason", help="理由 · Why")]
RowArgument = Annotated[int, typer.Argument(metavar="ROW_ID", help="行号 · The row's number", min=1)]


def propose_command(  # noqa: PLR0913
    attempt: Annotated[str, typer.Argument(metavar="ATTEMPT", help="哪次触达 · Which attempt")],
    lender: LenderOption,
    signal: Annotated[
        str,
        typer.Option(
            "--signal", help="stop_request hardship vulnerability dispute deceased wrong_person", metavar="SIGNAL"
        ),
    ],
    quote: Annotated[
        str, typer.Option("--quote", help="原话；- 从标准输入读；遮蔽后保存 · The words; kept redacted; - reads them")
    ],
    turn: Annotated[int | None, typer.Option("--turn", help="转写中第几轮 · The turn", min=0)] = None,
    database: DatabaseOption = None,
    lang: LanguageOption = None,
) -> None:
    """把某次触达中听到的信号登记为待确认，即刻约束本机构与全部受托机构。

    Enter what was heard in an attempt as a proposal; it binds the lender and every agency at once.

    \b
    例 Examples:
      zilv signals propose agemacjoojfa --lender 示例消金 --signal hardship --quote - --turn 3
    """
    import sys

    import msgspec

    from zilv.errors import ZilvError
    from zilv.gate import signals
    from zilv.gate.actor import Actor

    said = sys.stdin.readline().strip() if quote == "-" else quote
    try:
        heard = msgspec.convert({"signal": signal, "quote": said, "turn": turn}, signals.Heard)
    except msgspec.ValidationError:
        raise ZilvError(
            f"--signal: 六者之一；--quote：1–{signals.QUOTE_MAX} 字 · one of the six signals; a quote of 1 to "
            f"{signals.QUOTE_MAX} characters"
        ) from None
    with installation(database) as found, found.book.page() as page:
        made = signals.propose(page, attempt, heard, Actor(KEY_ID, lender, "", frozenset({"report"})))
    zh, en = ("已登记，待确认", "entered, awaits confirmation")
    if made.decided:
        zh, en = ("先前已有人决定，未再登记", "a person has decided on it before; not entered again")
    place = f"{made.register} {made.row_id}"
    typer.echo(f"{place}：{zh}" if chosen(lang) == "zh" else f"{place}: {en}")


def take_command(
    findings: Annotated[
        Path, typer.Argument(metavar="FILE", help="zilv speech judge 的结果 · What judge found", exists=True)
    ],
    lender: LenderOption,
    database: DatabaseOption = None,
    lang: LanguageOption = None,
) -> None:
    """把 zilv speech judge 找出的信号逐条登记为待确认；触达编号取 attempt_id，没有则取 id。

    Enter the signals that `zilv speech judge` found, each by its transcript's attempt_id, or by its id where it has
    none. What a person has decided on is not entered again. What proposes nothing is passed over; so is what the second
    reader alone cited, counted, for a person. Exit status 1: some of these is no attempt of this lender, or has no
    number where one is needed.

    \b
    例 Examples:
      zilv signals take findings.jsonl --lender 示例消金
    """
    from zilv.gate import signals
    from zilv.gate.actor import Actor
    from zilv.gate.refusal import Refused

    actor = Actor(KEY_ID, lender, "", frozenset({"report"}))
    entered, decided, left, refused = 0, 0, 0, Counter[str]()
    with installation(database) as found:
        for attempt, heard, by in _heard(findings):
            if by == "second":
                left += 1
                continue
            try:
                with found.book.page() as page:
                    made = signals.propose(page, attempt, heard, actor)
                entered += not made.decided
                decided += made.decided
            except Refused as error:
                refused[error.code] += 1
    typer.echo(_told((entered, decided, left), refused, chosen(lang) == "zh"))
    if refused:
        raise typer.Exit(1)


def _told(counted: tuple[int, int, int], refused: Counter[str], zh: bool) -> str:
    """What became of the findings. `counted`: entered, decided by a person before, the second reader's alone."""
    entered, decided, left = counted
    said = f"待确认 {entered}" if zh else f"await confirmation: {entered}"
    said += "".join(f"; {code} {count}" for code, count in refused.items())
    if decided:
        said += f"；先前已决定 {decided}" if zh else f"; decided before: {decided}"
    if left:
        said += f"；第二读者独见 {left}，未登记" if zh else f"; the second reader's alone, left: {left}"
    return said


def _heard(path: Path) -> Iterator[tuple[str, "Heard", str]]:
    """The attempt and the signal of each finding that proposes an entry, and by what it was found. Raises ZilvError for
    a line that is none."""
    import msgspec

    from zilv.errors import ZilvError
    from zilv.gate.signals import QUOTE_MAX, Heard, Signal
    from zilv.speech.judge.finding import Line

    decode = msgspec.json.Decoder(Line).decode
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                one = decode(line)
            except msgspec.DecodeError:
                raise ZilvError(f"{path}: 第 {number} 行不是 judge 的结果 · line {number} is no finding") from None
            if one.act in get_args(Signal):
                said = {"signal": one.act, "quote": one.span[:QUOTE_MAX] or "…", "turn": max(0, one.turn)}
                yield one.attempt_id or one.id, msgspec.convert(said, Heard), one.by


def list_command(
    lender: LenderOption,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出待确认的登记，旧者在先。

    List proposals that nobody has decided on, oldest first.

    \b
    例 Examples:
      zilv signals list --lender 示例消金
    """
    from zilv.cli.registers_shown import as_written, line
    from zilv.gate import signals

    with installation(database) as found, found.book.page(write=False) as page:
        after = 0
        while some := signals.open_proposals(page, lender, after):
            for one in some:
                typer.echo(line(as_written({"row_id": one.row_id, "register": one.register, **one.row}), as_json))
            after = some[-1].row_id


def confirm_command(
    row_id: RowArgument,
    lender: LenderOption,
    by: ByOption,
    reason: ReasonOption,
    database: DatabaseOption = None,
    lang: LanguageOption = None,
) -> None:
    """确认一条：改记为已确认，继续约束。

    Confirm a proposal: it is written anew as confirmed, and goes on binding.

    \b
    例 Examples:
      zilv signals confirm 17 --lender 示例消金 --by li.na --reason 已听录音
    """
    _decided(row_id, lender, ("confirm", by, reason), database, chosen(lang))


def reject_command(
    row_id: RowArgument,
    lender: LenderOption,
    by: ByOption,
    reason: ReasonOption,
    database: DatabaseOption = None,
    lang: LanguageOption = None,
) -> None:
    """驳回一条：即刻终止。

    Reject a proposal: it ends now.

    \b
    例 Examples:
      zilv signals reject 17 --lender 示例消金 --by li.na --reason 听错
    """
    _decided(row_id, lender, ("reject", by, reason), database, chosen(lang))


def _decided(row_id: int, lender: str, decision: tuple[str, str, str], database: str | None, said: str) -> None:
    import msgspec

    from zilv.errors import ZilvError
    from zilv.gate import signals
    from zilv.gate.actor import Actor

    verdict, by, reason = decision
    if not by.strip():
        raise ZilvError("--by: 须具名 · a name is needed")
    try:
        decided = msgspec.convert({"verdict": verdict, "reason": reason}, signals.Decided)
    except msgspec.ValidationError:
        raise ZilvError("--reason: 1–1024 字 · 1 to 1,024 characters") from None
    actor = Actor(KEY_ID, lender, "", frozenset({"rule"}), by)
    with installation(database) as found, found.book.page() as page:
        made = signals.decide(page, row_id, decided, actor)
    words = {"confirm": ("已确认", "confirmed"), "reject": ("已驳回", "rejected")}[verdict]
    typer.echo(f"{made.register} {made.row_id}: {words[0] if said == 'zh' else words[1]}")
