"""A file as the encoder's training starts from, invented and small: in the same form, with the same names."""

import struct

import numpy as np

from zilv.speech.train.pretrained import Pretrained, parsed

WIDTH, WIDE, PLACES = 96, 64, 256
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "наш", "领导", "給", "转", "账", "私", "人", ",", "个", "hello", "vx"]
SCORES = [0.0, 0, 0, 0, -2, -3, -4, -5, -6, -6.5, -7, -7, -3, -8, -9, -9.5]


def quartered(random: np.random.Generator, rows: int, inputs: int) -> tuple[bytes, np.ndarray]:
    """A matrix in blocks of 32 numbers of four bits, and its values."""
    step = random.uniform(0.01, 0.05, (rows, inputs // 32, 1)).astype(np.float16)
    number = random.integers(0, 16, (rows, inputs // 32, 32), np.uint8)
    packed = number[..., :16] | number[..., 16:] << 4
    raw = np.concatenate([step.view(np.uint8), packed], axis=-1)
    return raw.tobytes(), ((number.astype(np.float32) - 8) * step.astype(np.float32)).reshape(rows, inputs)


def invented(layers: int = 2) -> tuple[bytes, dict[str, np.ndarray]]:
    """A whole file, and the arrays it holds under its own names."""
    random = np.random.default_rng(0)
    shapes: dict[str, int | tuple[int, int]] = {
        "emb.word": (len(PIECES), WIDTH),
        "emb.pos": PLACES * WIDTH,
        "emb.type": 2 * WIDTH,
    }
    shapes |= {f"emb.ln.{one}": WIDTH for one in "wb"}
    for n in range(layers):
        shapes |= {f"l{n}.{one}.w": (WIDTH, WIDTH) for one in ("q", "k", "v", "ao")}
        shapes |= {f"l{n}.fi.w": (WIDE, WIDTH), f"l{n}.fo.w": (WIDTH, WIDE), f"l{n}.fi.b": WIDE}
        shapes |= {f"l{n}.{one}.b": WIDTH for one in ("q", "k", "v", "ao", "fo")}
        shapes |= {f"l{n}.{norm}.{one}": WIDTH for norm in ("aln", "oln") for one in "wb"}
    raw, held = {}, {}
    for name, shape in shapes.items():
        if isinstance(shape, tuple):
            raw[name], held[name] = quartered(random, *shape)
        else:
            scale = 1.0 if name.endswith("ln.w") else 0.0
            held[name] = (scale + random.normal(0, 0.02, shape)).astype(np.float32)
            raw[name] = held[name].tobytes()
    return assembled(layers, raw), held


def assembled(layers: int, raw: dict[str, bytes]) -> bytes:
    text = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *map(len, text)]).astype(np.uint32)
    head = b"E5S1" + struct.pack("<i7i", 1, WIDTH, layers, 12, WIDE, len(PIECES), PLACES, 2)
    head += struct.pack("<fi5iQ", 1e-12, 32, len(PIECES), 0, 2, 1, 3, int(ends[-1]))
    head += ends.tobytes() + np.array(SCORES, np.float32).tobytes() + b"".join(text)
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 0xFF0C, 1, 0x2C) + struct.pack("<i", len(raw))
    at = len(head) + sum(2 + len(name) + 21 for name in raw)
    body = b""
    for name, data in raw.items():
        head += struct.pack("<H", len(name)) + name.encode()
        head += struct.pack("<BIQQ", name.endswith(".w"), len(data) // 4, at + len(body), len(data))
        body += data
    return head + body


def start(layers: int = 2) -> Pretrained:
    return parsed(invented(layers)[0], layers)
