"""From a recording to a transcript, or to the reason why there is none that can be relied on."""
