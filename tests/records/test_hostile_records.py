"""Whatever a record file holds, it is read or refused, nothing is raised, and the records in it reconcile."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import records
from tests.records.answers import DEPENDENT, NPI, PAYER, SUBSCRIBER, decision, interchange

SUFFIXES = {
    "a.271": interchange(
        [*PAYER, *SUBSCRIBER, "DTP*472*D8*20260401", "EB*1**30^98**GOLD", "DTP*291*RD8*20250101-20251231",
         "EB*B**98***27*25.5", "EB*R**30", "REF*1W*X1", "NM1*PRP*2*OTHER*****PI*8", *DEPENDENT, "EB*6**30"]
    ),
    "a.278": decision("UM*SC*I", "HCR*A1*R1", "HL*5*4*SS*0", "HCR*A6*R2", "DTP*472*D8*20260401",
                      "SV1*HC:97110**UN*8", "NM1*SJ*1*ELM*ASH****XX*" + NPI),
    "coverage.csv": "payer_id,member_id,birth_date,from,to,checked_on,copayment\n"
                    "9,W1,1980-01-01,2025-01-01,2025-12-31,2026-01-01,25\n9,W1,1981-01-01,,2025-06-30,,\n",
    "authorizations.csv": "payer_id,number,procedure_codes,units,provider_npis,from\n"
                          f"9,A1,97110-97112;G0283,8,{NPI},2026-01-01\n",
    "providers.csv": f"npi,tins,taxonomies\n{NPI},12-3456789,207Q00000X\n",
}  # fmt: skip
PIECES = [
    b"",
    b"~",
    b"*",
    b":",
    b"^",
    b",",
    b'"',
    b"\n",
    b"\xff",
    b"\0",
    b"ISA",
    b"9" * 40,
    b"1E99",
    b"0",
    b"-",
    b"HL*9*1*22*0",
]


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file with some bytes put in another's place."""
    name = draw(st.sampled_from(sorted(SUFFIXES)))
    content = SUFFIXES[name].encode()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        length = draw(st.sampled_from([0, 0, 1, 2, 8, 40]))
        content = content[:at] + draw(st.sampled_from(PIECES)) + content[at + length :]
    return name, content


@given(spoiled())
def test_a_spoiled_file_is_read_or_refused(file: tuple[str, bytes]) -> None:
    name, content = file
    with TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(content)
        found = records.load(Path(folder))
    (source,) = found.sources
    assert 0 <= source.refused <= source.read
    assert source.failed == (not found.listings)
    for listing in found.listings.values():
        days = listing.rows.filter(listing.rows["from"] > listing.rows["to"])
        assert days.is_empty()


@pytest.mark.parametrize("name", sorted(SUFFIXES))
def test_what_is_spoiled_above_is_sound_as_it_stands(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(SUFFIXES[name])
    found = records.load(tmp_path)
    assert not [problem for problem in found.problems if not re.match("open-date", problem.kind)]
    assert all(source.taken for source in found.sources)
