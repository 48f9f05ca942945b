"""What stands in HI segments: diagnoses, and of institutional claims procedures, occurrences and values.

An HI holds up to twelve composites, each with its own qualifier, so that a row is an element, not a
segment. Source: ASC X12 005010, composite C022 (health care code information).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import polars as pl

from ...fields import Grain, Type
from ...tables import ELEMENT, repeated, schema
from .blocks import Block
from .columns import Unreadable
from .scopes import Owners
from .strings import strings
from .tokens import Ints, emptied
from .values import typed

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ABK": "PRINCIPAL", "BK": "PRINCIPAL", "ABF": "OTHER", "BF": "OTHER", "ABJ": "ADMITTING", "BJ": "ADMITTING",
        "APR": "REASON", "PR": "REASON", "ABN": "EXTERNAL", "BN": "EXTERNAL",
    }
)  # fmt: skip
"""HI qualifiers that tell a diagnosis, and its kind: ICD-10-CM with an A before, ICD-9-CM without."""

QUALIFIERS: Final[Mapping[Grain, tuple[str, ...]]] = MappingProxyType(
    {
        Grain.DIAGNOSIS: tuple(KINDS),
        Grain.PROCEDURE: ("BBR", "BBQ", "BR", "BQ", "CAH"),
        Grain.OCCURRENCE: ("BH",),
        Grain.OCCURRENCE_SPAN: ("BI",),
        Grain.VALUE_CODE: ("BE",),
    }
)
"""HI qualifiers of the rows of each grain."""

CONDITION: Final = "BG"

ALSO: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"837P": ("BG", "BO", "BP"), "837I": ("BG", "DR", "TC"), "837D": ("TQ",)}
)
"""HI qualifiers of each type of claims that tell something else, and of which no row is made."""

PRINCIPAL: Final = frozenset({"BBR", "BR", "CAH"})
"""HI qualifiers of a principal procedure."""


@dataclass(frozen=True, slots=True)
class Coded:
    """The HI elements of the claims of a block that could be read, in order.

    `rows` has `claim` (a row of the claims), `qualifier`, `code`, `date`, `amount`, `present` (on
    admission), `segment` and `element`; date and amount are texts.
    """

    block: Block
    rows: pl.DataFrame
    unreadable: Unreadable

    def conditions(self, claims: int) -> pl.Series:
        """The condition codes of each claim, null where it has none."""
        listed = (
            self.rows.filter((pl.col("qualifier") == CONDITION) & pl.col("code").is_not_null())
            .group_by("claim", maintain_order=True)
            .agg("code")
        )
        every = pl.DataFrame({"claim": pl.int_range(claims, eager=True, dtype=pl.Int64)})
        return every.join(listed, on="claim", how="left", maintain_order="left")["code"]

    def frame(self, grain: Grain) -> pl.DataFrame:
        """The rows of one grain as a canonical frame; values that cannot be read are noted."""
        rows = self.rows.filter(pl.col("qualifier").is_in(QUALIFIERS[grain]))
        if grain is Grain.PROCEDURE:  # the principal one before the others, whatever the order of the segments
            rows = rows.sort("claim", ~pl.col("qualifier").is_in(PRINCIPAL), maintain_order=True)
        name = grain.value
        made = {
            "#claim": rows["claim"],
            f"{name}.qualifier": rows["qualifier"],
            f"{name}.code": rows["code"],
            "@2300 HI": rows["segment"],
            ELEMENT: rows["element"],
        }
        match grain:
            case Grain.DIAGNOSIS:
                made[f"{name}.position"] = _positions(rows)
                made[f"{name}.kind"] = rows["qualifier"].replace_strict(KINDS, return_dtype=pl.String)
                if self.block.claim_type == "837I":
                    made[f"{name}.present_on_admission"] = rows["present"]
            case Grain.PROCEDURE:
                made[f"{name}.position"] = _positions(rows)
                made[f"{name}.date"] = self._typed(rows, f"{name}.date", "date", Type.DATE)
            case Grain.OCCURRENCE:
                made[f"{name}.date"] = self._typed(rows, f"{name}.date", "date", Type.DATE)
            case Grain.OCCURRENCE_SPAN:
                made[f"{name}.from"] = self._typed(rows, f"{name}.from", "date", Type.DATE)
                made[f"{name}.through"] = self._typed(rows, None, "date", Type.DATE, through=True)
            case Grain.VALUE_CODE:
                made[f"{name}.amount"] = self._typed(rows, f"{name}.amount", "amount", Type.MONEY)
        nothing = repeated(None, pl.Null(), rows.height)
        return pl.DataFrame([made.get(c, nothing).cast(kind).alias(c) for c, kind in schema(grain).items()])

    def _typed(
        self, rows: pl.DataFrame, path: str | None, column: str, kind: Type, *, through: bool = False
    ) -> pl.Series:
        """A column of texts as values; those that cannot be read are noted under a path."""
        texts = rows[column]
        values = rows.select(typed(pl.col(column), kind, period=kind is Type.DATE, through=through)).to_series()
        if path is not None and texts.null_count() != values.null_count():
            bad = (texts.is_not_null() & values.is_null()).arg_true()
            claim, segment = rows["claim"].gather(bad).to_numpy(), rows["segment"].gather(bad).to_numpy()
            self.unreadable.add(claim, None, path, texts.gather(bad), segment)
        return values


def coded(block: Block, own: Owners, unreadable: Unreadable) -> Coded:
    """Take the HI segments of a block's claims apart."""
    tokens = block.tokens
    segments = block.layout.rows(("2300",), "HI")
    segments = segments[segments >= block.context]
    sizes = tokens.size[segments] - 1
    rows = np.repeat(segments, sizes)
    element = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + 1
    claim = own.scopes["own"].owner(rows)
    places = tokens.first[rows] + element
    components = tokens.components(places)

    def part(number: int) -> pl.Series:
        """One component of each element, in capitals; null when empty or not there."""
        texts = strings(tokens.data, components.taken(number))
        return texts.str.to_uppercase() if tokens.has_small_letters else texts

    there = tokens.filled(places)
    composed = (components.count > 1) & there
    qualifier, code = part(1), part(2)
    if code.str.contains(".", literal=True).any():
        code = emptied(code.str.replace_all(".", "", literal=True))
    known = qualifier.is_in([*_known(block.claim_type)]).fill_null(value=False).to_numpy()
    for path, wrong in (("diagnosis.code", there & ~composed), ("diagnosis.qualifier", composed & ~known)):
        at = np.flatnonzero(wrong)
        if len(at):
            unreadable.add(claim[at], None, path, tokens.texts(places[at]), block.numbers[rows[at]])
    columns = {
        "claim": pl.Series(claim), "qualifier": qualifier, "code": code, "segment": pl.Series(block.numbers[rows]),
        "element": pl.Series(element),
    }  # fmt: skip
    if block.claim_type == "837I":
        columns |= {"date": part(4), "amount": part(5), "present": part(9)}
    return Coded(block, pl.DataFrame(columns).filter(pl.Series(composed & known)), unreadable)


def _known(claim_type: str) -> Iterable[str]:
    grains = QUALIFIERS if claim_type == "837I" else (Grain.DIAGNOSIS,)
    return (*(code for grain in grains for code in QUALIFIERS[grain]), *ALSO[claim_type])


def _positions(rows: pl.DataFrame) -> pl.Series:
    """The number of each row within its claim, from 1."""
    claim: Ints = rows["claim"].to_numpy()
    return pl.Series(np.arange(len(claim)) - np.searchsorted(claim, claim) + 1)
