"""The passes over rows that `limit` counts with."""

from zilv.compiled import compiled
from zilv.rules.three import FORBIDDEN, NO, UNDETERMINED, UNKNOWN, YES

APART = 2
"""So many local days, hence windows, two persons can lie apart at one instant: zones reach over 26 hours."""


@compiled
def within(i, first, window, span, home, counts):  # type: ignore[no-untyped-def]
    """Of the rows from `first` to before `i`, how many surely and how many perhaps count in the window of row `i`.

    Somebody else whose zone nobody knows may be a window earlier or later than it stands.
    """
    sure = maybe = 0
    mine = home[min(i, home.size - 1)]
    j = i - 1
    while j >= first and window[j] > window[i] - span - APART - 1:
        other = home[min(j, home.size - 1)]
        late = other != mine and other != 0
        early = late + (other != mine and mine != 0)
        if window[i] - span < window[j] + late and window[j] <= window[i] + early:
            sure += counts[j] == YES and early == 0
            maybe += counts[j] == UNKNOWN or (counts[j] == YES and early != 0)
        j -= 1
    return sure, maybe


@compiled
def sweep(key, window, span, home, counts, least, most, outcome, seen):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Judge rows sorted by (key, at); two pointers, one pass.

    `counts`: NO, YES or UNKNOWN, whether the row counts. `window`: its local day, week or month; rows up to
    `span - 1` windows back count with it. `home`: 0 where its zone is known, else the number of its person. Of these
    two there is one for each row, or one for all. The cap that binds the row lies between `least` and `most`. Of a
    number that persons in several zones share, a later row may be on an earlier day: from the first such row on, each
    looks back for itself.
    """
    for i in range(key.size):
        reach = span[min(i, span.size - 1)]
        if i == 0 or key[i] != key[i - 1]:
            sure = maybe = 0
            first = start = i
            back = False
        elif window[i] < window[i - 1] or home[min(i, home.size - 1)] != home[min(i - 1, home.size - 1)]:
            back = True
        if back:
            sure, maybe = within(i, start, window, reach, home, counts)
        else:
            while window[first] <= window[i] - reach:
                sure -= counts[first] == YES
                maybe -= counts[first] == UNKNOWN
                first += 1
        if counts[i] != NO and sure + maybe >= least[i]:
            outcome[i] = FORBIDDEN if counts[i] == YES and sure >= most[i] else UNDETERMINED
        seen[i] = sure + 1
        sure += counts[i] == YES
        maybe += counts[i] == UNKNOWN


@compiled
def frees(position, key, window, home, counts, least, day):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Into `day`: the window of the earlier row that must leave before the row at `position` is within the cap.

    It stays as it is where the row is within the cap of its key already. Windows ascend but for those that lie APART,
    so the row that must leave lies no further from the one that counting back gives; that of somebody else whose zone
    nobody knows may be a window later.
    """
    for n in range(position.size):
        i = position[n]
        mine = home[min(i, home.size - 1)]
        left = least[i]
        j = i - 1
        while j >= 0 and key[j] == key[i]:
            if counts[j] != NO:
                left -= 1
                if left == 0:
                    break
            j -= 1
        if left != 0 or j < 0 or key[j] != key[i]:
            continue
        for leaves in range(window[j] + APART + 1, window[j] - APART - 1, -1):
            stay = 0
            m = i - 1
            while m >= 0 and key[m] == key[i] and window[m] >= leaves - APART - 1:
                other = home[min(m, home.size - 1)]
                stay += counts[m] != NO and window[m] + (other != mine and other != 0) >= leaves
                m -= 1
            if stay >= least[i]:
                day[n] = leaves
                break
