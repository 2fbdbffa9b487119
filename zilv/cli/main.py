"""The command `zilv`: which commands there are, and what a person sees when one of them fails."""

import os
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NamedTuple, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from zilv import __version__
from zilv.errors import ZilvError

BAD_INPUT, BUG, INTERRUPTED, PIPE_CLOSED = 2, 70, 130, 141
"""Exit statuses. 0 and 1 are the answers of a command; each says in its help what they mean."""


_PACKAGE = Path(__file__).resolve().parents[1]
_PLAIN: dict[str, Any] = {"add_completion": False, "rich_markup_mode": None}
_HELP = {"help_option_names": ["-h", "--help"]}


class Entry(NamedTuple):
    """A command: the function that runs it, and one line in each language."""

    function: str
    zh: str
    en: str


ABOUT = """自律 zilv：让催收守规矩，并能证明。

Makes debt collection keep the rules, and proves it.

\b
例 Examples:
  zilv audit calls.csv --registers registers --law cn --out out
  zilv law show cn.gbt-45251-2025.quiet-hours
"""
GROUPS = {
    "intake": "读取来源数据 · Reading what a dialler exports",
    "key": "闸门的密钥 · Keys of the gate",
    "registers": "登记簿：闸门据以裁决的事实 · Registers: the facts the gate judges by",
    "signals": "听到的信号：待确认的登记 · What was heard: entries that await a person",
    "webhooks": "事件推送 · Webhooks: what happened, sent out",
    "journal": "闸门的日志与触达 · What the gate has recorded",
    "privacy": "个人信息 · Personal information",
    "speech": "言语审查：说了什么 · What was said",
    "law": "法规库：查看、校验、试算 · The law: read, check, try",
}
COMMANDS = {
    "audit": Entry("zilv.cli.audit:audit_command", "审计过往催收触达", "Audit past attempts"),
    "intake inspect": Entry("zilv.cli.intake:inspect_command", "辨认格式，试读十行", "Guess a format, show ten rows"),
    "intake token": Entry("zilv.cli.intake:token_command", "号码或姓名转为代号", "The token of a number or person"),
    "compare": Entry("zilv.cli.compare:compare_command", "假如改用另一套规定", "What another law would change"),
    "simulate": Entry("zilv.cli.simulate:simulate_command", "模拟虚构的世界", "Simulate a world with planted truth"),
    "migrate": Entry("zilv.cli.migrate:migrate_command", "建立或更新数据库", "Make or update the database"),
    "serve": Entry("zilv.cli.serve:serve_command", "启动闸门服务", "Serve the gate"),
    "key create": Entry("zilv.cli.key:create_command", "新建密钥", "Make a key"),
    "key list": Entry("zilv.cli.key:list_command", "列出密钥", "List keys"),
    "key revoke": Entry("zilv.cli.key:revoke_command", "撤销密钥", "Revoke a key"),
    "key rotate": Entry("zilv.cli.key:rotate_command", "更换密文", "New secrets for a key"),
    "registers import": Entry("zilv.cli.registers:import_command", "读入登记簿文件", "Take over registers from files"),
    "registers add": Entry("zilv.cli.registers:add_command", "登记一行", "Add a row"),
    "registers end": Entry("zilv.cli.registers:end_command", "终止一行", "End a row"),
    "registers list": Entry("zilv.cli.registers:list_command", "列出登记簿", "List a register"),
    "registers history": Entry("zilv.cli.registers:history_command", "变更历史", "What was changed"),
    "registers declare": Entry("zilv.cli.registers:declare_command", "声明完整", "Declare a register complete"),
    "signals propose": Entry("zilv.cli.signals:propose_command", "登记听到的信号", "Enter what was heard"),
    "signals take": Entry("zilv.cli.signals:take_command", "登记审查出的信号", "Enter what judge found"),
    "signals list": Entry("zilv.cli.signals:list_command", "列出待确认", "List what awaits a person"),
    "signals confirm": Entry("zilv.cli.signals:confirm_command", "确认", "Confirm an entry"),
    "signals reject": Entry("zilv.cli.signals:reject_command", "驳回", "Reject an entry"),
    "scrub": Entry("zilv.cli.scrub:scrub_command", "外呼前过一遍名单", "Ask about a whole call list"),
    "mcp": Entry("zilv.cli.mcp:mcp_command", "供 AI 外呼的 MCP 服务", "The gate as MCP tools"),
    "webhooks add": Entry("zilv.cli.webhooks:add_command", "新增推送地址", "Send events somewhere"),
    "webhooks list": Entry("zilv.cli.webhooks:list_command", "列出推送地址与搁置的事件", "List endpoints"),
    "webhooks remove": Entry("zilv.cli.webhooks:remove_command", "停止推送", "Send no more"),
    "webhooks retry": Entry("zilv.cli.webhooks:retry_command", "重送搁置的事件", "Send parked events again"),
    "webhooks deliver": Entry("zilv.cli.webhooks:deliver_command", "推送事件", "Send events"),
    "journal export": Entry("zilv.cli.journal:export_command", "导出日志", "Export the journal"),
    "journal attempts": Entry("zilv.cli.journal:attempts_command", "导出触达供审计", "Export attempts for an audit"),
    "journal after-restore": Entry("zilv.cli.journal:after_restore_command", "恢复之后重新起号", "Number anew"),
    "replay": Entry("zilv.cli.replay:replay_command", "重放日志，核对裁决", "Replay a journal, compare decisions"),
    "privacy redact": Entry("zilv.cli.redact:redact_command", "遮蔽个人信息", "Personal information out of text"),
    "speech transcribe": Entry("zilv.cli.speech_transcribe:transcribe_command", "录音转写", "Recordings to text"),
    "speech models": Entry("zilv.cli.speech_models:models_command", "语音识别模型", "Models for transcription"),
    "speech demo": Entry("zilv.cli.speech_demo:demo_command", "通话与消息审查成一页", "Calls and messages as a page"),
    "speech judge": Entry("zilv.cli.speech_judge:judge_command", "审查说了什么", "Acts and signals in transcripts"),
    "speech second": Entry("zilv.cli.speech_second:second_command", "第二读者", "A language model reads after"),
    "speech evaluate": Entry("zilv.cli.speech_evaluate:evaluate_command", "测量查得多准多全", "Precision and recall"),
    "speech agree": Entry("zilv.cli.speech_agree:agree_command", "两人标注是否一致", "Do two labellers agree"),
    "speech sample-unflagged": Entry(
        "zilv.cli.speech_unflagged:sample_command", "抽样通读，查漏检", "A sample for a person to read"
    ),
    "speech estimate-recall": Entry(
        "zilv.cli.speech_unflagged:estimate_command", "由通读样本估计召回", "Recall from what a person read"
    ),
    "speech train": Entry("zilv.cli.speech_train:train_command", "训练评分头", "Train the heads"),
    "speech train-encoder": Entry(
        "zilv.cli.speech_train_encoder:train_encoder_command", "训练编码器", "Train the encoder"
    ),
    "law list": Entry("zilv.cli.law:list_command", "列出条款", "List provisions"),
    "law show": Entry("zilv.cli.law:show_command", "一条条款的全部内容", "All of one provision"),
    "law lint": Entry("zilv.cli.law:lint_command", "校验法规文件", "What is wrong with law files"),
    "law test": Entry("zilv.cli.law:test_command", "运行案例", "Run the cases"),
    "law coverage": Entry("zilv.cli.law:coverage_command", "倡议各条的落实与缺口", "What each article has, and lacks"),
    "law activate": Entry(
        "zilv.cli.law_activate:activate_command", "自某时刻起适用", "Let a law bind from an instant on"
    ),
    "law export": Entry(
        "zilv.cli.law_export:export_command", "导出所存法规文本", "The texts of laws that were activated"
    ),
    "law diff": Entry("zilv.cli.law:diff_command", "比较两种法规选择", "Compare two choices of law"),
}


