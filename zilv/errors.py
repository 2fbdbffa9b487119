"""Errors a person can act on: each says what is wrong, where, and what was expected."""


class ZilvError(Exception):
    """Root of all errors that are the user's to mend; the message is shown as it is."""


class LawError(ZilvError):
    """A law file, or the choice of law, that cannot be relied on."""


class IntakeError(ZilvError):
    """A source of attempts that cannot be read at all (a single bad row is rejected instead)."""


class RegisterError(ZilvError):
    """A register that cannot be read, or rows of it that contradict each other."""


class LayoutError(ZilvError):
    """A stored layout whose order or columns are not what judgement relies on."""
