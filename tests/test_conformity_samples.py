"""What published files depart from, reviewed one by one: nothing is reported of them that is not so.

The files are not part of this project (see `samples` in conftest.py).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.readers.x12.blocks import Blocks
from engine.readers.x12.conformity import conformity
from engine.readers.x12.faults import FaultLog
from engine.readers.x12.scopes import owners

# imsweb's files have HI*BK*8901*BF*87200, elements where components should stand
TORN = [
    "element-missing 2300 HI*ABK|BK 01-2",
    "element-missing 2300 HI*ABK|BK 02-2",
    "element-missing 2300 HI*ABK|BK 03-2",
    "element-missing 2300 HI*ABK|BK 04-2",
    "element-too-long 2300 HI*ABK|BK 02-1",
    "element-too-long 2300 HI*ABK|BK 04-1",
]

VALID = {
    "837P/copyleftdev__fixture_837p.txt": [],
    "837P/imsweb__x12_many_claims.txt": TORN,
    "837P/imsweb__x12_multiple_st.txt": TORN,
    "837P/imsweb__x12_no_errors.txt": TORN,
    "837P/imsweb__x12_valid_different_separators.txt": TORN,
    "837P/lfh__demo.837": [],
    "837P/lfh__demo.ambulance.example5.837": ["element-missing 2300 CLM 05-2"],  # 41::1
    "837P/lfh__demo.autoaccident.837": [],
    "837P/lfh__demo.cob.example3.A.837": ["segment-missing 2330B NM1*PR"],  # an SBR without its payer
    "837P/lfh__demo.cob.example3.C.837": [],
    "837P/lfh__demo.cob.example4.837": ["qualifier-unknown 2320 AMT 01"],  # F2 is of version 4010
    "837P/lfh__demo.drug.example10.1.837": [],
    "837P/lfh__demo.example2.837": [],
    "837P/lfh__demo.example7.oxygen.837": [],
    "837P/openx12__fixture_837p.txt": ["qualifier-unknown 2300 DTP 01"],  # a date of service belongs to the line
    "837P/staedi__sample837-original.edi": [],
    "837P/uhin__837.edi": [],
    "837I/imsweb__x223-test.txt": [  # CLM and 2330F as a professional claim has them
        "code-not-allowed 2300 CLM 05-2",
        "code-not-allowed 2300 DTP*434 02",
        "element-not-used 2300 CLM 06",
        "element-not-used 2300 CLM 10",
        "element-not-used 2330F NM1*77 03",
        "element-not-used 2330F NM1*77 08",
        "element-not-used 2330F NM1*77 09",
        "qualifier-unknown 2400 DTP 01",
        "segment-missing 2330F REF*0B|G2|LU",
    ],
    "837I/lfh__demo.837i": [  # a period of one day, and CLM06 of version 4010
        "code-not-allowed 2300 DTP*434 02",
        "element-not-used 2300 CLM 06",
    ],
    "837I/lfh__ppo-repriced-claim.837i": [  # components parted by > where the ISA says :
        "element-missing 2300 CLM 05-2",
        "element-missing 2300 CLM 05-3",
        "element-missing 2400 SV2 02-2",
        "element-not-used 2300 CLM 06",
        "element-too-long 2300 CLM 05-1",
        "element-too-long 2400 SV2 02-1",
        "qualifier-unknown 2300 HI 01-1",
        "segment-missing 2300 HI*ABK|BK",
    ],
    "837I/lfh__two-claims-single-provider.837i": ["element-not-used 2300 CLM 06"],
    "837I/openx12__fixture_837i.txt": [  # all diagnoses in one HI, and a date after the CL1
        "element-missing 2300 HI*DR 01-2",
        "element-not-used 2300 CLM 06",
        "element-not-used 2300 HI*ABK|BK 02",
        "element-not-used 2300 HI*ABK|BK 03",
        "element-not-used 2300 HI*ABK|BK 04",
        "element-not-used 2300 HI*DR 02",
        "segment-out-of-order 2300 DTP*435",
    ],
    "837D/moov__sample_837d.txt": [],
    "837D/stupidedi__commercial-health-insurance.edi": [],
    "837D/stupidedi__orthodontic-treatment-plan.edi": [],
}

# What their authors say is wrong, beside TORN; misspelt and misplaced segments are faults of the reader.
INVALID = {
    "copyleftdev__gs_ge_control_mismatch.txt": [
        "segment-missing 1000A NM1*41", "segment-missing 1000B NM1*40", "segment-missing HEADER BHT",
    ],
    "copyleftdev__st_se_control_mismatch.txt": ["segment-missing 1000A NM1*41", "segment-missing 1000B NM1*40"],
    "imsweb__x12_bad_segment_identifier.txt": [
        "segment-missing 1000A PER", "segment-missing 2010AA N4", "segment-missing 2010BA NM1*IL",
    ],
    "imsweb__x12_bad_valid_code.txt": ["segment-missing 2010AA NM1*85"],
    "imsweb__x12_loop_errors1_exceeds_max_1_parent.txt": ["segment-repeated 2010AA NM1*85"],
    "imsweb__x12_loop_errors3_missing_loops.txt": ["segment-missing 2010AA NM1*85"],
    "imsweb__x12_missing_elements.txt": ["element-missing 1000B NM1*40 02", "element-missing 2300 CLM 05"],
    "imsweb__x12_missing_required_loop_in_one_repeat.txt": ["segment-missing 2010BA NM1*IL"],
    "imsweb__x12_segment_errors.txt": [
        "segment-missing 2010AA N3", "segment-missing 2300 HI*ABK|BK", "segment-repeated 2010AA REF*EI|SY",
    ],
    "imsweb__x12_segments_out_of_order.txt": ["segment-out-of-order 2010AA N4", "segment-out-of-order 2010AB N3"],
    "staedi__837-header-ref-only.edi": [
        "code-not-allowed HEADER BHT 01", "segment-missing 1000A NM1*41", "segment-missing 1000B NM1*40",
    ],
}  # fmt: skip


def departures(path: Path) -> list[str]:
    found: set[str] = set()
    with path.open("rb") as stream:
        for block in Blocks(stream, FaultLog("x"), 1 << 20):
            for row in conformity(block, owners(block)).iter_rows(named=True):
                found.add(" ".join(part for name in ("rule", "loop", "name", "element") if (part := row[name])))
    return sorted(found)


@pytest.mark.parametrize("name", VALID)
def test_a_published_file_departs_from_its_guide_only_as_reviewed(samples: Path, name: str) -> None:
    assert departures(samples / name) == VALID[name]


@pytest.mark.parametrize("name", INVALID)
def test_what_the_author_of_a_broken_file_says_is_wrong_is_found(samples: Path, name: str) -> None:
    assert [one for one in departures(samples / "837_invalid" / name) if one not in TORN] == INVALID[name]


def test_every_claim_file_has_its_line(samples: Path) -> None:
    there = {f"{folder}/{path.name}" for folder in ("837P", "837I", "837D") for path in (samples / folder).iterdir()}
    assert there == set(VALID)
    unread = {"imsweb__x12_bad_first_line.txt"}
    broken = {path.name for path in (samples / "837_invalid").iterdir() if not path.name.startswith("pyx12__")}
    assert broken == set(INVALID) | unread
    with pytest.raises(InputError):
        departures(samples / "837_invalid" / unread.pop())
