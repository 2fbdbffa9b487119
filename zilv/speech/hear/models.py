"""Models on disk: which family a folder holds, and whether its files are what their list of hashes says.

A model's folder carries `SHA256SUMS`, as `sha256sum * > SHA256SUMS` writes it; without it nothing is loaded.
"""

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
import yaml

from zilv.speech.hear.audio import content_of
from zilv.speech.hear.engine import Device, Engine, Family
from zilv.speech.hear.error import HearError

SUMS = "SHA256SUMS"


class Known(msgspec.Struct, frozen=True):
    """A model this version knows of: where it is offered, its licence, and hashes of files that were seen. `voices`: it
    hears no words and tells voices apart; `languages` empty = whatever is spoken."""

    name: str
    family: Family | Literal["voices"]
    languages: tuple[str, ...]
    licence: str
    where: str
    note_zh: str
    note_en: str
    sha256: dict[str, str] = {}


class Model(NamedTuple):
    """A folder whose files were all found to be what `SHA256SUMS` says. `digest`: the SHA-256 of that list, sorted;
    `known`: the model's name where a file is one that was seen before."""

    folder: Path
    family: Family
    digest: str
    known: str | None


class Intact(NamedTuple):
    """A folder whose files are what `SHA256SUMS` says: names with hashes, and the SHA-256 of that list, sorted."""

    listed: dict[str, str]
    digest: str


@cache
def known_models() -> tuple[Known, ...]:
    """The models of `models.yaml`."""
    told: Any = yaml.safe_load(files("zilv.speech.hear").joinpath("models.yaml").read_text("utf-8"))
    return msgspec.convert(told, tuple[Known, ...])


def verified(folder: Path, family: Family | None = None) -> Model:
    """The model in a folder, each of its files hashed. `family`: None = told by the files where they can tell.

    Raises `HearError`, see `intact`.
    """
    found = intact(folder)
    return Model(folder, family or family_of(set(found.listed), folder), found.digest, known_name(found))


def intact(folder: Path) -> Intact:
    """What a folder holds, each file hashed. Raises `HearError` where there is no list of hashes, a file is missing,
    differs or is not in the list."""
    if not folder.is_dir():
        raise HearError(f"{folder}: 没有这个模型文件夹 · there is no such folder")
    listed = _listed(folder)
    present = {path.name for path in folder.iterdir() if path.is_file() and path.name != SUMS}
    if missing := sorted(set(listed) - present):
        raise HearError(f"{folder.name}: 缺文件 · missing: {', '.join(missing)}")
    if extra := sorted(present - set(listed)):
        raise HearError(f"{folder.name}: {SUMS} 未列出 · not in {SUMS}: {', '.join(extra)}")
    for name, hash_ in sorted(listed.items()):
        if content_of(folder / name) != hash_:
            raise HearError(f"{folder.name}/{name}: 与 {SUMS} 不符，不予载入 · differs from {SUMS}; it is not loaded")
    return Intact(listed, _digest(listed))


def seal(folder: Path) -> Path:
    """Write `SHA256SUMS` for the files as they are now; the list's path. Raises `HearError` where there is one, or no
    file."""
    to = folder / SUMS
    if not folder.is_dir():
        raise HearError(f"{folder}: 没有这个模型文件夹 · there is no such folder")
    if to.exists():
        raise HearError(
            f"{to}: 已有；如确要更换请先删除 · it is there already; remove it first if you mean to replace it"
        )
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    if not names:
        raise HearError(f"{folder}: 没有任何文件；请先放入模型 · it holds no file: put the model's files there first")
    to.write_text("".join(f"{content_of(folder / name)}  {name}\n" for name in names), "utf-8")
    return to


def family_of(names: set[str], folder: Path) -> Family:
    """The family that files of these names make. SenseVoice and Paraformer have the same: then it must be told."""
    if "model.bin" in names:
        return "whisper"
    if any(name.startswith("joiner") for name in names):
        return "zipformer"
    raise HearError(
        f"{folder.name}: 请用 --engine 指明 sensevoice 或 paraformer · say with --engine which it is: sensevoice or "
        "paraformer; their files have the same names"
    )


def load(model: Model, threads: int = 0, device: Device = "auto") -> Engine:
    """The engine with this model loaded. Raises `HearError`, also where a GPU is asked for and none can be used."""
    if model.family == "whisper":
        from zilv.speech.hear.whisper import Whisper

        return Whisper(model.folder, threads, device)
    from zilv.speech.hear.sherpa import Sherpa

    if device == "cuda":
        raise HearError("sherpa-onnx 只在 CPU 上运行；请用 --device cpu · sherpa-onnx runs on processors alone here")
    return Sherpa(model.folder, model.family, threads)


def _listed(folder: Path) -> dict[str, str]:
    """Names and hashes of `SHA256SUMS`, in the form `sha256sum` writes: 64 digits, two places, the name."""
    path = folder / SUMS
    if not path.is_file():
        raise HearError(
            f"{folder.name}: 缺 {SUMS}，不予载入；与发布者核对后：zilv speech models {folder} --seal · "
            f"no {SUMS}, so it is not loaded; compare with the publisher's hashes, then: --seal"
        )
    listed = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        hash_, _, name = line.partition(" ")
        name = name[1:] if name[:1] in {" ", "*"} else ""
        if len(hash_) != 64 or not name or Path(name).name != name:
            raise HearError(
                f"{SUMS}:{number}: 应为“64 位十六进制  文件名” · expected 64 hex digits, two spaces, a name"
            )
        listed[name] = hash_.lower()
    if not listed:
        raise HearError(f"{folder.name}/{SUMS}: 为空 · it is empty")
    return listed


def _digest(listed: dict[str, str]) -> str:
    return hashlib.sha256("".join(f"{hash_}  {name}\n" for name, hash_ in sorted(listed.items())).encode()).hexdigest()


def known_name(found: Intact) -> str | None:
    """The name of the model that one of these files was seen to belong to."""
    seen = {(name, hash_): model.name for model in known_models() for name, hash_ in model.sha256.items()}
    return next((seen[entry] for entry in found.listed.items() if entry in seen), None)
