"""The standard claims are what a reader makes of them written as X12, and what follows from others follows as there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from engine.fields import FIELDS
from engine.language.records import Record
from engine.readers import read
from engine.record_tables import GIVEN, tables_of
from engine.standard_claim import STANDARD
from engine.tables import Tables
from tests.make import claim
from tests.x12_text import Segments, file_of, transaction

HEADER: Segments = [
    "BHT*0019*00*0001*20260506*1023*CH",
    "NM1*41*2*STANDARD BILLING SERVICE*****46*STD001",
    "NM1*40*2*STANDARD CLEARINGHOUSE*****46*CLR001",
]
ADDRESS: Segments = [
    "N3*100 MAIN STREET",
    "N4*COLUMBUS*OH*432151234",
    "REF*EI*123456780",
    "PER*IC*BILLING OFFICE*TE*6145550100",
]
SUBSCRIBER: Segments = [
    "SBR*P*18*GRP100******CI",
    "NM1*IL*1*ROE*RICHARD****MI*STD123456789",
    "N3*12 ELM STREET",
    "N4*COLUMBUS*OH*43215",
    "DMG*D8*19800229*M",
    "NM1*PR*2*STANDARD HEALTH PLAN*****PI*STD01",
]
VISIT: Segments = [
    "CLM*STD-0001*100***11:B:1*Y*A*Y*Y",
    "HI*ABK:J069",
    "NM1*82*1*DOE*JANE****XX*1000000004",
    "PRV*PE*PXC*207Q00000X",
    "LX*1",
    "SV1*HC:99213*100*UN*1***1",
    "DTP*472*D8*20260504",
]
STAY: Segments = [
    "CLM*STD-0001*3200***11:A:1**A*Y*Y",
    "DTP*096*TM*1100",
    "DTP*434*RD8*20260501-20260504",
    "DTP*435*DT*202605010830",
    "CL1*3*1*01",
    "REF*EA*MR-0001",
    "HI*ABK:J189:::::::Y",
    "HI*ABJ:R06.02",
    "NM1*71*1*DOE*JANE****XX*1000000004",
    "PRV*AT*PXC*208M00000X",
    "LX*1",
    "SV2*0120**3000*DA*3",
    "LX*2",
    "SV2*0250**200*UN*1",
]
CHECK_UP: Segments = [
    "CLM*STD-0001*60***11:B:1*Y*A*Y*Y",
    "NM1*82*1*DOE*JANE****XX*1000000004",
    "PRV*PE*PXC*1223G0001X",
    "LX*1",
    "SV3*AD:D0120*60****1",
    "DTP*472*D8*20260504",
]
BILLING = {
    "837P": ("207Q00000X", "STANDARD FAMILY PRACTICE"),
    "837I": ("282N00000X", "STANDARD GENERAL HOSPITAL"),
    "837D": ("1223G0001X", "STANDARD DENTAL PRACTICE"),
}
WRITTEN = {"837P": VISIT, "837I": STAY, "837D": CHECK_UP}


def written(claim_type: str, *differences: tuple[str, Segments]) -> str:
    """The standard claim as X12, segments that begin with the given text replaced by others."""
    taxonomy, name = BILLING[claim_type]
    segments = WRITTEN[claim_type]
    for beginning, others in differences:
        at = next(i for i, segment in enumerate(segments) if segment.startswith(beginning))
        segments = [*segments[:at], *others, *segments[at + 1 :]]
    billing = [f"PRV*BI*PXC*{taxonomy}", f"NM1*85*2*{name}*****XX*1234567893", *ADDRESS]
    return file_of(transaction([billing, ["22", *SUBSCRIBER, *segments]], header=HEADER, claim_type=claim_type))


def compared(tables: Tables) -> dict[str, list[dict[str, Any]]]:
    """The fields of all tables: no anchors, for records have no places, and no keys."""
    names = ("claims", "line_diagnoses", *GIVEN)
    frames: Mapping[str, pl.DataFrame] = {name: getattr(tables, name) for name in names}
    return {name: frame.select(c for c in frame.columns if c in FIELDS).to_dicts() for name, frame in frames.items()}


def assert_read_as(folder: Path, text: str, record: Record) -> None:
    path = folder / "night.837"
    path.write_text(text, encoding="utf-8")
    (tables,) = read(path).tables
    assert not tables.unreadable.height
    assert compared(tables) == compared(tables_of([record]))


@pytest.mark.parametrize("claim_type", STANDARD)
def test_a_standard_claim_written_as_x12_reads_as_its_record(tmp_path: Path, claim_type: str) -> None:
    assert_read_as(tmp_path, written(claim_type), claim({"type": claim_type}))


def test_what_follows_on_an_institutional_claim_follows_as_read(tmp_path: Path) -> None:
    text = written(
        "837I",
        ("CLM", ["CLM*STD-0001*3200***13:A:7**A*Y*Y"]),
        ("DTP*434", []),
        ("HI*ABK", ["HI*ABK:J189", "HI*ABF:I10", "HI*BBQ:0W9G3ZZ:D8:20260502*BBR:0BH17EZ:D8:20260501"]),
        ("HI*ABJ", ["HI*BG:09*BG:17", "HI*BH:01:D8:20260430", "HI*BI:74:RD8:20260502-20260503", "HI*BE:80:::3"]),
        ("SV2*0250", ["SV2*0450*HC:99284:25*200*UN*1", "DTP*472*D8*20260503"]),
    )
    record = claim(
        {
            "type": "837I", "facility_type_code": "13", "frequency_code": "7", "statement_from": None,
            "statement_through": None, "condition_codes": ["09", "17"],
        },
        [
            {},
            {
                "revenue_code": "0450", "procedure_qualifier": "HC", "procedure_code": "99284", "modifiers": ["25"],
                "charge": 200, "unit_of_measure": "UN", "units": 1, "service_date": "2026-05-03",
            },
        ],
        ["J189", "I10"],
        procedures=[
            {"qualifier": "BBQ", "code": "0W9G3ZZ", "date": "2026-05-02"},
            {"qualifier": "BBR", "code": "0BH17EZ", "date": "2026-05-01"},
        ],
        occurrences=[{"code": "01", "date": "2026-04-30"}],
        occurrence_spans=[{"code": "74", "from": "2026-05-02", "through": "2026-05-03"}],
        value_codes=[{"code": "80", "amount": 3}],
    )  # fmt: skip
    assert record.values["type_of_bill"] == "0137"
    assert_read_as(tmp_path, text, record)


def test_what_follows_on_a_dental_claim_follows_as_read(tmp_path: Path) -> None:
    text = written(
        "837D",
        ("CLM", ["CLM*STD-0001*260***22:B:1*Y*A*Y*Y", "DTP*472*D8*20260502", "DN2*1*M"]),
        ("NM1*82", ["HI*ABK:K029", "NM1*82*1*DOE*JANE****XX*1000000004"]),
        ("DTP*472*D8*20260504", ["LX*2", "SV3*AD:D2391*200*11***1*****1", "TOO*JP*3*M:O", "TOO*JP*4"]),
    )
    record = claim(
        {
            "type": "837D", "place_of_service": "22", "own_service_date": "2026-05-02",
            "own_service_through": "2026-05-02",
        },
        [
            {"service_date": None},
            {
                "service_date": None, "procedure_code": "D2391", "charge": 200, "own_place_of_service": "11",
                "diagnosis_pointers": ["1"],
            },
        ],
        ["K029"],
        teeth={1: [{"code": "3", "surfaces": ["M", "O"]}, {"code": "4"}]},
        tooth_statuses=[{"tooth": "1", "status": "M"}],
    )  # fmt: skip
    assert_read_as(tmp_path, text, record)
