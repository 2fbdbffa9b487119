"""Tokens in place of persons, numbers, accounts and lines: keyed per installation, 64 bits.

HMAC-SHA256 (RFC 2104) cut to 64 bits. Among 10⁸ persons the chance that any two share a token is 3 × 10⁻⁴
(birthday bound n²/2⁶⁵). The key never leaves the installation; without it a token leads back to nobody.
"""

import hashlib
import hmac
import re
import unicodedata

from zilv.privacy.number import fault, folded, same_number

PREFIXES = {"person": "p_", "number": "n_", "account": "a_", "line": "l_"}
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
"""Base32 (RFC 4648), in lower case: 64 bits and a zero bit are 13 letters."""
_PAIRS = [a + b for a in _LETTERS for b in _LETTERS]
_TO_DIGITS = str.maketrans(_LETTERS, "0123456789abcdefghijklmnopqrstuv")
_FORM = re.compile(r"[pnal]_[a-z2-7]{13}")


def is_token(text: str) -> bool:
    """Whether this text already is a token, which then passes unchanged."""
    return _FORM.fullmatch(text) is not None


def to_text(kind: str, value: int) -> str:
    """The token of a 64-bit value as people see it, e.g. `p_m4qaz3sllvqxc`."""
    bits = (value & 0xFFFF_FFFF_FFFF_FFFF) << 1
    pairs = [_PAIRS[bits >> shift & 0x3FF] for shift in range(50, -1, -10)]
    return PREFIXES[kind] + _LETTERS[bits >> 60] + "".join(pairs)


def from_text(text: str) -> int:
    """The signed 64-bit value of a token; of any other text, a value that is always the same."""
    if is_token(text):
        value = int(text[2:].translate(_TO_DIGITS), 32) >> 1
        return (value if value < 1 << 63 else value - (1 << 64)) or 1
    raw = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(raw, "big", signed=True) or 1


def identifier_fault(kind: str, text: str) -> str:
    """Why a text names nobody of this kind: unseen, another kind's token, a number that is none; "" where it may."""
    plain = folded(text).strip()
    if not any(unicodedata.category(c)[0] not in "CZ" for c in plain):
        return "为空，其中没有可见的字符 · is empty; nothing in it can be seen"
    if is_token(plain):
        own = PREFIXES[kind]
        another = f"是另一类代号，此类以 {own} 开头 · is a token of another kind; one of this kind begins with {own}"
        return "" if plain.startswith(own) else another
    return fault(plain) if kind == "number" else ""


class Tokens:
    """Makes the tokens of one installation.

    `key` is 32 random bytes. The same text under the same key always gives the same token, whatever its width, dashes
    and spaces, and a number in any of its spellings; a kind never shares tokens with another kind.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def value(self, kind: str, text: str) -> int:
        """The signed 64-bit value for a raw identifier; a text that already is a token keeps its value."""
        text = folded(text).strip()
        if is_token(text):
            return from_text(text)
        plain = same_number(text) if kind in {"number", "line"} else text
        digest = hmac.digest(self._key, f"{kind}:{plain}".encode(), "sha256")
        return int.from_bytes(digest[:8], "big", signed=True) or 1

    def text(self, kind: str, text: str) -> str:
        """The token for a raw identifier, as people see it."""
        return to_text(kind, self.value(kind, text))


def mark_of(tokens: Tokens) -> str:
    """What tells one installation's key from another's, and nothing about it."""
    return tokens.text("person", "zilv: the mark of a state")
