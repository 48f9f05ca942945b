"""What a block's claims have that their implementation guide does not allow, and what they lack of it.

    uses                        which segment of the guide each segment is
    level, elements             elements and components: presence, length, codes, type
    relations                   conditions between elements
    sequence                    segments and loops: order, number, presence

A clean block costs a few passes over columns, cut so that they stay in the processor's cache; only what
is wrong is looked at more closely.
Source: ASC X12 005010X222A1, 005010X223A2 and 005010X224A2, as told in `engine/guides`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from ....guide_words import Departure
from ....tables import STRUCTURE
from ..blocks import Block
from ..faults import FaultLog
from ..loops import Area
from ..places import Places
from ..plan import Scope
from ..scopes import Owners
from ..tokens import Ints
from .characters import Characters
from .demands import LONG, MISSING, NOT_LISTED, NOT_USED, SHORT, SURPLUS, demands
from .elements import faults_of_components, level_of_elements, texts
from .labels import labels
from .level import CONTROL, MALFORMED, Wrong
from .relations import broken
from .sequence import DISORDERED, LACKING, REPEATED, displaced
from .uses import known

KEPT: Final = 20
"""So many of one rule are kept for each claim and element."""

ROW: Final = "#row"
"""The segment's row in its block, beside the columns of STRUCTURE."""

_ELEMENTS: Final = {
    MISSING: ("element-missing", "1", ""),
    NOT_USED: ("element-not-used", "I10", ""),
    SHORT: ("element-too-short", "4", "shortest"),
    LONG: ("element-too-long", "5", "longest"),
    SURPLUS: ("elements-too-many", "3", "count"),
    NOT_LISTED: ("code-not-allowed", "7", "codes"),
    MALFORMED: ("element-malformed", "6", "type"),
    CONTROL: ("characters-not-allowed", "6", ""),
}
"""Rule, the code of IK403 in a 999, and the label that says what is wanted, by what is wrong with a value."""

_SEGMENTS: Final = {
    LACKING: ("segment-missing", "3"),
    REPEATED: ("segment-repeated", "5"),
    DISORDERED: ("segment-out-of-order", "7"),
}
"""Rule, and the code of IK304 in a 999, by what is wrong with a segment."""

_SCHEMA: Final = pl.Schema([(ROW, pl.Int64), *STRUCTURE.items()])
_LEVELS: Final[Mapping[Area, Scope]] = {
    Area.BILLING: "billing", Area.SUBSCRIBER: "subscriber", Area.PATIENT: "patient",
}  # fmt: skip


def conformity(block: Block, own: Owners) -> pl.DataFrame:
    """All that is not as the guide demands: the columns of STRUCTURE, and `#row`.

    What stands above the billing provider belongs to no claim and is told once, with the block its
    segment is new in; what stands at a level is told for each new claim below.
    """
    if not len(block.tokens):
        return pl.DataFrame(schema=_SCHEMA)
    parts = [part for part in _parts(block) if part.height]
    if not parts:
        return pl.DataFrame(schema=_SCHEMA)
    return _owned(pl.concat(parts), block, own)


def log_faults(found: pl.DataFrame, block: Block, places: Places, log: FaultLog) -> None:
    """Hold the transactions in which something is wrong above the billing provider.

    One defect of a header would else be as many findings as the file has claims.
    """
    for row in found.filter(pl.col("#claim").is_null()).iter_rows(named=True):
        departure = Departure(
            block.claim_type, *(row[name] for name in ("rule", "loop", "name", "element", "expected"))
        )
        element = int(row["element"][:2]) if row["element"] else 0
        log.add(
            "transaction", places.of(row[ROW]), row["segment"], block.tokens.name(row[ROW]), departure.sentence(None),
            row["rule"], element,
        )  # fmt: skip


