"""`zilv speech demo`: contacts judged, as one page that opens offline."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zilv.cli.language import LanguageOption, chosen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zilv.speech.transcript.read import Rejected
    from zilv.speech.transcript.transcript import Dialogue

FolderArgument = Annotated[
    Path | None,
    typer.Argument(
        help="转写 .jsonl 与同名录音所在；不给则用随附样例 · Transcripts, and recordings named by id; else the samples",
        metavar="FOLDER",
        show_default=False,
    ),
]
OutOption = Annotated[Path, typer.Option("--out", help="页面文件 · The page", metavar="FILE")]
_RECORDINGS = (".ogg", ".mp3", ".wav")
_PAGES = (".html", ".htm")


def demo_command(
    folder: FolderArgument = None,
    out: OutOption = Path("zilv-speech.html"),
    lang: LanguageOption = None,
) -> None:
    """两通电话、三十条消息，审查成一页：波形、转写、标出的段落、条款、结论与信号。离线可看。

    Two calls and thirty messages as one page: waveform, transcript, passages, clauses, verdict, signals. Opens offline.

    \b
    zilv speech demo --out out/speech.html
    zilv speech demo heard/ --out review.html

    页面含所审的全文与录音，请按原件同样保管。

    The page holds all the text and sound it shows: keep it as you keep those.
    """
    from zilv.errors import ZilvError
    from zilv.rules.library import choose
    from zilv.speech.demo.contact import Contact
    from zilv.speech.demo.markup import two
    from zilv.speech.demo.page import render
    from zilv.speech.demo.samples import samples_folder
    from zilv.speech.encoder.encoder import shipped
    from zilv.speech.judge.judge import judge
    from zilv.speech.transcript.read import Rejected

    if out.suffix.lower() not in _PAGES:
        raise ZilvError(
            f"{out}: 页面文件名应以 .html 结尾，浏览器才会显示 · a page ends in .html, or no browser shows it"
        )
    place, left_out = folder or samples_folder(), 0
    if not place.is_dir():
        raise ZilvError(f"{place}: 没有这个文件夹 · there is no such folder")
    contacts = []
    for one in _read(place):
        if isinstance(one, Rejected):
            typer.echo(str(one), err=True)
            left_out += 1
        else:
            contacts.append(Contact(one, judge(one, encoder=shipped()), _sound(place, one.id)))
    if not contacts:
        raise ZilvError(f"{place}: 没有可审查的转写 .jsonl · no transcripts .jsonl that can be judged")
    out.parent.mkdir(parents=True, exist_ok=True)
    note = two("样例全属虚构；语音由 espeak-ng 合成。", "Everything is invented; the voices are made by espeak-ng.")
    missing = two(
        f"另有 {left_out} 行无法读取或不可用，不在此页。", f"{left_out} lines not readable or unusable are left out."
    )
    shown = missing if left_out else None if folder else note
    out.write_text(render(contacts, choose("cn"), chosen(lang), shown), "utf-8")
    typer.echo(str(out))


def _read(place: Path) -> "Iterator[Dialogue | Rejected]":
    """What the folder's transcripts hold; the files that `zilv speech transcribe` could not hear are none."""
    from zilv.speech.hear.folder import FAILED
    from zilv.speech.transcript.read import read

    for file in sorted(place.glob("*.jsonl")):
        if file.name != FAILED:
            yield from read(file)


def _sound(place: Path, name: str) -> Path | None:
    """The recording of this name, if it is there."""
    return next((path for end in _RECORDINGS if (path := place / f"{name}{end}").exists()), None)
