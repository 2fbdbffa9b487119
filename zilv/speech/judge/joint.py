"""How the heads' margins and the encoder's are read together."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Joint(NamedTuple):
    """One number an act. `low`: a turn below it on every act is not read by the encoder, nor found by its score;
    `share`: how much the encoder's margin counts beside the head's; `threshold`, `slope`, `offset`: of both together.
    """

    low: Floats
    share: Floats
    threshold: Floats
    slope: Floats
    offset: Floats
