"""What every table of a site's records can be asked, whether or not the site has it.

Rules are checked against these names as against those of code sets: on a machine without any records too.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ..code_sets import RECORDS, Shape
from ..fields import Type

_T, _I, _B, _D, _L = Type.TEXT, Type.INTEGER, Type.TRUTH, Type.DATE, Type.CODES


def _shape(keys: str, known_by: str = "", **attributes: Type) -> Shape:
    """`known_by` are the keys of which the site must have some row, else it knows nothing and there is no data."""
    return Shape(tuple(keys.split()), attributes, tuple(known_by.split()), RECORDS)


_COVERAGE: Final[Mapping[str, Type]] = {
    "last_name": _T, "first_name": _T, "sex": _T, "group_number": _T, "plan_name": _T, "responsibility": _T,
    "active": _B, "copayment": _I, "checked_on": _D, "checked_for": _D, "deceased_on": _D,
}  # fmt: skip

SHAPES: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        "coverage": _shape("payer_id member_id", "payer_id member_id", birth_date=_D, **_COVERAGE),
        "coverage-person": _shape("payer_id member_id birth_date", "payer_id member_id", **_COVERAGE),
        "coverage-member": _shape(
            "payer_id member_id", "member_id", first_day=_D, last_day=_D, active=_B, persons=_I, birth_dates=_L,
            checked_on=_D,
        ),
        "coverage-other": _shape(
            "payer_id member_id responsibility", other_payer_id=_T, other_member_id=_T, checked_on=_D,
        ),
        "benefit-authorization": _shape("payer_id member_id code", authorization_required=_B, checked_on=_D),
        "provider": _shape(
            "npi", name=_T, entity_type=_T, tins=_L, taxonomies=_L, credentials=_T, orders_and_refers=_B,
            excluded_on=_D,
        ),
        "enrollment": _shape("npi payer_id", "npi", status=_T, participating=_B, group_npis=_L),
        "authorization": _shape(
            "payer_id number", member_id=_T, kind=_T, procedure_codes=_L, units=_I, units_used=_I, provider_npis=_L,
            status=_T,
        ),
        "authorization-service": _shape(
            "payer_id number procedure_code", "payer_id number", units=_I, units_used=_I, status=_T,
        ),
        "remittance": _shape(
            "claim_id", "claim_id", payer_id=_T, status=_T, charge=_I, paid=_I, patient_responsibility=_I,
            payer_control_number=_T, adjustments=_L,
        ),
        "fee": _shape("procedure_code modifier payer_id", amount=_I),
    }
)  # fmt: skip
"""By the name of the table. Money is in cents, units in thousandths; keys are text, a birth date as YYYY-MM-DD."""
