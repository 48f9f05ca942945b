"""Columns are recognised by reviewed names, or named in a column map; what is doubtful is refused with what to do."""

from pathlib import Path

import pytest

from engine import column_maps
from engine.errors import InputError, RulesError
from engine.fields import FIELDS, Grain
from engine.readers import proposal
from engine.readers.tabular import ColumnMap, Target
from engine.readers.tabular.form_names import CMS_1500, UB_04
from engine.readers.tabular.names import EXPORTS, TUVA, TUVA_ASIDE
from engine.readers.tabular.recognition import normal, recognise
from tests.make import places
from tests.sheet_text import csv_of, kinds, line, mapped, read_one


def known(header: str) -> str:
    (one,) = recognise([header])
    return str(one.target)


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("claim.billing_provider.npi", "claim.billing_provider.npi"),
        ("billing_provider.npi", "claim.billing_provider.npi"),
        ("billing_provider_npi", "claim.billing_provider.npi"),
        ("line.modifiers.2", "line.modifiers.2"),
        ("diagnosis.3.code", "diagnosis.3.code"),
        ("Patient Account #", "claim.claim_id"),
        ("Patient Acct. No", "claim.claim_id"),
        ("DOB", "claim.patient.birth_date"),
        ("DOS", "line.service_date"),
        ("Thru Date", "line.service_through"),
        ("CPT/HCPCS", "line.procedure_code"),
        ("Mod1", "line.modifiers.1"),
        ("M4", "line.modifiers.4"),
        ("Dx12", "diagnosis.12.code"),
        ("ICD10_1", "diagnosis.1.code"),
        ("DxPtr", "line.diagnosis_pointers"),
        ("Auth #", "claim.prior_authorization"),
        ("Ref NPI", "claim.referring_provider.npi"),
        ("RenderingNPI", "claim.rendering_provider.npi"),
        ("Insured's Name", "claim.subscriber.name"),
        ("Address_2", "claim.patient.address_2"),
        ("24D", "line.procedure_code"),
        ("Box 24d", "line.procedure_code"),
        ("24D Modifier 1", "line.modifiers.1"),
        ("24A To", "line.service_through"),
        ("1a insured id", "claim.subscriber.member_id"),
        ("Item 33a", "claim.billing_provider.npi"),
        ("21 B", "diagnosis.2.code"),
        ("FL 4 type of bill", "claim.type_of_bill"),
        ("FL42", "line.revenue_code"),
        ("UB04 FL 67 A", "diagnosis.2.code"),
        ("line1_cpt", "line.1.procedure_code"),
        ("CPT2", "line.2.procedure_code"),
        ("charge_6", "line.6.charge"),
        ("POS 3", "line.3.own_place_of_service"),
        ("Mod 1 Line 2", "line.2.modifiers.1"),
        ("Admitting Dx", "diagnosis.admitting.code"),
        ("Tooth #", "tooth.code"),
        ("33", "None"),
        ("mod_1_2", "None"),
        ("Notes for Bob", "None"),
        ("", "None"),
        ("x" * 100_000, "None"),
    ],
)
def test_a_header_is_recognised_by_its_name(header: str, target: str) -> None:
    assert known(header) == target


def test_the_normal_form_of_a_header_has_neither_case_nor_punctuation() -> None:
    forms = ("Service Date", "service_date", "SERVICE-DATE", "ServiceDate", " Svc  Dt. ", "Service\nDate")
    assert {normal(form) for form in forms} == {"service date"}


def test_every_name_in_the_tables_means_one_field() -> None:
    targets = [*(target for _, target in EXPORTS), *TUVA.values(), *CMS_1500.values(), *UB_04.values()]
    assert [target for target in targets if Target.parse(target.replace("#", "1")) is None] == []
    numbered = [
        (name.replace("#", "1") if "#" in target else name, target.replace("#", "1")) for name, target in EXPORTS
    ]
    assert [name for name, target in numbered if known(name) != target] == []


def test_every_field_of_a_sheet_is_known_by_its_own_name() -> None:
    told = [field.path for field in FIELDS.values() if field.grain in {Grain.CLAIM, Grain.LINE}]
    assert [path for path in told if known(path) != path] == []


TUVA_LAYOUT = [
    "claim_id",
    "claim_line_number",
    "claim_type",
    "person_id",
    "member_id",
    "payer",
    "plan",
    "claim_start_date",
    "claim_end_date",
    "claim_line_start_date",
    "claim_line_end_date",
    "admission_date",
    "discharge_date",
    "admit_source_code",
    "admit_type_code",
    "discharge_disposition_code",
    "place_of_service_code",
    "bill_type_code",
    "drg_code_type",
    "drg_code",
    "revenue_center_code",
    "service_unit_quantity",
    "hcpcs_code",
    "hcpcs_modifier_1",
    "hcpcs_modifier_5",
    "rendering_npi",
    "rendering_tin",
    "billing_npi",
    "billing_tin",
    "facility_npi",
    "paid_date",
    "paid_amount",
    "allowed_amount",
    "charge_amount",
    "coinsurance_amount",
    "copayment_amount",
    "deductible_amount",
    "total_cost_amount",
    "diagnosis_code_type",
    "diagnosis_code_1",
    "diagnosis_code_25",
    "diagnosis_poa_1",
    "diagnosis_poa_25",
    "procedure_code_type",
    "procedure_code_1",
    "procedure_code_25",
    "procedure_date_1",
    "procedure_date_25",
    "in_network_flag",
    "data_source",
    "file_name",
    "file_date",
    "ingest_datetime",
]


