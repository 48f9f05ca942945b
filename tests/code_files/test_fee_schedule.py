"""The fee schedule: a header split over rows, a text of fixed width, and both say the same."""

from datetime import date
from pathlib import Path

from tests.code_files.files import fixed, one, problems, workbook, written, zipped

HEADER = [
    ",,2025 National Physician Fee Schedule Relative Value File October Release" + "," * 28,
    ",,RELEASED 09/11/2025" + "," * 28,
    ",,,,NOT USED" + "," * 21 + "PHYSICIAN,,DIAGNOSTIC,PE USED,PE USED,MP USED",
    ",,,,FOR,,,NON-FAC,,FACILITY " + "," * 16 + "SUPERVISION OF,,IMAGING,FOR OPPS,FOR OPPS,FOR OPPS",
    (
        ",,,STATUS,MEDICARE ,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,POST,MULT,"
        "BILAT,ASST,CO-,TEAM,ENDO,CONV,DIAGNOSTIC,CALCULATION,FAMILY,PAYMENT,PAYMENT,PAYMENT"
    ),
    (
        "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,"
        "OP,PROC,SURG,SURG,SURG,SURG,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT"
    ),
]
ROWS = [
    (
        "X0001,,licensed words,A,,1.00,2.50,NA,0.73,,0.17,7.17,2.90,1,090,0.10,0.80,0.10,2,1,2,1,0,X0009,32.3465,09,0,"
        "99,0.00,0.00,0.00"
    ),
    (
        "X0001,26,licensed words,A,,0.20,0.07,,0.07,,0.01,0.28,0.28,1,XXX,0.00,0.00,0.00,0,0,0,0,0,,32.3465,01,0,"
        "99,0.00,0.00,0.00"
    ),
]
TEXT = [
    "HDR CPT CODES AND DESCRIPTIONS ONLY ARE COPYRIGHT ",
    fixed(171, (1, "X0001"), (8, "licensed words"), (58, "A"), (60, "  1.00"), (67, "  2.50"), (73, "NA"),
          (76, "  0.73"), (85, " 0.17"), (91, "  7.17"), (97, "  2.90"), (103, "1"), (104, "090"), (107, ".10.80.10"),
          (116, "21210"), (128, "X0009"), (133, " 32.3465"), (142, "09"), (144, "0"), (146, "99")),
    fixed(171, (1, "X0001"), (6, "26"), (58, "A"), (60, "  0.20"), (67, "  0.07"), (76, "  0.07"), (85, " 0.01"),
          (91, "  0.28"), (97, "  0.28"), (103, "1"), (104, "XXX"), (107, ".00.00.00"), (116, "00000"),
          (133, " 32.3465"), (142, "01"), (144, "0"), (146, "99")),
]  # fmt: skip


def csv_text() -> str:
    return "\r\n".join([*HEADER, *ROWS, ""])


def fixed_text() -> str:
    return "\r\n".join([*TEXT, ""])


def test_a_header_split_over_rows_is_read_together(tmp_path: Path) -> None:
    release = one(written(tmp_path / "fees.csv", csv_text()))
    assert (release.code_set, release.edition) == ("mpfs", "2025-10-01 RVU25D")
    assert release.reaches == (date(2025, 10, 1), date(2025, 12, 31))
    first = release.rows.row(0, named=True)
    assert first == {
        "code": "X0001", "modifier": "", "from": None, "to": None, "status": "A", "global_days": "090", "pctc": "1",
        "multiple_procedure": "2", "bilateral": "1", "assistant_surgery": "2", "co_surgery": "1", "team_surgery": "0",
        "endoscopic_base": "X0009", "supervision": "09", "nonfacility_na": True, "facility_na": False,
        "work_rvu": 1000, "nonfacility_pe_rvu": 2500, "facility_pe_rvu": 730, "malpractice_rvu": 170,
    }  # fmt: skip


def test_the_text_of_fixed_width_says_the_same(tmp_path: Path) -> None:
    sheet = one(written(tmp_path / "PPRRVU2025_Oct.csv", csv_text()))
    text = one(written(tmp_path / "PPRRVU2025_Oct.txt", fixed_text()))
    assert text.rows.equals(sheet.rows)
    assert text.edition == sheet.edition


def test_no_licensed_description_is_kept(tmp_path: Path) -> None:
    for release in (
        one(written(tmp_path / "fees.csv", csv_text())),
        one(written(tmp_path / "PPRRVU2025_Oct.txt", fixed_text())),
    ):
        assert "licensed words" not in release.rows.write_csv()


def test_a_release_of_january_reaches_the_end_of_the_year(tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {"PPRRVU26.txt": fixed_text(), "GPCI2026.csv": "Contractor,State\n10112,AL\n"}
    release = one(zipped(tmp_path / "RVU26A.zip", members))
    assert release.edition == "2026-01-01 RVU26A"
    assert release.reaches == (date(2026, 1, 1), date(2026, 12, 31))
    assert "RVU26A.zip/GPCI2026.csv was passed over: it is no table that is read" in release.notes


def test_numbers_a_sheet_has_made_of_indicators_are_codes_again(tmp_path: Path) -> None:
    rows: list[list[str | int | None]] = [[*line.split(",")] for line in (*HEADER, ROWS[0])]
    for at in (13, 14, 18, 25):
        rows[-1][at] = int(str(rows[-1][at]))
    release = one(workbook(tmp_path / "PPRRVU2025_Oct.xlsx", rows))
    assert release.rows.select("pctc", "global_days", "multiple_procedure", "supervision").row(0) == (
        "1", "090", "2", "09",
    )  # fmt: skip


def test_a_text_of_another_years_layout_is_refused_and_not_misread(tmp_path: Path) -> None:
    moved = "\r\n".join([TEXT[0], *(line[:100] + "  " + line[100:] for line in TEXT[1:])])
    (problem,) = problems(written(tmp_path / "PPRRVU2025_Oct.txt", moved))
    assert problem.kind == "unknown-layout"
    (problem,) = problems(written(tmp_path / "PPRRVU19_Oct.txt", fixed_text()))
    assert problem.kind == "unknown-layout"


def test_a_column_that_has_gone_is_named(tmp_path: Path) -> None:
    text = csv_text().replace("BILAT", "SOMETHING")
    (problem,) = problems(written(tmp_path / "PPRRVU2025_Oct.csv", text))
    assert "'bilateral'" in problem.sentence
