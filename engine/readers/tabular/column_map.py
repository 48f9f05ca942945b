"""What a user says of the columns of a file; read from YAML by `engine/column_maps.py`, which stands above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .dates import Order
from .targets import Target


@dataclass(frozen=True)
class ColumnMap:
    """Columns by their headers, and what else a file does not say of itself.

    Headers are compared without case and white space at their ends. Columns that are not named here are
    recognised, but for those in `ignore`. `header_row` counts from 1.
    """

    columns: Mapping[str, Target] = field(default_factory=dict)
    claim_type: str | None = None
    dates: Order | None = None
    sheet: str | None = None
    header_row: int | None = None
    ignore: frozenset[str] = frozenset()

    def plain(self) -> dict[str, Any]:
        """The same as JSON can write it, for another process."""
        return {
            "columns": {header: str(target) for header, target in self.columns.items()},
            "claim_type": self.claim_type, "dates": self.dates, "sheet": self.sheet, "header_row": self.header_row,
            "ignore": sorted(self.ignore),
        }  # fmt: skip

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> ColumnMap:
        """What `plain` wrote."""
        targets = {header: Target.parse(text) for header, text in plain["columns"].items()}
        known = {header: target for header, target in targets.items() if target}
        return cls(**{**plain, "columns": known, "ignore": frozenset(plain["ignore"])})

    @cached_property
    def by_name(self) -> dict[str, Target]:
        """Targets by header in the form that is compared."""
        return {folded(header): target for header, target in self.columns.items()}

    @cached_property
    def ignored(self) -> frozenset[str]:
        """Headers to ignore, in the form that is compared."""
        return frozenset(folded(header) for header in self.ignore)

    @cached_property
    def names(self) -> frozenset[str]:
        """All headers it names, in the form that is compared."""
        return frozenset(self.by_name) | self.ignored


def folded(header: str) -> str:
    """A header as headers are compared."""
    return " ".join(header.split()).casefold()
