"""The sample contacts that come with zilv: two calls with their recordings and thirty messages, all invented."""

from pathlib import Path

from zilv.errors import ZilvError


def samples_folder() -> Path:
    """Where they lie: inside an installed wheel, or beside the package in a checkout. Raises `ZilvError`."""
    package = Path(__file__).resolve().parents[2]
    for folder in (package / "samples" / "speech", package.parent / "samples" / "speech"):
        if (folder / "calls.jsonl").is_file():
            return folder
    raise ZilvError("没有随附的样例，请指明文件夹 · the samples are not there; name a folder")
