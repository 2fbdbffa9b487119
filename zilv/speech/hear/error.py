"""What cannot be heard: a recording, a model or an engine that cannot be used at all."""

from zilv.errors import ZilvError


class HearError(ZilvError):
    """A recording that cannot be read, a model that is not what it should be, an engine that is not installed."""
