"""Which use of the guide each segment of a block is: the loop and the name tell, and sometimes a code."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..blocks import Block
from ..strings import LENGTH, Words
from ..tokens import Ints, packed
from .demands import Demands
from .lookup import LONGEST, Keys

Uses = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Known:
    """The use of each segment, 0 for none; and those that are none though their loop may hold their name.

    `unknown` have a code the guide does not know there, `untold` have no code, and for `unexpected` the
    guide has no segment of this name in the loop.
    """

    use: Uses
    kind: npt.NDArray[np.int32]
    unknown: Ints
    untold: Ints
    unexpected: Ints


def known(given: Demands, block: Block) -> Known:
    """Find the use of each segment of a block."""
    tokens, layout = block.tokens, block.layout
    kind = layout.loop.astype(np.int32) * layout.shape.width + layout.ids
    use = given.plain.take(kind)
    element = given.teller.take(kind)
    told = np.flatnonzero(element != 0)
    element = element.take(told)
    is_there = tokens.size.take(told) > element
    there = np.flatnonzero(is_there)
    rows = told.take(there)
    view = tokens.views[:, 0][tokens.first.take(rows) + element.take(there)]
    length, word = view & LENGTH, (view >> np.uint64(32)).astype(np.uint32)
    composed = np.flatnonzero(tokens.key.take(rows) == packed("HI"))
    _cut(word, length, composed, tokens.delimiters.component)
    found = given.tellers.find(given.family.take(kind.take(rows)) | word)
    found[length > LONGEST] = 0
    use[rows] = found
    nothing = found == 0
    none = np.flatnonzero(use == 0)
    belongs = layout.shape.belongs.ravel()[kind[none]]
    return Known(
        use,
        kind,
        rows[nothing & (length > 0)],
        np.sort(np.concatenate((told[~is_there], rows[nothing & (length == 0)]))),
        none[belongs & (given.teller[kind[none]] == 0)],
    )


def _cut(word: Keys, length: Words, rows: Ints, component: int) -> None:
    """Cut the codes of some rows before their first component separator."""
    cut, short = word[rows], length[rows]
    for i in range(LONGEST, -1, -1):  # the first is cut at last
        here = (cut >> np.uint32(8 * i)) & np.uint32(255) == component
        cut[here] &= np.uint32((1 << 8 * i) - 1)
        short[here] = i
    word[rows], length[rows] = cut, short
