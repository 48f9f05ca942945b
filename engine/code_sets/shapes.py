"""What every known code set can be asked, whether or not a site has imported it.

Rules are checked against these names when they are read, on a machine without a single table too; where
a table is missing they are not evaluated. A test holds the importers to the same columns.
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
        ),
        "hcpcs": _shape(short_description=_T, coverage=_T, replaced_by=_L, lab_certifications=_L),
        "hcpcs-modifier": _shape(short_description=_T),
        "icd-10-cm": _shape(billable=_B, title=_T),
        "icd-10-pcs": _shape(billable=_B, title=_T),
        "poa-exempt": _shape(),
        "mce-icd-10-cm": _shape(flags=_L),
        "mce-icd-10-pcs": _shape(flags=_L),
        "taxonomy": _shape(),
        "nppes": _shape("npi", entity_type=_T, name=_T, first_name=_T, taxonomies=_L, deactivated=_D, reactivated=_D),
        "carc": _shape(),
        "rarc": _shape(),
        "revenue-code": _shape(),
        "type-of-bill": _shape(),
        "condition-code": _shape(),
        "occurrence-code": _shape(),
        "occurrence-span-code": _shape(),
        "value-code": _shape(),
        "patient-status": _shape(),
        "place-of-service": _shape(facility=_B),
        "state": _shape(united_states=_B),
    }
)  # fmt: skip
"""By the name of the code set."""
