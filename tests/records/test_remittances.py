"""What an 835 says of claims: numbers, amounts, adjustments, days, the latest word, and what makes no record."""

from datetime import date
from pathlib import Path

import pytest

from engine import records
from engine.code_sets import CodeSet
from tests.records.answers import loaded, rows, told

PAYER = ["N1*PR*PAPER LANTERN*XV*99999", "N1*PE*DOORBELL FAMILY PRACTICE*XX*2000002222"]
COLUMNS = ("payer_id", "status", "charge", "paid", "patient_responsibility", "payer_control_number", "adjustments")
SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "835"


def remittance(*body: str, day: str = "20260412") -> str:
    """An 835 of one transaction with these claim payments."""
    isa = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*PRACTICE       *260412*1210*^*00501*000000003*0*P*:"
    bpr = f"BPR*I*80*C*ACH*CCP*01*999999992*DA*123456*1512345678**01*999988880*DA*98765*{day}"
    inner = ["ST*835*0001", bpr, "TRN*1*12345*1512345678", *PAYER, "LX*1", *body]
    return "~\n".join(
        [isa, "GS*HP*PAYER*PRACTICE*20260412*1210*3*X*005010X221A1", *inner, f"SE*{len(inner) + 1}*0001", "GE*1*3",
         "IEA*1*000000003", ""]
    )  # fmt: skip


def test_a_payment_is_a_record_of_its_claim_from_its_day(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        one_835=remittance(
            "CLP*A1*1*189.5*100*20*12*ICN77", "CAS*CO*45*69.5", "SVC*HC:99214*189.5*100", "CAS*PR*3*20**1*5"
        ),
    )
    assert told(found) == []
    assert rows(found, "remittance", "claim_id", *COLUMNS) == [
        ("A1", "99999", "1", 18_950, 10_000, 2_000, "ICN77", ["CO-45", "PR-3", "PR-1"])
    ]
    assert rows(found, "remittance", "from", "to") == [(date(2026, 4, 12), None)]


def test_a_reversal_has_amounts_below_zero(tmp_path: Path) -> None:
    found = loaded(tmp_path, one_835=remittance("CLP*A1*22*-189*-100**12*ICN77"))
    assert rows(found, "remittance", "status", "charge", "paid", "patient_responsibility") == [
        ("22", -18_900, -10_000, None)
    ]


def test_of_several_payments_the_one_begun_last_by_the_day_answers(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        one_835=remittance("CLP*A1*4*189*0**12*ICN77", day="20260401"),
        two_835=remittance("CLP*A1*1*189*150**12*ICN78", day="20260420"),
    )
    table = CodeSet("remittance", found.shapes["remittance"], (found.listings["remittance"],))
    answers = [table.answer(["A1"], date(2026, 4, day), latest=True) for day in (19, 20)]
    assert [answer["payer_control_number"] if answer else None for answer in answers] == ["ICN77", "ICN78"]
    assert not table.has_data(date(2026, 4, 20), ["A2"]), "of a claim without a remittance nothing is known"


def test_a_payment_without_the_claims_number_or_a_day_is_told_and_left_out(tmp_path: Path) -> None:
    found = loaded(tmp_path, one_835=remittance("CLP**1*10*10", "CAS*CO*45*1", "CLP*A2*1*x*10", day=""))
    assert told(found) == [("segment 9 (CLP)", "missing-value"), ("segment 11 (CLP)", "missing-value")]
    assert (found.sources[0].read, found.sources[0].taken) == (2, 0)


def test_an_amount_that_is_none_is_told_and_the_rest_kept(tmp_path: Path) -> None:
    found = loaded(tmp_path, one_835=remittance("CLP*A2*1*1O*10"))
    assert told(found) == [("segment 9 (CLP)", "bad-value")]
    assert rows(found, "remittance", "claim_id", "charge", "paid") == [("A2", None, 1_000)]


def test_a_sheet_says_the_same(tmp_path: Path) -> None:
    sheet = "Claim Number,Check Date,Paid Amount,ICN,Denial Codes\nA1,04/22/2026,$100.00,ICN77,CO-45\n"
    found = loaded(tmp_path, remittances_csv=sheet)
    assert told(found) == []
    assert rows(found, "remittance", "claim_id", "from", "paid", "payer_control_number", "adjustments") == [
        ("A1", date(2026, 4, 22), 10_000, "ICN77", ["CO-45"])
    ]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the published files are not here")
def test_published_remittances_are_read_or_refused_with_a_sentence(tmp_path: Path) -> None:
    taken = 0
    for path in sorted(SAMPLES.iterdir()):
        folder = tmp_path / path.stem
        folder.mkdir()
        (folder / "one.835").write_bytes(path.read_bytes())
        found = records.load(folder)
        (source,) = found.sources
        assert source.failed == (not source.read), path.name
        assert source.read == source.taken + source.refused
        taken += source.taken
    assert taken > 0
