"""`zilv speech transcribe`: recordings to transcripts, or to the reason why there is none to rely on."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from zilv.cli.language import JsonOption, LanguageOption, chosen
from zilv.cli.speech_files import apart, there

if TYPE_CHECKING:
    from zilv.speech.hear.folder import Counts

Collector = Literal["left", "right"]
Side = Literal["collector", "other"]
Family = Literal["whisper", "sensevoice", "paraformer", "zipformer"]
Device = Literal["auto", "cpu", "cuda"]
PathsArgument = Annotated[
    list[str],
    typer.Argument(help="录音文件、文件夹或 s3:// 前缀 · Recordings, folders, or s3:// prefixes", metavar="PATH..."),
]
ModelOption = Annotated[
    Path, typer.Option("--model", help="模型文件夹，内有 SHA256SUMS · The model's folder", metavar="DIR")
]
EngineOption = Annotated[
    Family | None, typer.Option("--engine", help="模型种类，文件名不能分辨时须指明 · The model's family")
]
CollectorOption = Annotated[
    Collector | None, typer.Option("--collector", help="双声道：催收员在哪一侧 · Of two channels, the collector's")
]
SideOption = Annotated[
    Side | None, typer.Option("--only", help="单声道：整段只有这一方说话 · One channel: this side alone speaks")
]
DeviceOption = Annotated[
    Device, typer.Option("--device", help="在何处运行；auto：有 GPU 就用 · Where it runs; auto: a GPU if there is one")
]
VoicesOption = Annotated[
    Path | None,
    typer.Option("--voices", help="单声道：分辨嗓音的模型文件夹 · One channel: models for voices", metavar="DIR"),
]
ContactsOption = Annotated[
    Path | None,
    typer.Option(
        "--contacts",
        help="各录音的渠道、对象等，列 file 及其余 · What is known of each recording",
        metavar="FILE.csv",
        callback=there,
    ),
]
SpokenOption = Annotated[
    str, typer.Option("--spoken", help="所说语言 zh、en …；auto 为自动 · Language spoken; auto: found out")
]
ROWS_TOLD = 20
"""So many lines of the table of contacts are named."""
OutOption = Annotated[Path, typer.Option("--out", help="结果文件夹，可续做 · Folder for results", metavar="DIR")]


def transcribe_command(  # noqa: PLR0913
    paths: PathsArgument,
    model: ModelOption,
    engine: EngineOption = None,
    collector: CollectorOption = None,
    only: SideOption = None,
    voices: VoicesOption = None,
    contacts: ContactsOption = None,
    spoken: SpokenOption = "zh",
    device: DeviceOption = "auto",
    out: OutOption = Path("zilv-transcripts"),
    json_only: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """录音转写：可审查的、不可用的（附理由）、不能读的，各成一个文件；已做过的不再做。

    Recordings to transcripts: what may be judged, what may not and why, and what is no recording, a file each.

    \b
    zilv speech transcribe calls/ --model whisper-base --collector left --out heard
    zilv speech transcribe s3://bucket/calls --model whisper-base --collector left --out heard
    zilv speech transcribe calls/ --model whisper-base --collector left --contacts contacts.csv --out heard
    zilv speech judge heard/transcripts.jsonl --out findings.jsonl

    结果：transcripts.jsonl、unusable.jsonl、failed.jsonl。模型不会被下载，见 zilv speech models。
    --contacts：列 file 为录音名，另有 channel party first_contact attempt_id（渠道 对象 首次联系 触达编号）之任意几列。
    退出码：0 全部可用，1 有不可用或不能读的，2 输入、模型或用法有误。

    Results: transcripts.jsonl, unusable.jsonl, failed.jsonl. Models are never downloaded; see zilv speech models.
    --contacts: column file names the recording; beside it any of channel, party, first_contact, attempt_id.
    Exit status: 0 all are usable, 1 some are not or could not be read, 2 bad input, model or usage.
    """
    from zilv.cli.progress import stages
    from zilv.errors import ZilvError
    from zilv.speech.hear.contacts import NOTHING_TOLD, matched, read_rows
    from zilv.speech.hear.folder import RESULTS, recordings, transcribe_all
    from zilv.speech.hear.models import load, verified
    from zilv.speech.hear.transcribe import Asked, Ear
    from zilv.speech.hear.voice_models import load_voices

    if collector and only:
        raise ZilvError("--collector 与 --only 请只给其一 · give one of --collector and --only")
    for name in RESULTS:
        apart("--out", out / name, [contacts, *map(Path, paths)])
    _end_as_ctrl_c_does()
    rows = {} if contacts is None else read_rows(contacts)
    files = recordings(paths)
    known = (
        NOTHING_TOLD if contacts is None else matched(contacts, rows, [file.name for file in files if not file.refused])
    )
    found = verified(model, engine)
    ear = Ear(load(found, device=device), found, None if voices is None else load_voices(voices))
    asked = Asked(collector or only, None if spoken == "auto" else spoken)
    with stages(chosen(lang), json_only) as bars:
        counts = transcribe_all(files, out, ear, asked, lambda done, total: bars.at("hear", done, total, 0), known)
    _tell_unused(counts.rows_unused, contacts, chosen(lang) == "zh")
    _show(counts, out, json_only, chosen(lang) == "zh")
    raise typer.Exit(int(bool(counts.unusable or counts.failed)))


def _end_as_ctrl_c_does() -> None:
    """Whoever ends this from outside leaves no fetched recording behind either; what `nohup` ignores stays ignored."""
    import signal

    from zilv.cli.workplace import stop

    for name in ("SIGTERM", "SIGHUP"):  # Windows has no SIGHUP
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, stop)


def _tell_unused(lines: list[int], contacts: Path | None, zh: bool) -> None:
    if lines:
        some = " ".join(map(str, lines[:ROWS_TOLD])) + (" …" if len(lines) > ROWS_TOLD else "")
        said = "行没有用上：没有此名的录音，或同一内容先前已以别名转写；行号" if zh else (
            "rows were not used, as no recording has that name, or its content was heard under another; lines"
        )  # fmt: skip
        typer.echo(f"{contacts}: {len(lines)} {said}: {some}", err=True)


def _show(counts: "Counts", out: Path, json_only: bool, zh: bool) -> None:
    import msgspec

    if json_only:
        print(json.dumps(msgspec.to_builtins(counts), ensure_ascii=False, indent=2))  # noqa: T201
        return
    words = ("可用", "不可用，附理由", "不能读", "先前已转写") if zh else ("usable", "unusable", "not read", "kept")
    names = ("transcripts.jsonl", "unusable.jsonl", "failed.jsonl", None)
    told = (counts.usable, counts.unusable, counts.failed, counts.kept)
    for word, count, name in zip(words, told, names, strict=True):
        typer.echo(f"{word}: {count}" + (f"  {out / name}" if name and count else ""))
