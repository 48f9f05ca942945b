"""What triage looks at: the signature of a claim, made of its findings by column.

Two claims with equal signatures are judged alike, so a signature holds no value of a claim and no
line number. Findings of one line form a group, and lines whose findings are equal are one group: a
claim with the same defect on each of forty lines has the signature of a claim with one such line.
That loses nothing, for triage rules ask whether findings share a line, and never whether they do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Final, TypeAlias

import polars as pl

from ..findings import DESKS, SEVERITIES

PARTS: Final = ("rule", "family", "severity", "desk", "field")

WHOLE_CLAIM: Final = 0
"""The group of the findings that are about no line."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One finding as triage sees it; `group` counts the distinct lines of the claim from 1."""

    group: int
    rule: str
    family: str
    severity: str
    desk: str
    field: str

    def shares_line(self, other: Finding) -> bool:
        """Whether both are about one line; findings about the whole claim share none."""
        return self.group == other.group != WHOLE_CLAIM

    def shares_field(self, other: Finding) -> bool:
        """Whether both are about one value: the same field of the same line or of the claim."""
        return self.group == other.group and self.field == other.field != ""


def gravity(severity: str) -> int:
    """0 for an error, 1 for a warning, 2 for an info; ValueError for anything else."""
    return SEVERITIES.index(severity)


Signature: TypeAlias = tuple[Finding, ...]
"""The distinct findings of a claim, sorted."""


def check_contract(findings: pl.DataFrame, claims: pl.DataFrame) -> None:
    """Raise ValueError for findings that could slip through: of no claim, or of no known severity or desk."""
    strangers = findings.filter(
        ~pl.col("severity").is_in(SEVERITIES).fill_null(False)
        | ~pl.col("desk").is_in(DESKS).fill_null(False)
        | pl.col("rule").is_null()
    )
    if strangers.height:
        raise ValueError(f"findings of unknown severity or desk: {sorted(strangers['rule'].unique().drop_nulls())}")
    if findings.join(claims, on="claim", how="anti", nulls_equal=True).height:
        raise ValueError("findings of a claim that is not in the block")
    if claims["claim"].is_duplicated().any():
        raise ValueError("a claim stands twice in the block")


def signed(findings: pl.DataFrame) -> tuple[pl.DataFrame, list[Signature]]:
    """The distinct signatures, and for each finding which is its claim's and where it stands in it.

    Gives the findings in their order with two more columns: `#signature`, an index into the list,
    and `#member`, an index into that signature.
    """
    parts = findings.select("claim", "line", *(pl.col(part).fill_null("") for part in PARTS))
    kinds = parts.select(PARTS).unique().sort(PARTS).with_row_index("#kind")
    rows = parts.join(kinds, on=PARTS, how="left", maintain_order="left").select("claim", "line", "#kind")

    def joined(column: str, separator: str) -> pl.Expr:
        return pl.col(column).unique().sort().cast(pl.String).str.join(separator)

    whose = pl.when(pl.col("line").is_null()).then(pl.lit("claim")).otherwise(pl.lit("line"))
    groups = (
        rows.group_by("claim", "line")
        .agg(joined("#kind", " "))
        .select("claim", "line", pl.concat_str(whose, "#kind", separator=" ").alias("#group"))
    )
    written = groups.group_by("claim").agg(joined("#group", "|").alias("#written"))
    distinct = written.select("#written").unique().sort("#written").with_row_index("#signature")
    signatures, members = _decode(distinct["#written"].to_list(), kinds.select(PARTS).rows())
    placed = (
        findings.with_columns(rows["#kind"])
        .join(groups, on=["claim", "line"], how="left", nulls_equal=True, maintain_order="left")
        .join(written, on="claim", how="left", maintain_order="left")
        .join(distinct, on="#written", how="left", maintain_order="left")
        .join(members, on=["#signature", "#group", "#kind"], how="left", maintain_order="left")
        .drop("#kind", "#group", "#written")
    )
    return placed, signatures


def _decode(written: list[str], kinds: list[tuple[str, ...]]) -> tuple[list[Signature], pl.DataFrame]:
    """Signatures of their written forms, with the member each kind of finding in each group became."""
    signatures: list[Signature] = []
    members: list[tuple[int, str, int, int]] = []
    for index, text in enumerate(written):
        groups = [(group, [int(kind) for kind in group.split()[1:]]) for group in text.split("|")]
        # Kinds are numbered anew in each block; sorting by what they stand for makes equal claims of any two
        # blocks equal signatures. "claim" sorts before "line" and there is at most one such group.
        groups.sort(key=lambda group: (group[0].split()[0], [kinds[kind] for kind in group[1]]))
        first = WHOLE_CLAIM if groups[0][0].startswith("claim") else 1
        numbered = list(enumerate(groups, start=first))
        signatures.append(tuple(Finding(number, *kinds[kind]) for number, (_, held) in numbered for kind in held))
        places = chain.from_iterable(((group, kind) for kind in held) for group, held in groups)
        members.extend((index, group, kind, member) for member, (group, kind) in enumerate(places))
    schema = {"#signature": pl.UInt32, "#group": pl.String, "#kind": pl.UInt32, "#member": pl.UInt32}
    return signatures, pl.DataFrame(members, schema=schema, orient="row")
