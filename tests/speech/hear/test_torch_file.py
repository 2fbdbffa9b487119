"""A file of weights is a program in a foreign format: its numbers are read, and nothing in it is run."""

import pickle
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from zilv.speech.hear.error import HearError
from zilv.speech.hear.torch_file import tensors

NUMBERS = [1.0, 2.5, -3.0, 4.0, 0.0, 6.0]


def plain(value: Any) -> bytes:
    """What pushes a plain value: its pickle without beginning and end."""
    return pickle.dumps(value, 2)[2:-1]


def tensor(first: int, shape: tuple[int, ...], strides: tuple[int, ...], numbers: bytes = b"FloatStorage") -> bytes:
    """What pushes a tensor that lies in the storage `7`."""
    storage = plain("storage") + b"ctorch\n" + numbers + b"\n" + plain("7") + plain("cpu") + plain(len(NUMBERS)) + b"N"
    given = b"((" + storage + b"tQ" + plain(first) + plain(shape) + plain(strides) + plain(False) + b"Nt"
    return b"ctorch._utils\n_rebuild_tensor_v2\n" + given + b"R"


def written(path: Path, value: bytes, numbers: list[float] = NUMBERS, count: int | None = None) -> Path:
    """A file whose `state` is a dictionary with one entry, `w`."""
    saved = b"\x80\x02}" + plain("state") + b"}" + plain("w") + value + b"ss."
    head = b"".join(pickle.dumps(part, 2) for part in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}))
    length = struct.pack("<q", len(numbers) if count is None else count)
    path.write_bytes(head + saved + pickle.dumps(["7"], 2) + length + np.array(numbers, "<f4").tobytes())
    return path


def test_the_numbers_of_a_tensor_come_back_from_where_they_lie(tmp_path: Path) -> None:
    found = tensors(written(tmp_path / "a.pt", tensor(2, (2, 2), (2, 1))), "state")
    assert found["w"].tolist() == [[-3.0, 4.0], [0.0, 6.0]]
    assert tensors(written(tmp_path / "b.pt", plain(17)), "state") == {}, "what is no tensor is left out"


@pytest.mark.parametrize("called", ["os system", "builtins eval", "torch._utils _rebuild_tensor"])
def test_a_file_that_calls_anything_else_is_refused_and_nothing_is_called(tmp_path: Path, called: str) -> None:
    trace, name = tmp_path / "trace", f"c{called}\n(".replace(" ", "\n").encode()
    for wish in (f"touch {trace}", f"open({str(trace)!r}, 'w')"):
        with pytest.raises(HearError, match="not loaded"):
            tensors(written(tmp_path / "a.pt", name + plain(wish) + b"tR"), "state")
    assert not trace.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        tensor(3, (2, 2), (2, 1)),
        tensor(-4, (2, 2), (2, 1)),
        tensor(0, (2, 2), (1, 2)),
        tensor(0, (-1, 2), (2, 1)),
        tensor(0, (2,), (1,), b"HalfStorage"),
    ],
    ids=["beyond the end", "before the beginning", "turned round", "of no size", "of 16 bits"],
)
def test_a_tensor_that_lies_elsewhere_or_otherwise_is_refused(tmp_path: Path, wrong: bytes) -> None:
    with pytest.raises(HearError, match="not loaded"):
        tensors(written(tmp_path / "a.pt", wrong), "state")


def test_a_file_cut_off_anywhere_or_with_a_wrong_count_is_refused(tmp_path: Path) -> None:
    whole = written(tmp_path / "a.pt", tensor(0, (6,), (1,)))
    content = whole.read_bytes()
    for length in range(0, len(content), 3):
        whole.write_bytes(content[:length])
        with pytest.raises(HearError, match=r"a\.pt"):
            tensors(whole, "state")
    for count in (-1, 7, 2**62):
        with pytest.raises(HearError, match=r"a\.pt"):
            tensors(written(whole, tensor(0, (6,), (1,)), count=count), "state")
    with pytest.raises(HearError, match=r"a\.pt"):
        tensors(written(whole, tensor(0, (6,), (1,))), "no such dictionary")
    whole.write_bytes(b"PK\x03\x04" + bytes(200))
    with pytest.raises(HearError, match=r"a\.pt"):
        tensors(whole, "state")
