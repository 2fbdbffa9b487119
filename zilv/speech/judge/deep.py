"""What the encoder is asked about a dialogue: the windows in which some head finds an act possible or a rule finds one;
all of them where an institution must be named, since any turn may name it.
"""

from zilv.speech.encoder.encoder import Encoder
from zilv.speech.encoder.windows import windows
from zilv.speech.judge.features import Reading
from zilv.speech.judge.heads import Floats, Head
from zilv.speech.judge.state import must_name
from zilv.speech.transcript.transcript import Dialogue


def read_deeply(
    dialogue: Dialogue, reading: Reading, heads: dict[str, Head], margins: dict[int, Floats], encoder: Encoder
) -> dict[int, Floats]:
    """By turn, the encoder's margins for the acts of its side: all turns of each window in which some turn of
    `margins` may hold one.
    """
    sides = [turn.collector for turn in reading.turns]
    used = {side: heads["collector" if side else "other"] for side in {*sides}}
    possible = {n for n, plain in margins.items() if reading.turns[n].own_acts or _possibly(used[sides[n]], plain)}
    if must_name(dialogue):
        possible = {*range(len(sides))}
    columns = {side: [encoder.acts.index(act) for act in head.acts] for side, head in used.items()}
    made: dict[int, Floats] = {}
    for window in windows(dialogue, reading.texts, sides, encoder.known) if possible else ():
        if not possible.isdisjoint(window.turns):
            made |= {n: found[columns[sides[n]]] for n, found in encoder.margins(window).items()}
    return made


def _possibly(head: Head, margins: Floats) -> bool:
    """Whether the head thinks any act possible enough for the encoder to read the turn."""
    return head.joint is None or bool((margins >= head.joint.low).any())
