"""What the boxes of the paper forms hold: CMS-1500 items and UB-04 form locators as columns are called by them.

`24d`, `Box 24D`, `Item 24 D CPT` and `FL 42 Rev CD` are known by the number alone; where a box holds
several things, the words that follow it decide, as in `24A From`. `#` stands for the number of a
line, of a modifier or of a diagnosis.

Sources: NUCC 1500 Claim Form Reference Instruction Manual 02/12; NUBC UB-04 form locators.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_CMS_1500: Final = """
1a claim.subscriber.member_id
2 claim.patient.name
2 last claim.patient.last_name
2 first claim.patient.first_name
3 claim.patient.birth_date
3 sex claim.patient.sex
4 claim.subscriber.name
5 claim.patient.address_1
5 city claim.patient.city
5 state claim.patient.state
5 zip claim.patient.zip
6 claim.patient.relationship
7 claim.subscriber.address_1
7 city claim.subscriber.city
7 state claim.subscriber.state
7 zip claim.subscriber.zip
9 other_payer.1.subscriber_last_name
9a other_payer.1.member_id
9d other_payer.1.payer_name
10b state claim.accident_state
11 claim.subscriber.group_number
11a claim.subscriber.birth_date
11a sex claim.subscriber.sex
11c claim.subscriber.group_name
12 claim.release_of_information
13 claim.benefits_assignment
14 claim.onset_date
16 from claim.last_worked_date
16 to claim.return_to_work_date
17 claim.referring_provider.name
17b claim.referring_provider.npi
18 from claim.admission_date
18 to claim.discharge_date
19 claim.note
21 # diagnosis.#.code
21 diagnosis.code
22 claim.frequency_code
22 original claim.original_reference
22b claim.original_reference
23 claim.prior_authorization
24a line.service_date
24a from line.service_date
24a to line.service_through
24a through line.service_through
24b claim.place_of_service
24c line.emergency
24d line.procedure_code
24d modifier line.modifiers
24d modifier # line.modifiers.#
24e line.diagnosis_pointers
24f line.charge
24g line.units
24h line.epsdt
24i claim.rendering_provider.taxonomy
24j claim.rendering_provider.npi
25 claim.billing_provider.tax_id
26 claim.claim_id
27 claim.assignment_code
28 claim.total_charge
29 claim.patient_paid
31 claim.rendering_provider.name
32 claim.service_facility.last_name
32 address claim.service_facility.address_1
32 city claim.service_facility.city
32 state claim.service_facility.state
32 zip claim.service_facility.zip
32a claim.service_facility.npi
33 claim.billing_provider.last_name
33 address claim.billing_provider.address_1
33 city claim.billing_provider.city
33 state claim.billing_provider.state
33 zip claim.billing_provider.zip
33 phone claim.billing_provider.phone
33a claim.billing_provider.npi
33b claim.billing_provider.taxonomy
"""

_UB_04: Final = """
1 claim.billing_provider.last_name
3a claim.claim_id
3b claim.medical_record_number
4 claim.type_of_bill
5 claim.billing_provider.tax_id
6 from claim.statement_from
6 through claim.statement_through
8b claim.patient.name
9a claim.patient.address_1
9b claim.patient.city
9c claim.patient.state
9d claim.patient.zip
10 claim.patient.birth_date
11 claim.patient.sex
12 claim.admission_date
13 claim.admission_hour
14 claim.admission_type
15 claim.admission_source
16 claim.discharge_hour
17 claim.patient_status
29 claim.accident_state
42 line.revenue_code
43 line.description
44 line.procedure_code
45 line.service_date
46 line.units
47 line.charge
48 line.noncovered_charge
50 claim.payer.name
50a claim.payer.name
51 claim.payer.id
51a claim.payer.id
52 claim.release_of_information
53 claim.benefits_assignment
56 claim.billing_provider.npi
58 claim.subscriber.name
58a claim.subscriber.name
59 claim.patient.relationship
59a claim.patient.relationship
60 claim.subscriber.member_id
60a claim.subscriber.member_id
61 claim.subscriber.group_name
62 claim.subscriber.group_number
63 claim.prior_authorization
63a claim.prior_authorization
64 claim.original_reference
64a claim.original_reference
67 diagnosis.1.code
69 diagnosis.admitting.code
70a diagnosis.reason.1.code
70b diagnosis.reason.2.code
70c diagnosis.reason.3.code
71 claim.drg
72a diagnosis.external.1.code
72b diagnosis.external.2.code
72c diagnosis.external.3.code
74 procedure.1.code
74 date procedure.1.date
76 claim.attending_provider.npi
77 claim.operating_provider.npi
80 claim.note
"""

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


def _table(text: str) -> dict[str, str]:
    """Targets by box and words; a letter stands apart from its number, as in a name's normal form."""
    found = {}
    for line in text.strip().splitlines():
        box, _, target = line.rpartition(" ")
        number, *words = box.split()
        head = f"{number[:-1]} {number[-1]}" if number[-1].isalpha() else number
        found[" ".join([head, *words])] = target
    return found


CMS_1500: Final[Mapping[str, str]] = MappingProxyType(
    {
        **_table(_CMS_1500),
        # NUCC 1500 manual, item 21: diagnoses A to L
        **{f"21 {letter}": f"diagnosis.{n}.code" for n, letter in enumerate(_LETTERS[:12], start=1)},
    }
)
"""Targets by item of the CMS-1500 (02/12)."""

UB_04: Final[Mapping[str, str]] = MappingProxyType(
    {
        **_table(_UB_04),
        # NUBC: FL 18 to 28 condition codes, 31 to 34 occurrences, 35 and 36 spans, 67A to Q other diagnoses, 74a to e
        **{f"{n}": f"claim.condition_codes.{n - 17}" for n in range(18, 29)},
        **{f"{n}": f"occurrence.{n - 30}.code" for n in range(31, 35)},
        **{f"{n} date": f"occurrence.{n - 30}.date" for n in range(31, 35)},
        **{f"67 {letter}": f"diagnosis.{n}.code" for n, letter in enumerate(_LETTERS[:17], start=2)},
        **{f"74 {letter}": f"procedure.{n}.code" for n, letter in enumerate(_LETTERS[:5], start=2)},
        **{f"74 {letter} date": f"procedure.{n}.date" for n, letter in enumerate(_LETTERS[:5], start=2)},
    }
)
"""Targets by form locator of the UB-04."""
