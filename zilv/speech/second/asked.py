"""What the second reader is asked about: the acts as their folders define them."""

from zilv.speech.acts.act import acts
from zilv.speech.second.question import Definition


def definitions() -> dict[str, Definition]:
    """Every act by name: whose it is, what it is and what it is not."""
    return {act.act: Definition(act.side, f"{act.is_.zh}。不是：{act.is_not.zh}") for act in acts()}
