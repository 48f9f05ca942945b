"""What every known code set can be asked, whether or not a site has imported it.

Rules are checked against these names when they are read, on a machine without a single table too; where
a table is missing they are not evaluated. A test holds the importers to the same columns, and an attribute
that only a table of the program gives to being one of its columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ..fields import Type
from .code_set import Shape

_T, _I, _B, _D, _L = Type.TEXT, Type.INTEGER, Type.TRUTH, Type.DATE, Type.CODES


def _shape(keys: str = "code", **attributes: Type) -> Shape:
    return Shape(tuple(keys.split()), attributes)


_PAIR: Final = _shape("column_1 column_2", modifier_indicator=_T, rationale=_T, before_1996=_B)
_LIMIT: Final = _shape(value=_I, adjudication_indicator=_T, rationale=_T)
_LEVEL_II: Final = _shape(
    short_description=_T, coverage=_T, multiple_pricing=_T, asc_group=_T, betos=_T, action=_T, pricing=_L,
    lab_certifications=_L, replaced_by=_L, types_of_service=_L, anesthesia_units=_I,
)  # fmt: skip
_AGES: Final = _shape(low_age=_I, high_age=_I)
_PROVIDER: Final = _shape(
    "npi", entity_type=_T, name=_T, first_name=_T, taxonomies=_L, primary_taxonomy=_T, deactivated=_D, reactivated=_D,
    replacement_npi=_T,
)  # fmt: skip
_LIST: Final = _shape(status=_T)

SHAPES: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        "ncci-ptp-practitioner": _PAIR,
        "ncci-ptp-hospital": _PAIR,
        "mue-practitioner": _LIMIT,
        "mue-outpatient": _LIMIT,
        "mue-dme": _LIMIT,
        "add-on": _shape("add_on_code primary_code", type=_T),
        "add-on-code": _shape(type=_T),
        "mpfs": _shape(
            "code modifier", status=_T, pctc=_T, global_days=_T, multiple_procedure=_T, bilateral=_T,
            assistant_surgery=_T, co_surgery=_T, team_surgery=_T, endoscopic_base=_T, supervision=_T,
            nonfacility_na=_B, facility_na=_B, work_rvu=_I, nonfacility_pe_rvu=_I, facility_pe_rvu=_I,
            malpractice_rvu=_I,  # relative values in thousandths
        ),
        "hcpcs": _LEVEL_II,
        "hcpcs-level-ii-modifier": _LEVEL_II,
        "hcpcs-modifier": _shape(
            status=_T, ncci=_B, therapy=_B, non_discount=_B, died_transferred=_B, device_req_exclusion=_B,
            telehealth=_B, assistant_surgeon=_B,
        ),
        "icd-10-cm": _shape(billable=_B, lacks_seventh=_B, title=_T),
        "icd-10-cm-notes": _shape(
            excludes1=_L, excludes1_notes=_L, code_first=_L, seventh_characters=_L, manifestation=_B,
        ),
        "icd-10-pcs": _shape(billable=_B, title=_T),
        "poa-exempt": _shape(),
        "mce-icd-10-cm": _shape(flags=_L),
        "mce-icd-10-pcs": _shape(flags=_L),
        "mce-age-group": _shape("group", start_age=_I, end_age=_I),
        "mce-discharge-status": _shape(),
        "taxonomy": _shape(),
        "nppes": _PROVIDER,
        "nppes-update": _PROVIDER,
        "carc": _shape(),
        "rarc": _shape(),
        "revenue-code": _LIST,
        "type-of-bill": _LIST,
        "type-of-bill-facility-classification": _LIST,
        "type-of-bill-frequency": _LIST,
        "condition-code": _LIST,
        "occurrence-code": _LIST,
        "occurrence-span-code": _LIST,
        "value-code": _LIST,
        "patient-status": _shape(status=_T, inpatient_mce=_B),
        "admission-type": _LIST,
        "admission-source": _LIST,
        "adjustment-group": _LIST,
        "claim-status-category": _LIST,
        "claim-status-code": _LIST,
        "service-type-code": _LIST,
        "entity-identifier-code": _LIST,
        "place-of-service": _shape(status=_T, facility=_B),
        "state": _shape(united_states=_B),
        "coverage-article": _shape("article_id code", groups=_L, contractors=_L, states=_L),
        "coverage-diagnosis": _shape("article_id code", groups=_L, covered=_B),
        "coverage-lcd": _shape("lcd_id", title=_T, articles=_L, contractors=_L, states=_L),
        "zip-code": _shape(state=_T, county=_T, type=_T, active=_B),
        "ioce-hcpcs": _shape(
            apc=_T, status_indicator=_T, payment_indicator=_T, low_age=_I, high_age=_I, flags=_L,
        ),
        "ioce-hcpcs-age": _AGES,
        "ioce-icd-10-cm": _AGES,
    }
)  # fmt: skip
"""By the name of the code set; what only a table of the program says is absent where a site's release answers."""
