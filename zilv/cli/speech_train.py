"""`zilv speech train`: the heads of the speech review from dialogues that people have read through."""

from pathlib import Path
from typing import Annotated

import typer

from zilv.cli.speech_files import apart, there


def train_command(
    files: Annotated[
        list[Path],
        typer.Argument(help="已标注的转写，每位作者一个文件 · One file an author", metavar="FILE...", callback=there),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="默认覆盖随包权重 · Instead of the shipped weights")
    ] = None,
    encoder: Annotated[
        list[Path] | None,
        typer.Option(
            "--encoder",
            metavar="FILE",
            help="与之合用的编码器，可多次，旧者在先，默认随包 · Read together with; several, the oldest first",
            callback=there,
        ),
    ] = None,
) -> None:
    """由标注对话训练各行为的评分头：CPU 上几分钟，同样的文件得到同样的权重。

    Fit one linear head an act. Marks are set on scores by heads that have not seen the dialogue's author, one file an
    author; those of heads and encoder together on authors that an encoder was not fitted to, each by the last such one
    given. Deterministic; some minutes on a CPU; needs scikit-learn: pip install 'zilv[train]'.

    \b
    例 Examples:
      zilv speech train corpus/zh/p*.jsonl
      zilv speech train corpus/zh/p*.jsonl mine/*.jsonl --out weights.npz
    """
    from zilv.speech.encoder.encoder import load, shipped
    from zilv.speech.judge.heads import WEIGHTS_FILE
    from zilv.speech.train.make import make

    target = out or WEIGHTS_FILE
    apart("--out", target, [*files, *(encoder or ())])
    used = [load(one) for one in encoder] if encoder else [one for one in (shipped(),) if one is not None]
    make(files, target, lambda stage: typer.echo(f"… {stage}", err=True), used)
    typer.echo(f"{target}: {target.stat().st_size / 1e6:.1f} MB")