def test_every_column_of_the_tuva_layout_is_known_or_told_to_be_of_no_use() -> None:
    found = recognise(TUVA_LAYOUT)
    assert [one.header for one in found if one.target is None and one.header not in TUVA_ASIDE] == []
    assert str(next(one.target for one in found if one.header == "procedure_code_1")) == "procedure.1.code"
    assert known("procedure_code_1") == "line.1.procedure_code"  # in any other sheet


def refused(data: bytes, columns: ColumnMap | None = None) -> list[str]:
    with pytest.raises(InputError) as error:
        read_one(data, columns=columns)
    return [problem.sentence for problem in error.value.problems]


def test_two_columns_of_one_meaning_are_refused_with_their_names() -> None:
    assert refused(csv_of([line(DOS="2024-01-01")])) == [
        "the columns 'From Date' and 'DOS' would all be line.service_date"
    ]
    tables, _ = read_one(csv_of([line(DOS="2024-01-01")]), columns=mapped(ignore=frozenset({"DOS"})))
    assert str(tables.lines["line.service_date"][0]) == "2024-01-25"


def test_what_no_claim_can_do_without_is_asked_for() -> None:
    assert refused(b"Name,Color,DOB\nx,y,z\n") == [
        "no column holds the number of the claim",
        "no column holds a procedure code, a revenue code or a charge",
    ]


def test_columns_of_one_name_that_make_a_list_are_numbered_as_they_stand() -> None:
    tables, _ = read_one(b"Claim ID,CPT,Mod,Mod,Dx,Dx2\nA1,99213,25,59,E119,I10\n", columns=mapped())
    assert tables.lines["line.modifiers"].to_list() == [["25", "59"]]
    assert tables.diagnoses["diagnosis.code"].to_list() == ["E119", "I10"]


def test_unknown_columns_are_told_once_and_can_be_ignored() -> None:
    data = csv_of([line(Color="red", Mood="good")])
    _, reading = read_one(data, columns=mapped())
    assert [problem.sentence for problem in reading.warnings] == [
        "2 columns are not known and left aside: 'Color', 'Mood'"
    ]
    _, reading = read_one(data, columns=mapped(ignore=frozenset({"COLOR", "mood"})))
    assert reading.warnings == []


def test_a_column_map_is_read_from_yaml(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(
        "type: 837I\ndates: DMY\nsheet: May\nheader_row: 3\ncolumns: {Acct No: claim.claim_id, Dx: diagnosis.2.code}\n"
        "ignore: [Color]\n"
    )
    found = column_maps.load(tmp_path / "map.yaml")
    assert {header: str(target) for header, target in found.columns.items()} == {
        "Acct No": "claim.claim_id", "Dx": "diagnosis.2.code",
    }  # fmt: skip
    assert (found.claim_type, found.dates, found.sheet, found.header_row) == ("837I", "DMY", "May", 3)


def test_mistakes_in_a_column_map_are_told_with_their_places(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(
        "columns:\n  A: claim.claimid\n  B: line.charge\n  C: line.charge\n  D: [x]\n"
        "dates: MYD\nheader_row: 0\nsheets: x\n"
    )
    with pytest.raises(RulesError) as error:
        column_maps.load(tmp_path / "map.yaml")
    assert places(error.value.problems) == [
        "2:6-19 unknown-field", "4:6-17 claimed-twice", "5:6-9 wrong-shape", "6:8-11 unknown-value",
        "7:13-14 bad-number", "8:1-7 unknown-key",
    ]  # fmt: skip
    assert error.value.problems[0].hint == "did you mean 'claim.claim_id'?"


def test_a_map_that_names_a_column_the_file_has_not_is_refused() -> None:
    wrong = mapped(columns={"Acct": "claim.claim_id"})
    assert refused(csv_of([line()]), wrong) == ["there is no column 'Acct', which the column map names"]


def test_a_map_decides_over_what_is_recognised() -> None:
    columns = mapped(columns={"Units": "claim.claim_id", "Claim ID": "claim.medical_record_number"})
    tables, _ = read_one(csv_of([line(Units="7")]), columns=columns)
    assert tables.claims.select("claim.claim_id", "claim.medical_record_number").row(0) == ("7", "A1")


def test_a_proposed_map_can_be_saved_read_and_used_and_quotes_no_value(tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_bytes(csv_of([line(**{"Color: #1": "SECRET"})], above="Report for May,,\n"))
    text = proposal(tmp_path / "export.csv")
    assert "SECRET" not in text
    assert "ROE" not in text
    assert "header_row: 2\n" in text
    assert '  "POS": claim.place_of_service' in text
    assert '  # "Color: #1":\n' in text
    (tmp_path / "map.yaml").write_text(text)
    found = column_maps.load(tmp_path / "map.yaml")
    tables, reading = read_one((tmp_path / "export.csv").read_bytes(), columns=found)
    assert tables.claims["claim.claim_id"].to_list() == ["A1"]
    assert kinds(reading.warnings)[0] == "unknown-column"


def test_there_is_no_map_to_propose_for_an_837(tmp_path: Path) -> None:
    from engine.synth import write

    write(tmp_path / "a.837", None, 1, 1)
    with pytest.raises(InputError) as error:
        proposal(tmp_path / "a.837")
    assert kinds(error.value.problems) == ["not-a-sheet"]
