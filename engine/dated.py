"""Values that change on a day: a filing limit, a fee, a list of places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """What held from which day on; each value ends where the next begins."""

    values: Mapping[date, T]

    def on(self, day: date) -> T | None:
        """The value in force on `day`; None before the first, for no data is not a pass.

        >>> Dated({date(2010, 1, 1): 12}).on(date(2024, 3, 1))
        12
        """
        begun = [start for start in self.values if start <= day]
        return self.values[max(begun)] if begun else None

    def overridden_by(self, later: Dated[T]) -> Dated[T]:
        """This history up to the first day of `later`, and `later` from that day on."""
        before = {start: v for start, v in self.values.items() if later.on(start) is None}
        return Dated({**before, **later.values})
