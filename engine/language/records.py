"""One claim as the plain evaluator sees it: values by field name, and rows of what it has several of."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..fields import Grain
from .tree import Value


@dataclass(slots=True)
class Record:
    """One row: a run, a claim, a line, a diagnosis; an absent value has no entry.

    `values` are keyed by the field's name without its grain (`payer.id`): money in cents, quantity
    in thousandths, a list as a tuple. `members` has the rows of `claim.lines` and the like.
    """

    grain: Grain
    values: dict[str, Value] = field(default_factory=dict)
    members: dict[str, list[Record]] = field(default_factory=dict)
