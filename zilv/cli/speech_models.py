"""`zilv speech models`: which models there are, where to get them, and whether a folder holds what it should."""

import json
from pathlib import Path
from typing import Annotated

import typer

from zilv.cli.language import JsonOption, LanguageOption, chosen
from zilv.cli.speech_transcribe import EngineOption

FolderArgument = Annotated[
    Path | None, typer.Argument(help="要校验的模型文件夹 · A model's folder to verify", metavar="DIR")
]
SealOption = Annotated[
    bool, typer.Option("--seal", help="写出 SHA256SUMS；先与发布者核对 · Write it; compare with the publisher's first")
]


def models_command(
    folder: FolderArgument = None,
    engine: EngineOption = None,
    seal: SealOption = False,
    json_only: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """语音识别模型：有哪些、何处取得、何种许可；或校验一个模型文件夹。从不下载。

    Speech recognition models: which, from where, under what licence; or verify a folder. Nothing is downloaded.

    \b
    zilv speech models
    zilv speech models whisper-base --seal
    zilv speech models whisper-base

    退出码：0 完好，2 不符或缺文件。

    Exit status: 0 as it should be, 2 a file differs or is missing.
    """
    from zilv.errors import ZilvError
    from zilv.speech.hear.models import seal as sealed

    zh = chosen(lang) == "zh"
    if folder is None and seal:
        raise ZilvError("--seal 须给出 DIR · --seal needs DIR")
    if folder is None:
        _list(json_only, zh)
        return
    if seal:
        typer.echo(f"{sealed(folder)}", err=True)
    _verify(folder, engine, json_only, zh)


def _list(json_only: bool, zh: bool) -> None:
    import msgspec

    from zilv.speech.hear.models import known_models

    if json_only:
        print(json.dumps(msgspec.to_builtins(known_models()), ensure_ascii=False, indent=2))  # noqa: T201
        return
    for model in known_models():
        typer.echo(f"{model.name}  {model.family}  {' '.join(model.languages)}")
        typer.echo(f"  {model.note_zh if zh else model.note_en}")
        typer.echo(f"  {'许可' if zh else 'licence'}: {model.licence}")
        typer.echo(f"  {'出处' if zh else 'from'}: {model.where}")
        for name, digest in model.sha256.items():
            typer.echo(f"  sha256 {name}: {digest}")


def _verify(folder: Path, engine: str | None, json_only: bool, zh: bool) -> None:
    from zilv.speech.hear.models import intact, known_name, verified
    from zilv.speech.hear.voice_models import tells_voices

    if tells_voices(folder):
        found = intact(folder)
        family, known, digest = "voices", known_name(found), found.digest
    else:
        _, family, digest, known = verified(folder, engine)  # type: ignore[arg-type]
    if json_only:
        print(json.dumps({"family": family, "known": known, "digest": digest}, indent=2))  # noqa: T201
        return
    typer.echo(f"{family}: " + ("各文件与 SHA256SUMS 相符" if zh else "every file is as SHA256SUMS says"))
    if known:
        typer.echo(f"{'即' if zh else 'it is'} {known}")
    else:
        typer.echo("zilv 未见过这些文件，请与发布者核对" if zh else "zilv has not seen these files: ask the publisher")
