"""What a user says of the columns of a file; read from YAML by `engine/column_maps.py`, which stands above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

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
