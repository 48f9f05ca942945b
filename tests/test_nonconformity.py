"""A departure from the guide is a finding in a biller's words, or a fault where it is nobody's claim."""

from __future__ import annotations

import io

import polars as pl
import pytest

from engine.findings import FINDINGS
from engine.guide_words import RULES, Departure, whose
from engine.guides import guide
from engine.nonconformity import findings_of
from engine.readers.x12.blocks import Blocks
from engine.readers.x12.conformity import ROW, conformity, log_faults
from engine.readers.x12.faults import FaultLog
from engine.readers.x12.places import Places
from engine.readers.x12.scopes import owners
from engine.tables import STRUCTURE, UNREADABLE, Tables
from tests.x12_text import BILLING, CLAIM, HEADER, LINE, SUBSCRIBER, file_of, simple, transaction

ONE = {
    "#claim": 0, "#line": None, "rule": "element-too-long", "loop": "2010BA", "name": "NM1*IL", "element": "03",
    "value": "A" * 61, "expected": "60", "code": "5", "segment": 9,
}  # fmt: skip


def tables(*rows: dict[str, object], unreadable: pl.DataFrame | None = None) -> Tables:
    claims = pl.DataFrame({"claim.type": ["837P"]})
    lines = pl.DataFrame({"line.line_number": [7]}, {"line.line_number": pl.Int64})
    structure = pl.DataFrame([{**ONE, **row} for row in rows], STRUCTURE)
    return Tables("x", claims, lines, unreadable=pl.DataFrame(schema=UNREADABLE) if unreadable is None else unreadable,
                  structure=structure)  # fmt: skip


def messages(*rows: dict[str, object]) -> list[str]:
    return findings_of(tables(*rows))["message"].to_list()


def test_a_finding_has_all_a_biller_needs() -> None:
    (found,) = findings_of(tables({})).iter_rows(named=True)
    assert findings_of(tables({})).schema == FINDINGS
    assert found["message"] == f"'{'A' * 61}' is longer than 60 characters (last name of the subscriber)."
    assert {name: value for name, value in found.items() if value is not None and name not in {"message", "value"}} == {
        "claim": 0, "rule": "element-too-long", "family": "structure", "severity": "error",
        "title": "A value is too long", "remedy": "Shorten the value, and send the claim again.", "desk": "billing",
        "carc": "16", "field": "claim.subscriber.last_name", "loop": "2010BA", "segment": 9, "segment_id": "NM1",
        "element": "03", "box": "4",
    }  # fmt: skip


def test_a_finding_of_a_line_bears_its_number() -> None:
    assert findings_of(tables({"#line": 0, "loop": "2400"}))["line"].to_list() == [7]


def test_a_value_that_looks_like_a_placeholder_is_quoted_as_it_is() -> None:
    assert messages({"value": "{value} $1 \\1"}) == [
        "'{value} $1 \\1' is longer than 60 characters (last name of the subscriber)."
    ]


def test_what_could_not_be_read_is_not_told_again() -> None:
    unreadable = pl.DataFrame([{"#claim": 0, "field": "claim.total_charge", "value": "1O0", "segment": 9}], UNREADABLE)
    departure: dict[str, object] = {"loop": "2300", "name": "CLM", "element": "02"}
    assert findings_of(tables(departure, unreadable=unreadable)).is_empty()
    assert findings_of(tables({**departure, "segment": 8}, unreadable=unreadable)).height == 1


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("element", [None, "02", "05-1"])
def test_every_rule_has_a_sentence_and_none_in_a_log_quotes_a_value(rule: str, element: str | None) -> None:
    departure = Departure("837I", rule, "2300", "CLM", element, "1, 2")
    assert "SECRET" not in departure.sentence(None)
    sentence = departure.sentence("SECRET")
    assert sentence
    assert not sentence.endswith(".")


@pytest.mark.parametrize("claim_type", ["837P", "837I", "837D"])
def test_every_loop_is_somebodys(claim_type: str) -> None:
    assert all(
        whose(claim_type, loop.name) == "provider" or whose(claim_type, loop.name) for loop in guide(claim_type).loops
    )
    assert "provider" not in {whose(claim_type, loop.name) for loop in guide(claim_type).loops}


def test_what_is_wrong_in_a_header_holds_its_transaction() -> None:
    good = simple()
    header = [segment for segment in HEADER if not segment.startswith("PER")]
    bad = transaction([BILLING, ["22", *SUBSCRIBER, *CLAIM, *LINE]], header=header)
    log = FaultLog("x")
    for block in Blocks(io.BytesIO(file_of(good, bad).encode()), log, 1_000_000):
        log_faults(conformity(block, owners(block)), block, Places(block), log)
    assert [(fault.scope, fault.transaction, fault.problem.kind) for fault in log.faults()] == [
        ("transaction", 2, "segment-missing")
    ]
    assert log.faults()[0].problem.place == "segment 27 (NM1)"
    assert ROW not in STRUCTURE
