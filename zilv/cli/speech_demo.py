"""`zilv speech demo`: contacts judged, as one page that opens offline."""

from pathlib import Path
from typing import Annotated

import typer

from zilv.cli.language import LanguageOption, chosen

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
    from zilv.speech.transcript.read import Rejected, read

    if out.suffix.lower() not in _PAGES:
        raise ZilvError(
            f"{out}: 页面文件名应以 .html 结尾，浏览器才会显示 · a page ends in .html, or no browser shows it"
        )
    contacts, place = [], folder or samples_folder()
    for file in sorted(place.glob("*.jsonl")):
        for dialogue in read(file):
            if isinstance(dialogue, Rejected):
                raise ZilvError(str(dialogue))
            sounds = [place / f"{dialogue.id}{end}" for end in _RECORDINGS]
            sound = next((path for path in sounds if path.exists()), None)
            contacts.append(Contact(dialogue, judge(dialogue, encoder=shipped()), sound))
    if not contacts:
        raise ZilvError(f"{place}: 没有转写 .jsonl · no transcripts .jsonl")
    out.parent.mkdir(parents=True, exist_ok=True)
    note = two("样例全属虚构；语音由 espeak-ng 合成。", "Everything is invented; the voices are made by espeak-ng.")
    out.write_text(render(contacts, choose("cn"), chosen(lang), None if folder else note), "utf-8")
    typer.echo(str(out))
