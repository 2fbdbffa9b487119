"""Whether the collector names no institution where one must be named: what the list knows and the encoder hears."""

import numpy as np

from zilv.speech.judge.features import Reading
from zilv.speech.judge.heads import Floats
from zilv.speech.judge.state import must_name, names_institution
from zilv.speech.transcript.transcript import Dialogue

Margins = dict[int, Floats]
BY_LIST = 2.0
"""How far a name that the list knows speaks for one, and its absence against."""
_NEVER = -99.0
_LEAST, _MOST = 1e-4, 60.0
"""Beyond these the chances that nobody names one are taken as the same."""


def put_unheard(dialogue: Dialogue, reading: Reading, margins: Margins, deep: Margins, act: int) -> None:
    """Write into the margins of heads and encoder, by turn, in the column `act`, how far nobody names the institution:
    on the collector's first turn where one must be named, never elsewhere. The encoder's margins have told until then
    how far a turn names one; that none does is as probable as the product of each turn's chances.
    """
    said = [n for n, turn in enumerate(reading.turns) if turn.collector]
    some = sum(float(np.logaddexp(0, deep[n][act])) for n in said if n in deep)
    by_list = any(names_institution(reading.texts[n]) for n in said)
    for n in said:
        first = n == said[0] and must_name(dialogue)
        if n in margins and n in deep:
            margins[n][act] = (-BY_LIST if by_list else BY_LIST) if first else _NEVER
            deep[n][act] = -np.log(np.expm1(np.clip(some, _LEAST, _MOST))) if first else 0
