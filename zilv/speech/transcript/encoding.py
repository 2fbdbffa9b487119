"""The text of a file, whatever it is written in: UTF-8, UTF-16 with its mark, or GB18030, which holds GBK."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from zilv.attempts.intake.encoding import GB18030, UTF_8, can_read, chosen, is_utf_8_in_gb18030

NO_TEXT = "不是 UTF-8 或 GB18030 文本 · no text in UTF-8 or GB18030"
_TELLING = 8
"""Characters, other than ASCII, from which on a line shows by itself that it is broken UTF-8."""


def text_of(data: bytes) -> str | int:
    """The text; or the number of the first line that is written otherwise than the others, or in no way known."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16") if can_read(data, "utf-16") else 1
    body = data.removeprefix(BOM_UTF8)
    lines = body.splitlines(keepends=True)
    beyond = [line for line in lines if not line.isascii()]
    outside = [line for line in beyond if not can_read(line, UTF_8)]
    encoding = chosen(len(beyond) - len(outside), outside) if outside else UTF_8
    wrong = next((n for n, line in enumerate(lines, 1) if not _written_in(line, encoding)), None)
    return body.decode(encoding) if wrong is None else wrong


def _written_in(line: bytes, encoding: str) -> bool:
    if not can_read(line, encoding):
        return False
    return encoding != GB18030 or not (is_utf_8_in_gb18030(line) or _is_broken_utf_8(line))


def _is_broken_utf_8(line: bytes) -> bool:
    """Whether a line of UTF-8 with bytes lost or put in would read as other characters, without an error: GB18030
    hardly ever holds what UTF-8 writes a Chinese character in, and broken UTF-8 holds little else. A few characters
    tell nothing, nor do the same ones again: 早，早 holds one by chance."""
    read = [character for character in line.decode(GB18030) if not character.isascii()]
    left = {character for character in line.decode(UTF_8, "ignore") if "一" <= character <= "鿿"}
    return len(read) >= _TELLING and 3 * len(left) > len({*read})
