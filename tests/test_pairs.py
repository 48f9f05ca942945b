"""Lines that are related through a table, by day or by service: both evaluators see the same of claims nobody chose."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.case_claims import build
from engine.language.records import Record
from engine.pairs import AT, NO_DATA, pair_frame, pairs_of, primary_frame, with_primaries
from engine.record_tables import tables_of
from tests.make import CODE_SETS, book, claim, scrubbed

CODES = ["X0001", "X0002", "X0003", "X0004"]
DAYS = [date(2025, 12, 31), date(2026, 1, 1)]

codes = st.sampled_from([*CODES, None])


@st.composite
def pairs(draw: st.DrawFn, keys: tuple[str, str], attribute: str, values: str) -> pl.DataFrame:
    """Rows of a table of pairs: some twice, some with windows that begin, end or are one day long."""
    rows = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    keys[0]: st.sampled_from(CODES),
                    keys[1]: st.sampled_from(CODES),
                    "from": st.sampled_from([None, date(2025, 1, 1), *DAYS]),
                    "to": st.sampled_from([None, *DAYS]),
                    attribute: st.sampled_from(values),
                }
            ),
            max_size=8,
        )
    )
    kinds: dict[str, Any] = {
        keys[0]: pl.String,
        keys[1]: pl.String,
        "from": pl.Date,
        "to": pl.Date,
        attribute: pl.String,
    }
    made = pl.DataFrame(rows, kinds)
    # of two rows of a pair that hold on one day and end alike, none is preferred: a publisher's table has no such
    return made.unique([*keys, "to"], keep="first", maintain_order=True)


@st.composite
def made_claims(draw: st.DrawFn) -> Record:
    lines: list[dict[str, Any]] = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "procedure_code": codes,
                    "service_date": st.sampled_from(DAYS),
                    "modifiers": st.sampled_from([None, ("59",), ("LT", "XS")]),
                    "units": st.sampled_from([1000, 2000, None]),
                }
            ),
            min_size=1,
            max_size=6,
        )
    )
    return build({"type": "837P"}, lines)


def days_of(claim: Record) -> dict[int, date]:
    return {at: line.values["service_date"] for at, line in enumerate(claim.members["lines"])}  # type: ignore[misc]  # dates


def frame_of(claims: list[Record]) -> pl.DataFrame:
    return tables_of(claims).lines.with_columns(pl.col("line.service_date").alias("#line_day"))


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(
    claims=st.lists(made_claims(), min_size=1, max_size=4),
    rows=pairs(("column_1", "column_2"), "modifier_indicator", "019"),
)
def test_the_pairs_of_a_block_are_those_of_its_claims_one_by_one(claims: list[Record], rows: pl.DataFrame) -> None:
    stated = CODE_SETS.with_listings({"ncci-ptp-practitioner": rows})
    frame = pair_frame(frame_of(claims), stated["ncci-ptp-practitioner"])
    assert not frame[NO_DATA].any()
    by_columns = frame.select("#claim", "line.line_number", "^pair\\..*$").rows()
    one_by_one = [
        (
            number, line.values["line_number"], *(pair.values.get(name) for name in ("column_1", "column_2")),
            pair.values.get("modifier_indicator"), None, pair.values.get("other_line_number"),
            list(pair.values["other_modifiers"]) if "other_modifiers" in pair.values else None,  # type: ignore[arg-type]  # a list
        )
        for number, claim in enumerate(claims)
        for pair, line in pairs_of(claim, stated, days_of(claim))[0]
    ]  # fmt: skip
    assert by_columns == one_by_one


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(
    claims=st.lists(made_claims(), min_size=1, max_size=4), rows=pairs(("add_on_code", "primary_code"), "type", "123")
)
def test_the_primary_procedures_of_a_block_are_those_of_its_claims_one_by_one(
    claims: list[Record], rows: pl.DataFrame
) -> None:
    stated = CODE_SETS.with_listings({"add-on": rows})
    frame = primary_frame(frame_of(claims), stated["add-on"])
    one_by_one = [
        (number, line.values["line_number"], *(found.values.get(name) for name in ("code", "type", "line_number")))
        for number, claim in enumerate(claims)
        for line in with_primaries(claim, stated, days_of(claim)).members["lines"]
        for found in line.members["primary_procedures"]
    ]
    named = frame.join(frame_of(claims).select("#line", "line.line_number"), on="#line", maintain_order="left")
    assert named.select("#claim", "line.line_number", "^primary_procedure\\..*$").rows() == one_by_one


def test_a_day_with_several_codes_and_no_edits_is_no_data_and_one_with_one_code_is_not() -> None:
    claims = [build({}, [{"procedure_code": code} for code in several]) for several in (CODES[:2], CODES[:1])]
    frame = pair_frame(frame_of(claims), CODE_SETS["ncci-ptp-practitioner"])
    assert frame.select("#claim", AT, NO_DATA).rows() == [(0, 0, True)]


def test_a_claim_of_many_codes_meets_the_same_edits_through_the_table() -> None:
    several = [f"X{number:04}" for number in range(300)]
    made = [(one, other) for one, other in zip(several, several[7:], strict=False)]
    rows = pl.DataFrame(made, ["column_1", "column_2"], orient="row").with_columns(
        pl.lit(None, pl.Date).alias("from"), pl.lit(None, pl.Date).alias("to"), modifier_indicator=pl.lit("0")
    )
    stated = CODE_SETS.with_listings({"ncci-ptp-practitioner": rows})
    made_claim = build({}, [{"procedure_code": code} for code in several])
    frame = pair_frame(frame_of([made_claim]), stated["ncci-ptp-practitioner"])
    assert sorted(frame.select("pair.column_1", "pair.column_2").rows()) == made


def test_questions_to_a_day_and_a_service_are_answered_for_each_of_their_lines(tmp_path: Path) -> None:
    said = "{line.line_number}: {sum(line.units for line in service.lines)} of {sum(line.units for line in day.lines)}"
    made = book(tmp_path, {"each": "line", "when": "line.units > 0", "message": f"'{said}'"})
    found = scrubbed(
        made,
        [
            claim(
                lines=[
                    {"procedure_code": "X0001", "service_date": "2025-12-31", "units": 1},
                    {"procedure_code": "X0001", "service_date": "2025-12-31", "units": 2},
                    {"procedure_code": "X0002", "service_date": "2025-12-31", "units": 4},
                    {"procedure_code": "X0001", "service_date": "2026-01-01", "units": 8},
                ]
            )
        ],
    )
    assert found.findings["message"].to_list() == ["1: 3 of 7", "2: 3 of 7", "3: 4 of 7", "4: 8 of 8"]
