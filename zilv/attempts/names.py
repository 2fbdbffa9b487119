"""Numbers for the short names of a run: lenders, agencies, collectors, lines, products."""

from threading import Lock


class Names:
    """Text ↔ small number. 0 is the empty name: the lender itself, nobody recorded, or every one.

    Several threads may ask at once.
    """

    def __init__(self) -> None:
        self.known: list[str] = [""]
        self._number: dict[str, int] = {"": 0}
        self._giving = Lock()

    def number(self, text: str | None) -> int:
        """The number of this name, given on first sight."""
        text = text or ""
        found = self._number.get(text)
        return self._given(text) if found is None else found

    def _given(self, text: str) -> int:
        with self._giving:
            found = self._number.get(text)
            if found is None:
                found = len(self.known)
                self.known.append(text)
                self._number[text] = found
            return found
