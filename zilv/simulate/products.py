"""Which product an account is of."""

import numpy as np

from zilv.attempts.rows import Int64
from zilv.simulate.assumptions import PRODUCTS
from zilv.simulate.columns import code

_CODES = np.array([[0, *(code("product", word) for word in products)] for products in PRODUCTS.value])


def product_codes(lender: Int64, account: Int64) -> Int64:
    """The product, by its code, of each lender's first or second account; none where no account is named."""
    codes: Int64 = _CODES[lender, account]
    return codes
