"""Reads the tensors of a file that PyTorch saved in its older form, without PyTorch and without running the file.

Such a file is a row of pickles, then the numbers. A pickle is a program: here it may call nothing but three names,
which stand for the shapes of tensors. Any other name ends the reading.
"""

import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

from zilv.speech.hear.error import HearError

Tensor = npt.NDArray[np.float32]
_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001


class _Storage(NamedTuple):
    """A row of numbers that follows the pickles; several tensors may lie in one."""

    key: str
    length: int


class _Place(NamedTuple):
    """Where a tensor lies in its storage."""

    storage: _Storage
    first: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


class _Shapes(pickle.Unpickler):
    """An unpickler that builds dictionaries and places of tensors, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        admitted = {
            ("collections", "OrderedDict"): OrderedDict,
            ("torch", "FloatStorage"): "FloatStorage",
            ("torch._utils", "_rebuild_tensor_v2"): _place,
        }
        if (module, name) not in admitted:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return admitted[module, name]

    def persistent_load(self, pid: Any) -> _Storage:
        kind, numbers, key, _, length, view = pid
        if (kind, numbers, view) != ("storage", "FloatStorage", None):
            raise pickle.UnpicklingError(f"{kind}")
        return _Storage(str(key), int(length))


def tensors(path: Path, of: str) -> dict[str, Tensor]:
    """The tensors of the dictionary `of` in a file. Raises `HearError` where it is no such file, is cut off, or asks
    for anything but tensors of 32 bits."""
    try:
        with path.open("rb") as file:
            saved = _saved(file)[of]
            rows = _rows(file)
        return {str(name): _tensor(place, rows) for name, place in saved.items() if isinstance(place, _Place)}
    except (pickle.UnpicklingError, EOFError, KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise HearError(
            f"{path.name}: 不是所要的模型文件，不予载入 · not a model file of the expected form, it is not loaded "
            f"({type(error).__name__}: {error})"
        ) from None


def _place(storage: _Storage, first: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object) -> _Place:
    return _Place(storage, first, shape, strides)


def _saved(file: BinaryIO) -> Any:
    if _Shapes(file).load() != _MAGIC or _Shapes(file).load() != _PROTOCOL:
        raise ValueError("magic number")
    if not _Shapes(file).load()["little_endian"]:
        raise ValueError("big-endian")
    return _Shapes(file).load()


def _rows(file: BinaryIO) -> dict[str, Tensor]:
    """The storages, in the order of their list: how many numbers, then the numbers."""
    keys, rows = _Shapes(file).load(), {}
    left = memoryview(file.read())
    for key in keys:
        length = int.from_bytes(left[:8], "little")
        if len(left) < 8 + 4 * length:
            raise EOFError("cut off")
        rows[str(key)] = np.frombuffer(left[8 : 8 + 4 * length], "<f4").astype(np.float32)
        left = left[8 + 4 * length :]
    return rows


def _tensor(place: _Place, rows: dict[str, Tensor]) -> Tensor:
    size = int(np.prod(place.shape, dtype=np.int64))
    row = rows[place.storage.key][place.first : place.first + size]
    dense = tuple(int(np.prod(place.shape[n + 1 :], dtype=np.int64)) for n in range(len(place.shape)))
    if place.first < 0 or len(row) != size or place.strides != dense:
        raise ValueError("shape")
    return row.reshape(place.shape)
