"""The real files that may lie beside the checkout, each with what the importers keep of it.

None of them is part of the project: a test that reads them is skipped where the folder is not. The rows are
those of the files of 2024 to 2026 that the folder's own page describes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.source_files import ROOT

FOLDER = ROOT.parent / "shared" / "reference_data"

needed = pytest.mark.skipif(not FOLDER.is_dir(), reason="the published files are not beside the checkout")


@dataclass(frozen=True, slots=True)
class Published:
    """What one import takes: the files as a pattern, the rows of each code set, the day where no file says one."""

    files: str
    kept: dict[str, int]
    effective: date | None = None

    @property
    def paths(self) -> list[Path]:
        """The files of the pattern."""
        return sorted(FOLDER.glob(self.files))


_SAID = date(2026, 1, 1)
_LIST = "code_lists"

PUBLISHED = (
    Published(f"{_LIST}/adjustment_group.csv", {"adjustment-group": 5}, _SAID),
    Published(f"{_LIST}/admission_source.csv", {"admission-source": 11}),
    Published(f"{_LIST}/admission_type.csv", {"admission-type": 7}, _SAID),
    Published(f"{_LIST}/carc.csv", {"carc": 407}),
    Published(f"{_LIST}/claim_status_category.csv", {"claim-status-category": 48}, _SAID),
    Published(f"{_LIST}/claim_status_code.csv", {"claim-status-code": 759}, _SAID),
    Published(f"{_LIST}/condition_code.csv", {"condition-code": 239}),
    Published(f"{_LIST}/entity_identifier_code.csv", {"entity-identifier-code": 218}, _SAID),
    Published(f"{_LIST}/modifier.csv", {"hcpcs-modifier": 421}),
    Published(f"{_LIST}/nucc_taxonomy_240.csv", {"taxonomy": 874}),
    Published(f"{_LIST}/occurrence_code.csv", {"occurrence-code": 50}),
    Published(f"{_LIST}/occurrence_span_code.csv", {"occurrence-span-code": 13}),
    Published(f"{_LIST}/patient_status.csv", {"patient-status": 43}),
    Published(f"{_LIST}/place_of_service.csv", {"place-of-service": 52}),
    Published(f"{_LIST}/rarc.csv", {"rarc": 1_171}),
    Published(f"{_LIST}/revenue_code.csv", {"revenue-code": 539}),
    Published(f"{_LIST}/service_type_code.csv", {"service-type-code": 219}, _SAID),
    Published(f"{_LIST}/type_of_bill.csv", {"type-of-bill": 1_202}),
    Published(f"{_LIST}/type_of_bill_facility_classification.csv", {"type-of-bill-facility-classification": 65}),
    Published(f"{_LIST}/type_of_bill_frequency.csv", {"type-of-bill-frequency": 15}, _SAID),
    Published(f"{_LIST}/value_code.csv", {"value-code": 115}),
    Published(f"{_LIST}/zip_code.csv", {"zip-code": 42_789}, _SAID),
    Published("hcpcs/2019-*.zip", {"hcpcs": 6_440, "hcpcs-level-ii-modifier": 360}),
    Published("hcpcs/jul-2024-*.zip", {"hcpcs": 8_033}),
    Published("icd10/2025-code-*.zip", {"icd-10-cm": 97_584}),
    Published("icd10/2026-code-*.zip", {"icd-10-cm": 98_186}),
    Published("icd10/2026-icd-10-pcs-*.zip", {"icd-10-pcs": 80_029}),
    Published("icd10/POAexemptCodesFY26.zip", {"poa-exempt": 38_349}),
    Published("ioce/ioce_hcpcs_age_sex.csv", {"ioce-hcpcs-age": 745}),
    Published("ioce/ioce_hcpcs_flags.csv.zip", {"ioce-hcpcs": 31_213}),
    Published("ioce/ioce_icd10cm_age_sex.csv", {"ioce-icd-10-cm": 6_070}),
    Published("mce/age_ranges.csv", {"mce-age-group": 5}),
    Published("mce/discharge_status.csv", {"mce-discharge-status": 45}),
    Published("mce/mce_v44_icd10cm.csv", {"mce-icd-10-cm": 85_122}),
    Published("mce/mce_v44_icd10pcs.csv", {"mce-icd-10-pcs": 86_910}),
    Published("ncci_addon/AOC_*.xlsx", {"add-on": 8_601, "add-on-code": 1_009}),
    Published("ncci_mue/MCR_MUE_DME*.csv", {"mue-dme": 2_928}),
    Published("ncci_mue/MCR_MUE_Outpatient*.csv", {"mue-outpatient": 14_628}),
    Published("ncci_mue/MCR_MUE_Practitioner*.csv", {"mue-practitioner": 14_677}),
    Published("ncci_ptp/*-practitioner-*.zip", {"ncci-ptp-practitioner": 2_546_017}),
    Published("ncci_ptp/*-hospital-*.zip", {"ncci-ptp-hospital": 1_594_456}),
    Published("nppes/npidata_pfile_*.csv", {"nppes-update": 26}),
    Published("pfs/RVU25D.zip", {"mpfs": 19_090}),
)
"""Every file of the folder but its page and its digests."""

NOT_TABLES = {"README.md", "SHA256SUMS"}
