"""Every importer gives what the shapes say, and the catalogue says of each code set how far back a release answers."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from engine.code_files import taken
from engine.code_files.code_lists import NAMED
from engine.code_files.downloads import downloads
from engine.code_files.registry import FORMATS
from engine.code_sets.catalogue import CATALOGUE
from engine.code_sets.content import canonical
from engine.code_sets.release import Release
from engine.code_sets.shapes import SHAPES
from tests.code_files import (
    test_code_lists,
    test_coverage,
    test_editor_definitions,
    test_editors,
    test_fee_schedule,
    test_hcpcs,
    test_icd,
    test_icd_tabular,
    test_ncci_add_on,
    test_ncci_units,
    test_providers,
)
from tests.code_files.files import PAIRS, PAIRS_PREAMBLE, fixed, workbook, written, zipped
from tests.code_files.shaped import ONLY_OF_THE_PROGRAM, differences

SAID = date(2026, 1, 1)
OUTPATIENT = "code,start,end,apc,lo_age,hi_age,sex,status_indicator,payment_indicator,blood_product\n"


def text(name: str, content: str) -> Callable[[Path], Path]:
    """A file as written."""
    return lambda folder: written(folder / name, content)


def units(header: str) -> Callable[[Path], Path]:
    """A MUE table, of the setting that stands in its header."""
    rows = test_ncci_units.HEADER.replace("Practitioner Services MUE Values", header) + test_ncci_units.ROWS
    return text("MUE_Eff_07-01-2024.csv", test_ncci_units.NOTICE + rows)


def level_ii(folder: Path) -> Path:
    """A HCPCS file with so many codes that ended in 2015 that it answers from that year."""
    ended = [
        fixed(320, (1, f"Q{at:04}001003Thing"), (92, "Thing"), (230, "C"), (269, "201001012015010120151231D"))
        for at in range(100, 112)
    ]
    return written(folder / test_hcpcs.NAME, test_hcpcs.TEXT + "\r\n".join(ended) + "\r\n")


def add_on(folder: Path) -> Path:
    """An add-on file with one pair."""
    pair: list[str | int | None] = [1, "X0001", None, "X0100", None, 2020001, None, None]
    return workbook(folder / test_ncci_add_on.NAME, [test_ncci_add_on.NOTICE, test_ncci_add_on.HEADER, pair])


def named(name: str) -> Callable[[Path], Path]:
    """A short list that is known by its name, with all columns that such lists have."""
    flags = "payment_setting,ncci,therapy,non_discount,died_transferred,device_req_exclusion,telehealth"
    rows = f"{test_code_lists.HEADER},{flags},assistant_surgeon\n01,A TEXT,20200101,,assigned,facility,1,0,0,0,0,0,0\n"
    return text(f"{name.replace('-', '_')}.csv", rows)


MADE: dict[str, Callable[[Path], Path]] = {
    "pairs of practitioners": text("ccipra-v322r0-f1.TXT", PAIRS_PREAMBLE + PAIRS),
    "pairs of hospitals": text("ccioph-v322r0-f1.TXT", PAIRS_PREAMBLE + PAIRS),
    "units of practitioners": units("Practitioner Services MUE Values"),
    "units of hospitals": units("Outpatient Hospital Services MUE Values"),
    "units of suppliers": units("DME Supplier Services MUE Values"),
    "add-on codes": add_on,
    "fee schedule": text("fees.csv", test_fee_schedule.csv_text()),
    "fee schedule as text": text("RVU25D.txt", test_fee_schedule.fixed_text()),
    "HCPCS": level_ii,
    "diagnoses": text("icd10cm_order_2026.txt", test_icd.ORDER),
    "diagnoses that may be billed": text("icd10cm_codes_2026.txt", test_icd.CODES),
    "procedures": text("icd10pcs_order_2026.txt", test_icd.PROCEDURES),
    "exempt from POA": text("POAexemptCodesFY26.txt", test_icd.EXEMPT),
    "tabular list": text(test_icd_tabular.NAME, test_icd_tabular.XML),
    "flags of diagnoses": text("mce_v44_icd10cm.csv", test_editors.FLAGS),
    "flags of procedures": text("mce.csv", "code,start,end,flags\n0016070,20151001,20260930,noncovered\n"),
    "definitions of the editor": text(test_editor_definitions.NAME, test_editor_definitions.TEXT),
    "age groups": text("ages.csv", "group,start_age,end_age,start,end\nAdult,15,124,19840301,20270331\n"),
    "discharge statuses": text("discharge_status.csv", "code,start,end\n01,19801001,20270331\n"),
    "outpatient flags": text(
        "flags.csv", OUTPATIENT + "X0001,20190701,,01492,0,124,0,S,1,1\nX0002,20260401,,01492,0,124,0,S,1,1\n"
    ),
    "outpatient ages of procedures": text(
        "ages.csv", "code,start,end,low_age,high_age,sex\nX0001,20190701,,15,124,0\nX0002,20260401,,0,0,0\n"
    ),
    "outpatient ages of diagnoses": text(
        "ages.csv", "code,start,end,low_age,high_age,sex\nA1814,20190701,,15,124,0\nA33,20260401,,0,0,0\n"
    ),
    "coverage": lambda folder: zipped(folder / test_coverage.NAME, test_coverage.export()),
    "determinations": lambda folder: zipped(folder / "current_lcd_csv.zip", {**test_coverage.DETERMINATIONS}),
    "providers": text(test_providers.MONTHLY, test_providers.registry(test_providers.HOSPITAL, test_providers.PERSON)),
    "providers of a week": text(test_providers.WEEKLY, test_providers.registry(test_providers.HOSPITAL)),
    "deactivated providers": lambda folder: workbook(
        folder / "NPPES Deactivated NPI Report 20260914.xlsx",
        [["NPPES Deactivated NPI Report"], ["NPI", "NPPES Deactivation Date"], ["2000000012", "09/10/2026"]],
    ),
    "CARC": text("carc.csv", "code,start,last_modified,end\n16,19950101,20200301,\n"),
    "RARC": text("rarc.csv", "code,start,last_modified,end\nN16,19970101,20200301,\n"),
    "taxonomy": text("nucc_taxonomy_241.csv", "Code,Classification,Specialization\n207K00000X,Allergy,\n"),
    "ZIP codes": text("zip_code.csv", "zip,type,city,state,county,active\n00501,UNIQUE,H,NY,Suffolk County,True\n"),
    **{f"list {name}": named(name) for name in sorted(NAMED)},
}
"""A small file for every importer and each code set that it makes."""


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Release]]:
    """What the importers make of the files."""
    made = {}
    for what, file in MADE.items():
        made[what] = taken([file(tmp_path_factory.mktemp("made"))], effective=SAID)
    return made


@pytest.mark.parametrize("what", MADE)
def test_a_release_has_the_keys_and_attributes_of_its_shape(what: str, releases: dict[str, list[Release]]) -> None:
    for release in releases[what]:
        assert release.code_set in SHAPES
        assert not differences(release.code_set, release.keys, canonical(release.rows, release.keys).schema)


@pytest.mark.parametrize("what", MADE)
def test_the_catalogue_says_whether_a_release_answers_for_earlier_days(
    what: str, releases: dict[str, list[Release]]
) -> None:
    for release in releases[what]:
        # none of the first says since when it was registered, and the second tell of their own half year alone
        if what in {"deactivated providers", "definitions of the editor"}:
            continue
        known = CATALOGUE[release.code_set]
        assert (release.reaches[0] < release.begins) == known.has_history, release.code_set


def test_a_code_set_has_a_file_here_an_entry_in_the_catalogue_and_a_shape(releases: dict[str, list[Release]]) -> None:
    made = {release.code_set for some in releases.values() for release in some}
    assert made == set(CATALOGUE)
    assert made == set(SHAPES) - {"state"}  # a table of the program alone


def test_a_format_has_a_file_here(tmp_path: Path) -> None:
    unused = {one.name for one in FORMATS}
    for at, file in enumerate(MADE.values()):
        folder = tmp_path / str(at)
        folder.mkdir()
        for download in downloads([file(folder)])[0]:
            unused -= {next((one.name for one in FORMATS if one.recognised(download)), "")}
    assert not unused


def test_what_only_the_program_says_is_known_of_its_code_set() -> None:
    for code_set, attributes in ONLY_OF_THE_PROGRAM.items():
        assert attributes <= set(SHAPES[code_set].attributes)
