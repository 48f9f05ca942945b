"""Lines of earlier claims: the same however a batch is cut, and as the plain meaning has them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import earlier_claims, rulebook
from engine.case_claims import build
from engine.checking import Checked, Options, check
from engine.earlier import earlier_frame, lines_of, stated, with_earlier_lines
from engine.earlier_claims import EarlierClaims, keep
from engine.errors import InputError
from engine.fields import FIELDS, Grain
from engine.language.records import Record
from engine.record_tables import tables_of
from engine.records import EARLIER_CLAIMS
from engine.rulebook import Rulebook
from engine.synth import TYPES, synthesize
from engine.triage import TriageRules
from tests.command import claim, text, write
from tests.make import ROOT, TODAY

PEOPLE = 12
"""Patients of a batch of a few hundred claims, so that each comes up often."""

SMALL, WHOLE = 6_000, 12_000_000
"""Bytes of a block: a few claims, and the whole batch."""

NAMES = ["ROE", "Roe", "R-o'e", "DOE", "李", "-", None]
BIRTHS = [date(1980, 2, 29), date(1980, 3, 1), None]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def batch(folder: Path) -> Path:
    """Synthetic claims of all types, of a few patients, practices and numbers."""
    content = b"".join(piece.content for piece in synthesize(210, seed=3, types=TYPES)).decode("ascii")
    people, claims = iter(range(10_000)), iter(range(10_000))
    content = re.sub(
        r"(NM1\*IL\*1\*)[^*]*\*[^*]*", lambda found: f"{found[1]}ROE*{chr(65 + next(people) % PEOPLE)}", content
    )
    content = re.sub(r"(NM1\*QC\*1\*)[^*]*\*[^*]*", r"\1ROE*A", content)
    content = re.sub(r"DMG\*D8\*[0-9]{8}", "DMG*D8*19800229", content)
    content = re.sub(r"(NM1\*PR\*2\*[^~]*\*PI\*)[^~*]*", r"\1KEY", content)
    content = re.sub(r"(NM1\*85\*[^~]*\*XX\*)[^~*]*", r"\g<1>1234567893", content)
    content = re.sub(r"REF\*EI\*[0-9]*", "REF*EI*123456780", content)
    content = re.sub(r"(CLM\*)[^*]*", lambda found: f"{found[1]}A{next(claims) % 150}", content)
    path = folder / "batch.837"
    path.write_text(content, encoding="ascii")
    return path


@cache
def asking() -> Rulebook:
    """The rules that look at earlier lines, alone: hundreds of others would take their time for each block."""
    whole = rulebook.load(ROOT / "rulesets", ROOT / "payer_profiles", ROOT / "code_sets", with_cases=False)
    chosen = [rule for rule in whole.rules if "earlier_line" in "".join(rule.texts.values())]
    return replace(whole, rules=tuple(chosen))


@cache
def triage() -> TriageRules:
    """What holds and reviews, without its cases, which name rules that are not there."""
    rules = TriageRules.load(ROOT / "rulesets" / "triage").dispose
    return TriageRules.of(replace(rule, cases=()) for rule in rules)


def checked(path: Path, block_bytes: int = WHOLE, records: Path | None = None, runs: str = "runs") -> Checked:
    options = Options(block_bytes=block_bytes, records=records)
    return check([path], asking(), triage(), Path(f"{runs}-{block_bytes}"), options=options, today=TODAY)


def findings(outcome: Checked) -> pl.DataFrame:
    assert outcome.run is not None
    return outcome.run.findings.collect()


def test_findings_of_earlier_claims_do_not_depend_on_the_size_of_the_blocks(batch: Path) -> None:
    whole = findings(checked(batch))
    assert whole["rule"].n_unique() > 5
    assert findings(checked(batch, SMALL)).equals(whole)


def test_lines_of_the_batch_that_are_put_by_answer_as_those_in_memory(
    batch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_memory = findings(checked(batch, SMALL))
    (batch.parent / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(batch.parent / "temporary"))
    written: list[EarlierClaims] = []
    put_by = EarlierClaims._put_batch_by

    def seen(known: EarlierClaims) -> None:
        written.append(known)
        put_by(known)

    monkeypatch.setattr(EarlierClaims, "_put_batch_by", seen)
    monkeypatch.setattr(earlier_claims, "_MOST_ROWS", 40)
    assert findings(checked(batch, SMALL, runs="put-by")).equals(in_memory)
    assert len(written) > 3
    assert not list((batch.parent / "temporary").glob("claimscrub-*"))


def test_claims_that_were_kept_are_found_again_and_are_not_of_the_batch(folder: Path) -> None:
    write(folder / "night.837", claim())
    assert "claim-billed-before" not in set(findings(checked(folder / "night.837"))["rule"])
    path, lines = keep(folder / "night.837", folder / "records")
    assert lines == 1
    assert pl.read_parquet(path)["earlier_line.in_batch"].to_list() == [False]
    again = checked(folder / "night.837", records=folder / "records", runs="again")
    assert {"claim-billed-before", "line-billed-before"} <= set(findings(again)["rule"])
    assert again.run is not None
    assert again.run.manifest["options"]["earlier-claims"]


def test_a_file_that_is_kept_twice_is_kept_once(folder: Path) -> None:
    write(folder / "night.837", claim(), claim())
    first = keep(folder / "night.837", folder / "records")
    assert keep(folder / "night.837", folder / "records") == first
    assert list((folder / "records" / EARLIER_CLAIMS).iterdir()) == [first[0]]


def test_of_a_file_the_claims_that_were_sent_are_kept(folder: Path) -> None:
    (folder / "night.837").write_text(text(claim(), claim()).replace("CLM*A1", "CLM*A2", 1), encoding="ascii")
    path, lines = keep(folder / "night.837", folder / "records", [False, True])
    assert lines == 1
    assert pl.read_parquet(path)["earlier_line.claim_id"].to_list() == ["A1"]
    assert keep(folder / "night.837", folder / "records")[0] != path


def test_of_a_file_that_breaks_off_nothing_is_kept(folder: Path) -> None:
    write(folder / "night.837", claim(), claim())
    whole = (folder / "night.837").read_bytes()
    (folder / "night.837").write_bytes(whole[: whole.rindex(b"DTP*472")])
    with pytest.raises(InputError) as refused:
        keep(folder / "night.837", folder / "records")
    assert {problem.kind for problem in refused.value.problems} == {"missing-trailer"}
    assert not (folder / "records").exists()


def person(last: str | None, first: str | None, born: date | None) -> dict[str, Any]:
    return {"subscriber.last_name": last, "subscriber.first_name": first, "subscriber.birth_date": born}


def earlier_numbers(*people: Mapping[str, Any]) -> list[list[object]]:
    """For each of some claims in turn the numbers of the earlier claims that it sees, all in one block."""
    tables = tables_of([build({"claim_id": str(at), **one}) for at, one in enumerate(people)])
    found = earlier_frame(tables.claims, tables.claims.select("#claim"), lines_of(tables))
    return [found.filter(pl.col("#claim") == at)["earlier_line.claim_id"].to_list() for at in range(len(people))]


@pytest.mark.parametrize(("last", "first"), [("roe", "jane"), ("R-o'e", "Ja. ne"), ("ROE ", "JANE")])
def test_a_patient_is_one_whatever_the_case_and_punctuation_of_the_name(last: str, first: str) -> None:
    born = date(1980, 2, 29)
    assert earlier_numbers(person("ROE", "JANE", born), person(last, first, born)) == [[], ["0"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ROE", "JANE", date(1980, 2, 29)), ("ROE", "JANE", date(1980, 3, 1))),
        (("ROE", "JANE", date(1980, 2, 29)), ("ROE", "JOAN", date(1980, 2, 29))),
        (("ROE", "JANE", date(1980, 2, 29)), ("DOE", "JANE", date(1980, 2, 29))),
        (("ROEJ", "ANE", date(1980, 2, 29)), ("ROE", "JANE", date(1980, 2, 29))),
        (("李", "明", date(1980, 2, 29)), ("王", "芳", date(1980, 2, 29))),
        (("JOSÉ", "ANA", date(1980, 2, 29)), ("JOSU", "ANA", date(1980, 2, 29))),
        (("ROE", "BABYGIRL 1", date(2026, 5, 1)), ("ROE", "BABYGIRL 2", date(2026, 5, 1))),
        (("-", "-", date(1980, 2, 29)), ("-", "-", date(1980, 2, 29))),
        (("ROE", None, date(1980, 2, 29)), ("ROE", None, date(1980, 2, 29))),
        (("ROE", "JANE", None), ("ROE", "JANE", None)),
    ],
)
def test_lines_of_another_patient_or_of_one_who_is_not_known_are_never_seen(
    one: tuple[str, str, date], other: tuple[str, str, date]
) -> None:
    assert earlier_numbers(person(*one), person(*other)) == [[], []]


people = st.builds(person, st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(BIRTHS))
lines = st.fixed_dictionaries(
    {
        "procedure_code": st.sampled_from(["X0001", "X0002", None]),
        "modifiers": st.sampled_from([None, ("59",), ("LT", "XS")]),
        "units": st.sampled_from([1000, 2000, None]),
        "rendering_provider.npi": st.sampled_from([None, "2000000002"]),
        "rendering_provider.taxonomy": st.sampled_from([None, "207R00000X"]),
    }
)


@st.composite
def made_claims(draw: st.DrawFn) -> Record:
    head = {
        **draw(people),
        "claim_id": draw(st.sampled_from(["A1", "A2"])),
        "rendering_provider.npi": draw(st.sampled_from([None, "1000000004"])),
        "payer.id": draw(st.sampled_from([None, "STD01"])),
    }
    rows: list[dict[str, Any]] = draw(st.lists(lines, min_size=1, max_size=3))
    return build(head, rows)


def plain_line(claim: Record, line: Record) -> dict[str, object]:
    """An earlier line as its claim says it, value by value."""

    def of(grain: str, name: str) -> object:
        return (claim if grain == "claim" else line).values.get(name)

    def either(name: str) -> object:
        provider = f"rendering_provider.{name}"
        found = (of("line", provider), of("claim", provider), of("claim", f"billing_provider.{name}"))
        return next((value for value in found if value is not None), None)

    own = {"line_number", "procedure_code", "modifiers", "revenue_code", "units", "charge", "service_date",
           "service_through", "place_of_service"}  # fmt: skip
    renamed = {
        "claim_type": "type", "payer_id": "payer.id", "billing_npi": "billing_provider.npi",
        "tax_id": "billing_provider.tax_id", "claim_from": "service_from", "claim_through": "service_through",
    }  # fmt: skip
    values = {"in_batch": True, "rendering_npi": either("npi"), "taxonomy": either("taxonomy")}
    for field in FIELDS.of(Grain.EARLIER):
        if field.name not in values:
            found = of("line", field.name) if field.name in own else of("claim", renamed.get(field.name, field.name))
            values[field.name] = list(found) if isinstance(found, tuple) else found
    return values


def plain_patient(claim: Record) -> tuple[object, ...] | None:
    """Who a patient is: the letters and digits of both names and the birth date, None where one is not there."""
    names = ["".join(filter(str.isalnum, str(claim.values.get(f"patient.{name}") or ""))).upper()
             for name in ("last_name", "first_name")]  # fmt: skip
    born = claim.values.get("patient.birth_date")
    return (*names, born) if all(names) and born else None


def rows_of(frame: pl.DataFrame) -> list[dict[str, object]]:
    return [{name.removeprefix("earlier_line."): value for name, value in row.items()} for row in frame.to_dicts()]


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(claims=st.lists(made_claims(), min_size=1, max_size=5))
def test_the_earlier_lines_of_a_block_are_those_of_its_claims_one_by_one(claims: list[Record]) -> None:
    tables = tables_of(claims)
    owners = tables.lines.select("#claim", "#line")
    keys = iter(owners.rows())
    one_by_one = []
    for number, made in enumerate(claims):
        patient = plain_patient(made)
        before = [plain_line(other, line) for other in claims[:number] if patient and plain_patient(other) == patient
                  for line in other.members["lines"]]  # fmt: skip
        for _ in made.members["lines"]:
            at, line_at = next(keys)
            one_by_one += [{"#claim": at, "#line": line_at, **row} for row in before]
    assert rows_of(earlier_frame(tables.claims, owners, lines_of(tables))) == one_by_one


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(
    head=people,
    earlier=st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "claim_id": st.just("A7"),
                "payer_id": st.just("OTHER"),
                "rendering_npi": st.just("2000000002"),
                "frequency_code": st.sampled_from(["7", "8"]),
                "modifiers": st.just(("59", "LT")),
                "units": st.just(3000),
                "service_date": st.just(date(2026, 5, 1)),
            },
        ),
        max_size=3,
    ),
)
def test_the_earlier_lines_that_a_case_states_are_the_same_in_both_meanings(
    head: dict[str, Any], earlier: list[dict[str, Any]]
) -> None:
    made = build(head, [{}, {"procedure_code": "X0001"}], parts={"earlier_lines": earlier})
    tables = tables_of([made])
    frame = earlier_frame(tables.claims, tables.lines.select("#claim", "#line"), stated(made, tables))
    plain = [
        {field.name: list(value) if isinstance(value := row.values.get(field.name), tuple) else value
         for field in FIELDS.of(Grain.EARLIER)}
        for line in with_earlier_lines(made).members["lines"]
        for row in line.members["earlier_lines"]
    ]  # fmt: skip
    assert rows_of(frame.drop("#claim", "#line")) == plain
