"""Each value times the normal distribution below it (Hendrycks & Gimpel 2016)."""

import numpy as np

from zilv.compiled import compiled

_MOST, _HALF, _ONE, _ROOT = np.float32(4), np.float32(0.5), np.float32(1), np.float32(0.7071067811865476)
_A1, _A3, _A5, _A7, _A9, _A11, _A13 = np.array(
    [
        -1.60960333262415e-02,
        -2.95459980854025e-03,
        -7.34990630326855e-04,
        -5.69250639462346e-05,
        -2.10102402082508e-06,
        2.77068142495902e-08,
        -2.72614225801306e-10,
    ],
    np.float32,
)
_B0, _B2, _B4, _B6, _B8 = np.array(
    [-1.42647390514189e-02, -7.37332916720468e-03, -1.68282697438203e-03, -2.13374055278905e-04, -1.45660718464996e-05],
    np.float32,
)


@compiled
def gelu_of(value):  # type: ignore[no-untyped-def]
    """Of one value; erf as a quotient of two polynomials (as in Eigen), which the compiler can do 16 at once."""
    x = min(max(value * _ROOT, -_MOST), _MOST)
    s = x * x
    above = x * ((((((_A13 * s + _A11) * s + _A9) * s + _A7) * s + _A5) * s + _A3) * s + _A1)
    return _HALF * value * (_ONE + np.divide(above, (((_B8 * s + _B6) * s + _B4) * s + _B2) * s + _B0))


@compiled
def gelu(values):  # type: ignore[no-untyped-def]
    """Of each value, in place."""
    for n in range(values.size):
        values[n] = gelu_of(values[n])
