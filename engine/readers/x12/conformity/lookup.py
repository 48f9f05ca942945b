"""A small dictionary of numbers that is asked for a whole column at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Keys: TypeAlias = npt.NDArray[np.uint32]

LONGEST: Final = 3
"""Characters of a code that can be a part of a key."""

MOST: Final = 256
"""So many things that keys may be of: a key is a code and the number of what it is of."""

_STEP: Final = 0x9E3779B1  # odd; the golden ratio in 32 bits, from which other odd factors are made
_ALL: Final = (1 << 32) - 1


def key_of(code: str, number: int) -> int:
    """A code of up to three characters of one of up to 256 things, as a number.

    >>> hex(key_of("AB", 3))
    '0x3004241'
    """
    return number << 24 | int.from_bytes(code.encode("ascii"), "little")


def keys_of(numbers: Keys) -> Keys:
    """The parts of keys that say what they are of; `|` adds codes, which are words of their bytes and zeros.

    A word of four bytes belongs to no code and makes a key of something else: it is for the caller to look at.
    """
    keys: Keys = numbers << np.uint32(24)
    return keys


class Lookup:
    """Numbers by number, found in one step: keys are multiplied by a factor under which none meets another.

    Binary search would take ten steps for the codes of a guide, and there are half a million codes in a block.
    """

    def __init__(self, entries: Mapping[int, int]) -> None:
        keys = np.array(list(entries), np.uint32)
        bits = max(4, (len(keys) * len(keys) // 6).bit_length())  # so large that every tenth factor or so will do
        self._shift = np.uint32(32 - bits)
        factor = _STEP
        while True:
            self._factor = np.uint32(factor)
            places = self._places(keys)
            if len(np.unique(places)) == len(keys):
                break
            factor = (factor * 1664525 + 2) & _ALL | 1
        self._keys = np.full(1 << bits, 0, np.uint32)  # 0 is no key: it has no code
        self._keys[places] = keys
        self._values = np.zeros(1 << bits, np.uint16)
        self._values[places] = list(entries.values())

    def _places(self, keys: Keys) -> Keys:
        return (keys * self._factor) >> self._shift

    def lack(self, keys: Keys) -> npt.NDArray[np.bool_]:
        """Whether each key is none of the dictionary."""
        lacking: npt.NDArray[np.bool_] = self._keys.take(self._places(keys)) != keys
        return lacking

    def find(self, keys: Keys) -> npt.NDArray[np.uint16]:
        """The value of each key; 0 where there is none."""
        places = self._places(keys)
        found = self._values.take(places)
        found[self._keys.take(places) != keys] = 0
        return found
