"""In which encoding a text is written: told by a byte order mark, or by the first bytes that are not ASCII."""

import codecs
from collections.abc import Iterable

from zilv.attempts.intake.source import Readable

UTF_8, GB18030 = "utf-8", "gb18030"
_MARKS = ((codecs.BOM_UTF8, UTF_8), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEAD = 4096


class Text:
    """The bytes of a text, without its mark. UTF-16 is handed on as UTF-8; what cannot be read is U+FFFD there.

    `encoding`: what the file is written in; empty while all of it so far is ASCII.
    """

    def __init__(self, source: Readable) -> None:
        self._source = source
        self._head = source.read(_HEAD)
        self.encoding, length = _marked(self._head)
        self._head = self._head[length:]
        self._decoder = None
        if self.encoding.startswith("utf-16"):
            self._decoder = codecs.getincrementaldecoder(self.encoding)(errors="replace")

    @property
    def handed_on_in(self) -> str:
        """The encoding of what `read` gives, as far as it has been read."""
        return GB18030 if self.encoding == GB18030 and self._decoder is None else UTF_8

    @property
    def turned(self) -> bool:
        """Whether what `read` gives was turned into UTF-8."""
        return self._decoder is not None

    def turn_into_utf_8(self, data: bytes) -> bytes:
        """From here on hand on UTF-8 whatever the file is written in; returns the data read last, turned as well."""
        if self._decoder is None and self.encoding == GB18030:
            self._decoder = codecs.getincrementaldecoder(GB18030)(errors="replace")
            return self._decoder.decode(data).encode()
        return data

    def read(self, count: int) -> bytes:
        """About `count` bytes of text; empty only at its end."""
        data, self._head = self._head + self._source.read(count), b""
        if self._decoder is None:
            return data
        text = self._decoder.decode(data, final=not data)
        return text.encode() if text or not data else self.read(count)


def _marked(head: bytes) -> tuple[str, int]:
    """The encoding that a mark tells, or the zeros of UTF-16 beside its first two letters; and the mark's length."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    zeros = [byte == 0 for byte in head[:4]]
    if zeros in ([True, False] * 2, [False, True] * 2):
        return ("utf-16-be" if zeros[0] else "utf-16-le"), 0
    return "", 0


def chosen(valid: int, others: Iterable[bytes]) -> str:
    """The encoding of records that are not ASCII: so many are valid UTF-8, these others are not."""
    outside = list(others)
    readable = sum(can_read(record, GB18030) for record in outside)
    return GB18030 if len(outside) >= valid and 2 * readable > len(outside) else UTF_8


def can_read(record: bytes, encoding: str) -> bool:
    """Whether the bytes can be read in this encoding."""
    try:
        record.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def outside_of(encoding: str) -> str:
    """Why a record is refused that cannot be read in the file's encoding."""
    zh = f"含不是 {encoding} 的字节，文件其余部分为 {encoding}"
    return f"{zh} · holds bytes that are not {encoding}, in which the rest of the file is written"


def is_utf_8_in_gb18030(record: bytes) -> bool:
    """Whether a record of a GB18030 file was written as UTF-8: it would read as other characters, without an error.

    Two or three bytes of GB18030 may look like UTF-8 by chance, but not like a whole Chinese character of it.
    """
    return can_read(record, UTF_8) and any("一" <= character <= "鿿" for character in record.decode(UTF_8))
