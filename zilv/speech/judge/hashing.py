"""Runs of characters as numbers of buckets: what the heads read."""

import numpy as np

from zilv.compiled import compiled

BITS = 18
BUCKETS = 1 << BITS
_MASK = BUCKETS - 1


@compiled
def grams(codes, salt, shortest, longest, out, at):  # type: ignore[no-untyped-def]
    """Write the bucket of every run of `shortest` to `longest` characters of `codes` to `out` from `at` on; the next
    free place. Buckets of different salts are unrelated. The hash is FNV-1a over code points, folded."""
    size = codes.size
    for start in range(size):
        mixed = np.uint64(14695981039346656037) ^ np.uint64(salt)
        for length in range(1, min(longest, size - start) + 1):
            mixed = (mixed ^ np.uint64(codes[start + length - 1])) * np.uint64(1099511628211)
            if length >= shortest:
                folded = mixed ^ (mixed >> np.uint64(29))
                folded = folded * np.uint64(0xBF58476D1CE4E5B9)
                folded = folded ^ (folded >> np.uint64(32))
                out[at] = np.int64(folded & np.uint64(_MASK))
                at += 1
    return at


@compiled
def pairs(ids, salt, out, at):  # type: ignore[no-untyped-def]
    """Write a bucket for every number of `ids` and every pair of them to `out` from `at` on; the next free place."""
    for a in range(ids.size):
        for b in range(a, ids.size):
            mixed = np.uint64(14695981039346656037) ^ np.uint64(salt)
            mixed = (mixed ^ np.uint64(ids[a] + 1)) * np.uint64(1099511628211)
            mixed = (mixed ^ np.uint64(ids[b] + 1)) * np.uint64(1099511628211)
            folded = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
            folded = folded ^ (folded >> np.uint64(32))
            out[at] = np.int64(folded & np.uint64(_MASK))
            at += 1
    return at
