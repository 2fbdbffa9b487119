"""Numbers for the short names of a run: lenders, agencies, collectors, lines, products."""


class Names:
    """Text ↔ small number. 0 is the empty name: the lender itself, nobody recorded, or every one."""

    def __init__(self) -> None:
        self.known: list[str] = [""]
        self._number: dict[str, int] = {"": 0}

    def number(self, text: str | None) -> int:
        """The number of this name, given on first sight."""
        text = text or ""
        found = self._number.get(text)
        if found is None:
            found = self._number[text] = len(self.known)
            self.known.append(text)
        return found
