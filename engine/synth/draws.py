"""Chance that repeats itself: everything made up here is drawn from one seeded stream."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

import numpy as np

T = TypeVar("T")

_POOL = 8192  # fractions drawn at a time; one by one NumPy takes ten times as long


class Draws:
    """A stream of choices; the same seed gives the same choices on every machine and Python.

    Only the fractions come from NumPy, whose streams are stable from release to release; what is
    made of them is made here.
    """

    def __init__(self, *seed: int) -> None:
        self._generator = np.random.Generator(np.random.PCG64(seed))
        self._pool: list[float] = []

    def fraction(self) -> float:
        """A number from 0 up to, not including, 1."""
        if not self._pool:
            self._pool = self._generator.random(_POOL).tolist()
        return self._pool.pop()

    def chance(self, share: float) -> bool:
        """True in this share of the cases."""
        return self.fraction() < share

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.fraction() * (high - low + 1))

    def pick(self, several: Sequence[T]) -> T:
        """One of several, each as likely as the others."""
        return several[int(self.fraction() * len(several))]

    def some(self, several: Sequence[T], count: int) -> list[T]:
        """`count` different ones of several, in the order drawn."""
        left = list(several)
        return [left.pop(int(self.fraction() * len(left))) for _ in range(min(count, len(left)))]

    def digits(self, count: int) -> str:
        """That many digits."""
        return f"{int(self.fraction() * 10**count):0{count}}"

    def day(self, first: date, last: date) -> date:
        """A day from `first` to `last`, both included."""
        return first + timedelta(days=self.between(0, (last - first).days))
