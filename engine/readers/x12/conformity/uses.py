"""Which use of the guide each segment of a block is: the loop and the name tell, and sometimes a code."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..blocks import Block
from ..strings import words
from ..tokens import Ints, packed
from .characters import Characters
from .demands import Demands
from .lookup import LONGEST, keys_of

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


def known(given: Demands, block: Block, characters: Characters) -> Known:
    """Find the use of each segment of a block."""
    tokens, layout = block.tokens, block.layout
    kind = layout.loop.astype(np.int32) * layout.shape.width + layout.ids
    use = given.plain[kind]
    told = np.flatnonzero(given.told[kind])
    element = given.teller[kind[told]]
    is_there = tokens.size[told] > element
    rows = told[is_there]
    place = tokens.first[rows] + element[is_there]
    start, stop = (tokens.ends[place - 1] + 1).astype(np.int32), tokens.ends[place].astype(np.int32)
    length = characters.lengths(start, stop)
    word = words(tokens.data, 4)[start]
    composed = np.flatnonzero(tokens.key[rows] == packed("HI"))
    for i in range(LONGEST + 1):  # of an HI its first component
        here = composed[(word[composed] >> np.uint32(8 * i)) & np.uint32(255) == tokens.delimiters.component]
        length[here] = np.minimum(length[here], i)
    found = given.tellers.find(keys_of(word, np.minimum(length, LONGEST), given.family[kind[rows]]))
    found[length > LONGEST] = 0
    use[rows] = found
    nothing = use[rows] == 0
    belongs = layout.shape.belongs.ravel()
    return Known(
        use,
        kind,
        rows[nothing & (length > 0)],
        np.sort(np.concatenate((told[~is_there], rows[nothing & (length == 0)]))),
        np.flatnonzero(belongs[kind] & (use == 0) & ~given.told[kind]),
    )