class Deferred(TyperCommand):
    """A command that imports its module only when it is run, or asked for its own help."""

    def __init__(self, name: str, entry: Entry) -> None:
        super().__init__(name, short_help=f"{entry.zh} · {entry.en}", rich_markup_mode=None)
        self.entry = entry

    def loaded(self) -> Any:
        """The command itself, with its options."""
        module, function = self.entry.function.split(":")
        app = typer.Typer(**_PLAIN)
        app.command(self.name, context_settings=_HELP)(getattr(import_module(module), function))
        return get_command(app)

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """The context of the command itself: from here on it takes this one's place."""
        return self.loaded().make_context(info_name, args, parent=parent, **extra)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"zilv {__version__}")
        raise typer.Exit


def _zilv(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="版本 · The version")
    ] = False,
) -> None:
    pass


def command() -> TyperGroup:
    """The whole tree of commands; none of their modules is imported yet."""
    top = _group("zilv", ABOUT, _zilv)
    groups = {name: _group(name, says, lambda: None) for name, says in GROUPS.items()}
    for name, entry in COMMANDS.items():
        *group, last = name.split()
        (groups[group[0]] if group else top).add_command(Deferred(last, entry))
    for made in groups.values():
        top.add_command(made)
    return top


def _group(name: str, says: str, callback: Callable[..., None]) -> TyperGroup:
    app = typer.Typer(name=name, **_PLAIN)
    app.callback(help=says, no_args_is_help=True, context_settings=_HELP)(callback)
    made = get_command(app)
    assert isinstance(made, TyperGroup)
    return made


