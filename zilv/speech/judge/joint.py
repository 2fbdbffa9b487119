"""How the heads' margins and the encoder's are read together."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Joint(NamedTuple):
    """One number an act. `low`: a turn below it on every act is not read by the encoder, nor found by its score;
    `share`: how much the encoder's margin counts beside the head's; `threshold`, `slope`, `offset`: of both together,
    less what other acts take (`rival`, and `sure_slope`, `sure_offset`: how sure an act is before that).
    """

    low: Floats
    share: Floats
    threshold: Floats
    slope: Floats
    offset: Floats
    rival: Floats = np.zeros(1, np.float32)
    sure_slope: Floats = np.ones(1, np.float32)
    sure_offset: Floats = np.zeros(1, np.float32)

    def together(self, plain: Floats, deep: Floats) -> Floats:
        """The margins of both, acts last, less a part of how sure the surest other act is: words that say one act well
        are poor evidence of the next ("我爆你通讯录" is exposure, and sounds like a threat).
        """
        both = plain + self.share * deep
        return np.asarray(both - self.rival * others(self.sure_slope * both + self.sure_offset), np.float32)


def others(sure: Floats) -> Floats:
    """For each act how sure the surest other one is, as a logarithm of odds; 0 where none is likelier than not."""
    if sure.shape[-1] < 2:
        return np.zeros_like(sure)
    first = sure.max(axis=-1, keepdims=True)
    second = np.partition(sure, -2, axis=-1)[..., -2:-1]
    return np.asarray(np.maximum(np.where(sure == first, second, first), 0), np.float32)
