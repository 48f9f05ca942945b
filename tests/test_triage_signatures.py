"""A signature says of a claim what triage asks, by column for all claims at once."""

from __future__ import annotations

import random

import polars as pl
import pytest

from engine.triage.signatures import PARTS, WHOLE_CLAIM, Finding, Signature, signed
from tests.make_triage import findings, random_findings


def slow_signature(rows: list[dict[str, object]]) -> Signature:
    """The signature of one claim, by its definition."""
    lines: dict[object, set[tuple[str, ...]]] = {}
    for row in rows:
        lines.setdefault(row["line"], set()).add(tuple(str(row[part] or "") for part in PARTS))
    groups = sorted({(line is not None, tuple(sorted(held))) for line, held in lines.items()})
    first = 0 if None in lines else 1
    return tuple(Finding(number, *parts) for number, (_, held) in enumerate(groups, first) for parts in held)


@pytest.mark.parametrize("seed", range(20))
def test_signatures_by_column_are_those_of_each_claim_alone(seed: int) -> None:
    frame = random_findings(random.Random(seed), 120)
    placed, signatures = signed(frame)
    assert placed.select(frame.columns).equals(frame)
    for claim in placed.partition_by("claim"):
        rows = claim.to_dicts()
        (number,) = {row["#signature"] for row in rows}
        assert signatures[number] == slow_signature(rows)
        for row in rows:
            member = signatures[number][row["#member"]]
            assert [getattr(member, part) for part in PARTS] == [row[part] or "" for part in PARTS]
            assert (member.group == WHOLE_CLAIM) == (row["line"] is None)
    assert len(set(signatures)) == len(signatures)


def test_a_signature_holds_no_line_number_and_no_count() -> None:
    many = findings(*({"rule": "a", "line": line} for line in (2, 5, 6)), {"rule": "b", "line": 5})
    few = findings({"rule": "b", "line": 1}, {"rule": "a", "line": 1}, {"rule": "a", "line": 2})
    assert signed(many)[1] == signed(few)[1]


def test_whether_two_findings_share_a_line_is_part_of_a_signature() -> None:
    together = findings({"rule": "a", "line": 1}, {"rule": "b", "line": 1})
    apart = findings({"rule": "a", "line": 1}, {"rule": "b", "line": 2})
    whole = findings({"rule": "a"}, {"rule": "b"})
    assert len({signed(frame)[1][0] for frame in (together, apart, whole)}) == 3


def test_no_value_of_a_claim_is_in_a_signature() -> None:
    frame = findings({"rule": "a"}).with_columns(
        value=pl.lit("SECRET"), claim_id=pl.lit("SECRET"), message=pl.lit("SECRET")
    )
    assert "SECRET" not in repr(signed(frame)[1])