def main() -> NoReturn:
    """Run the command line and leave with its exit status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line; its exit status. What the user can mend is one message; a bug says what to report."""
    try:
        return _answer(arguments)
    except ZilvError as error:
        typer.echo(error, err=True)
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except UnicodeEncodeError as error:
        if (wrong := _not_utf_8(arguments)) is None:
            typer.echo(_report(error), err=True)
            return BUG
        typer.echo(wrong, err=True)
        return BAD_INPUT
    except Exception as error:  # noqa: BLE001
        if isinstance(error, OSError) and error.filename:
            typer.echo(_of_the_system(error), err=True)
            return BAD_INPUT
        typer.echo(_report(error), err=True)
        return BUG


def _of_the_system(error: OSError) -> str:
    """What the system refuses a file; where it is the disk's fault, with what to do."""
    from zilv.disk import FAULTS, unwritable

    if error.errno in FAULTS:
        return unwritable(f"{error.filename}: ", "无法读写", "cannot be read or written", error)
    return f"{error.filename}: {error.strerror}"


def _answer(arguments: list[str]) -> int:
    try:
        command().main(arguments, prog_name="zilv")
    except SystemExit as left:
        if isinstance(left.__context__, BrokenPipeError):  # typer leaves with 1, which would mean breaches
            raise left.__context__ from None
        sys.stdout.flush()
        return left.code if isinstance(left.code, int) else 0
    raise AssertionError("typer leaves by SystemExit")


def _not_utf_8(arguments: list[str]) -> str | None:
    """What to say of the first argument that is not UTF-8, None where all are; a path may be such, so it comes late."""
    for number, text in enumerate(arguments, 1):
        if any("\ud800" <= c <= "\udfff" for c in text):
            shown = text.encode("utf-8", "backslashreplace").decode()
            return f"第 {number} 个参数不是 UTF-8，请改用 UTF-8 · argument {number} is expected as UTF-8: {shown}"
    return None


def _report(error: Exception) -> str:
    """What to say of a bug: its kind and place, never its text, which may hold somebody's data."""
    if os.environ.get("ZILV_DEBUG") == "1":
        return traceback.format_exc()
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    where = ours[-1] if ours else frames[-1]
    place = f"{type(error).__name__}, {Path(where.filename).name}:{where.lineno} {where.name}"
    return (
        f"zilv {__version__} 内部错误，并非您的输入有误：{place}\n"
        "  请报告此行与所用命令；设 ZILV_DEBUG=1 重试可见详情（可能含个人信息，发出前请检查）\n"
        f"zilv {__version__}: a bug, not your input: {place}\n"
        "  Please report this line and the command; ZILV_DEBUG=1 shows more (it may hold personal information: "
        "look through it before you send it)"
    )