def _parts(block: Block) -> Iterator[pl.DataFrame]:
    given, characters = demands(block.claim_type), Characters(block.tokens)
    # what things are called is only looked up once something is wrong: it takes as long as reading a small file
    found = known(given, block)
    first = block.tokens.first
    for rows, rule, code, wanted in (
        (found.unknown, "qualifier-unknown", "7", "codes"),
        (found.untold, "element-missing", "1", ""),
        (found.unexpected, "segment-unexpected", "I4", ""),
    ):
        if len(rows):
            kinds = found.kind[rows]
            at = np.where(rule == "qualifier-unknown", first[rows] + given.teller[kinds], -1)
            yield _frame(labels(block.claim_type).kinds, kinds, rows, rule, code, wanted, block.tokens.texts(at))
    for one in displaced(block, found):
        names = labels(block.claim_type)
        rule, code = _SEGMENTS[one.what]
        meant, wanted = one.use > 0, "count" if one.what == REPEATED else ""
        yield _frame(names.uses, one.use[meant], one.row[meant], rule, code, wanted)
        if not meant.all():
            of_none = _frame(names.kinds, found.kind[one.row[~meant]], one.row[~meant], rule, code, wanted)
            yield of_none.with_columns(element=pl.lit(None, pl.String))
    elements = level_of_elements(given, block.tokens, characters, found.use)
    wrong = list(elements.faults())
    components = faults_of_components(given, block.tokens, characters, elements, wrong)
    for value in (*wrong, elements.controlled(characters.control), *components):
        yield from _values(block, value)
    for relation in broken(given, block, found.use, elements):
        rule, code = ("elements-conflicting", "10") if relation.excludes else ("elements-incomplete", "2")
        slots = labels(block.claim_type).slots
        yield _frame(slots, relation.slot, relation.row, rule, code, "").with_columns(
            expected=pl.lit(str(relation.relation))
        )


def _values(block: Block, wrong: Wrong) -> Iterator[pl.DataFrame]:
    """Elements or components, apart by what is wrong with them."""
    for verdict in np.unique(wrong.verdict).tolist():
        rule, code, wanted = _ELEMENTS[verdict]
        at = np.flatnonzero(wrong.verdict == verdict)
        value = texts(block.tokens.data, wrong.start[at], wrong.stop[at])
        found = _frame(labels(block.claim_type).slots, wrong.slot[at], wrong.row[at], rule, code, wanted, value)
        if verdict == SURPLUS:  # once for all that are too many
            found = found.unique([ROW, "element"], keep="first", maintain_order=True)
            found = found.with_columns(
                code=pl.when(pl.col("element").is_null()).then(pl.lit(code)).otherwise(pl.lit("13"))
            )
        yield found


def _frame(
    names: pl.DataFrame, numbers: npt.NDArray[np.integer], rows: Ints, rule: str, code: str, wanted: str,
    value: pl.Series | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Findings of one rule: what `numbers` stand for is named in a frame of labels, and `wanted` is its column."""
    named = names[numbers]
    return named.select(
        pl.Series(ROW, rows, pl.Int64),
        pl.lit(rule).alias("rule"),
        "loop",
        "name",
        "element",
        (pl.lit(None, pl.String) if value is None else pl.lit(value)).alias("value"),
        (pl.col(wanted) if wanted else pl.lit(None, pl.String)).alias("expected"),
        pl.lit(code).alias("code"),
    )


def _owned(found: pl.DataFrame, block: Block, own: Owners) -> pl.DataFrame:
    """The findings with their claims and lines; those of a level stand once for each new claim below it."""
    row = found[ROW].to_numpy()
    where = block.layout.area[row]
    line = np.where(where == Area.LINE, own.line_ranges.owner(row), -1)
    found = found.with_columns(
        pl.Series("segment", block.numbers[row], pl.Int32), pl.Series("#line", line, pl.Int32).replace(-1, None)
    )
    claim = own.scopes["own"].owner(row)
    above = found.filter(pl.Series((where <= Area.HEADER) & (row >= block.context)))
    inside = found.with_columns(pl.Series("#claim", claim, pl.Int32)).filter(pl.Series(claim >= 0))
    parts = [above.with_columns(pl.lit(None, pl.Int32).alias("#claim")), inside]
    for level, scope in _LEVELS.items():
        of_level = np.flatnonzero(where == level)
        stretches = own.scopes[scope]
        if not len(of_level) or stretches.row is None:
            continue
        at = pl.Series("#stretch", stretches.owner(row[of_level]), pl.Int64)
        claims = pl.DataFrame({"#stretch": stretches.row, "#claim": np.arange(len(own.claims), dtype=np.int32)})
        under = found[of_level].with_columns(at).filter(pl.col("#stretch") >= 0)
        parts.append(under.join(claims, on="#stretch", maintain_order="left_right"))
    columns = [ROW, *STRUCTURE.names()]
    whole = pl.concat([part.select(columns) for part in parts]).sort("#claim", ROW, "element", maintain_order=True)
    same = ("#claim", "rule", "loop", "name", "element")
    return whole.filter(pl.int_range(pl.len()).over(same) < KEPT).cast(_SCHEMA)
