"""What columns are called: a reviewed table from the names in use to our fields.

Names are compared in their normal form (`recognition.normal`): without case, punctuation and the
difference between `Acct`, `Account` and `acct.`; `#` in a name stands for a number, which goes to the
`#` of the target. A name that could mean two things is not here: whoever uses it says in a column
map which it is. The names of our own fields are known without being listed.

Sources: NUCC 1500 Claim Form Reference Instruction Manual 02/12; the input layer `medical_claim` of
the Tuva Project (thetuvaproject.com); headers of exports and import templates of practice-management systems.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_EXPORTS: Final = """
claim.claim_id: claim id; claim number; claim #; claim control number; patient account number; account number; account id
claim.claim_id: patient control number; pcn; patient account; encounter number; encounter id; visit number; invoice number; invoice id
claim.claim_id: patient acct no; clm id; clm no; claim; account
claim.type: claim type; type of claim; form type; claim form type
claim.total_charge: total charge; total charges; total claim charge; claim total; total claim charge amount; claim charge; total billed; total billed amount; claim amount
claim.place_of_service: pos; place of service; place of service code; pos code; place of svc; service place
claim.frequency_code: frequency; frequency code; claim frequency; claim frequency code; resubmission code; bill frequency
claim.original_reference: original reference number; original ref no; original claim number; icn; dcn; payer claim control number; original claim id; payer icn
claim.patient_paid: amount paid; patient paid; patient paid amount; patient payment; patient payments; copay paid
claim.prior_authorization: prior authorization; prior authorization number; authorization number; authorization; auth; auth no; auth #; prior auth; precert number; preauthorization number; authorization id
claim.referral_number: referral number; referral no; referral #; referral id; ref #
claim.clia_number: clia; clia number; clia no; clia id
claim.medical_record_number: medical record number; mrn; medical record no; chart number; chart no; med rec number
claim.note: claim note; claim notes; additional claim information
claim.assignment_code: accept assignment; assignment code; provider accepts assignment
claim.benefits_assignment: assignment of benefits; benefits assigned; aob; benefits assignment
claim.release_of_information: release of information; roi; release of info
claim.provider_signature: provider signature on file; provider signature
claim.accident_date: accident date; date of accident
claim.accident_state: accident state; auto accident state
claim.onset_date: onset date; date of onset; date of current illness; illness date; onset of current illness; current illness date
claim.last_menstrual_period: lmp; lmp date; last menstrual period; last menstrual period date
claim.last_seen_date: last seen date; date last seen
claim.admission_date: admission date; admit date; hospital admission date; hospitalization from; hospitalization from date; date of admission; hospitalized from
claim.discharge_date: discharge date; hospital discharge date; hospitalization to; hospitalization through date; date of discharge; hospitalized to
claim.last_worked_date: unable to work from; last worked date
claim.return_to_work_date: unable to work to; return to work date
claim.delay_reason: delay reason; delay reason code
claim.filing_indicator: filing indicator; claim filing indicator; claim filing indicator code; filing code; claim filing code
claim.payer_responsibility: payer responsibility; payer responsibility sequence; insurance sequence; payer sequence; payer responsibility code
claim.payer.id: payer id; payor id; payer number; payer code; payer identifier; insurance payer id; electronic payer id; primary payer id; insurance id code; carrier id; payer edi id
claim.payer.name: payer; payor; payer name; payor name; insurance; insurance name; insurance company; insurance company name; primary insurance; primary insurance name; primary payer; primary payer name; carrier; carrier name; insurance carrier; insurance plan name
claim.payer.address_1: payer address; payer address 1; insurance address; insurance address 1
claim.payer.address_2: payer address 2; insurance address 2
claim.payer.city: payer city; insurance city
claim.payer.state: payer state; insurance state
claim.payer.zip: payer zip; payer zip code; insurance zip; insurance zip code
claim.subscriber.member_id: member id; member number; member #; subscriber id; subscriber number; insured id; insured id number; insured's id; insureds id; insured's id number; policy id; insurance id; insurance id number; policy number; policy no; policy #; mbi; medicare id; medicaid id; hic number; cardholder id; subscriber member id; primary insurance id; primary policy number
claim.subscriber.group_number: group number; group no; group #; group id; policy group number; insured policy group; policy group or feca number; insured's policy group; insured group number; subscriber group number; plan group number
claim.subscriber.group_name: group name; plan name; insurance plan; insured plan name; subscriber group name; insurance plan name or program name
claim.subscriber.name: subscriber name; insured name; insured's name; insureds name; subscriber full name; policy holder name; policyholder name; guarantor insured name
claim.subscriber.last_name: subscriber last name; insured last name; insured's last name; policyholder last name; subscriber lname
claim.subscriber.first_name: subscriber first name; insured first name; insured's first name; policyholder first name; subscriber fname
claim.subscriber.middle_name: subscriber middle name; insured middle name; subscriber middle initial; subscriber mi; insured middle initial; insured mi
claim.subscriber.birth_date: subscriber dob; subscriber birth date; subscriber date of birth; insured dob; insured birth date; insured's date of birth; insured date of birth; policyholder dob
claim.subscriber.sex: subscriber sex; subscriber gender; insured sex; insured gender; insured's sex
claim.subscriber.address_1: subscriber address; subscriber address 1; subscriber address line 1; insured address; insured address 1; insured's address; subscriber street
claim.subscriber.address_2: subscriber address 2; subscriber address line 2; insured address 2
claim.subscriber.city: subscriber city; insured city; insured's city
claim.subscriber.state: subscriber state; insured state; insured's state
claim.subscriber.zip: subscriber zip; subscriber zip code; insured zip; insured zip code; insured's zip code
claim.subscriber.ssn: subscriber ssn; insured ssn
claim.patient.relationship: relationship; patient relationship; relationship to insured; relationship to subscriber; patient relationship to insured; patient relationship to subscriber; pt relationship; patient rel; relation to insured; relationship code; patient relationship code
claim.patient.name: patient name; patient; patient full name; patient's name; pt name
claim.patient.last_name: patient last name; patient last; last name; patient lname; patient's last name; patient surname; lname
claim.patient.first_name: patient first name; patient first; first name; patient fname; patient's first name; fname
claim.patient.middle_name: patient middle name; patient middle; middle name; middle initial; patient middle initial; patient mi; mi; patient m i
claim.patient.birth_date: dob; birth date; date of birth; patient dob; patient birth date; patient date of birth; birthdate; patient birthdate; patient's birth date; bday
claim.patient.sex: sex; gender; patient sex; patient gender; patient's sex
claim.patient.death_date: death date; date of death; dod; patient death date
claim.patient.address_1: patient address; patient address 1; patient address line 1; address; address 1; address line 1; street; street address; patient street; patient's address
claim.patient.address_2: patient address 2; patient address line 2; address 2; address line 2
claim.patient.city: patient city; city; patient's city
claim.patient.state: patient state; state; patient's state
claim.patient.zip: patient zip; patient zip code; zip; zip code; patient postal code; postal code; patient's zip code
claim.billing_provider.npi: billing npi; billing provider npi; bill npi; group npi; billing provider npi number; npi billing; organization npi; practice npi; pay to npi
claim.billing_provider.tax_id: tax id; tin; billing tin; ein; federal tax id; federal tax id number; billing tax id; billing provider tax id; fein; tax id number; billing provider tin; billing ein; group tax id; fed tax id; practice tax id
claim.billing_provider.taxonomy: billing taxonomy; billing taxonomy code; billing provider taxonomy; billing provider taxonomy code
claim.billing_provider.last_name: billing provider; billing provider name; billing name; billing group name; practice name; billing organization; billing organization name; group practice name; billing provider organization name; billing provider last name
claim.billing_provider.first_name: billing provider first name
claim.billing_provider.address_1: billing address; billing address 1; billing provider address; billing provider address 1; billing provider street; practice address
claim.billing_provider.address_2: billing address 2; billing provider address 2; practice address 2
claim.billing_provider.city: billing city; billing provider city; practice city
claim.billing_provider.state: billing state; billing provider state; practice state
claim.billing_provider.zip: billing zip; billing zip code; billing provider zip; billing provider zip code; practice zip
claim.billing_provider.phone: billing phone; billing phone number; billing provider phone; billing provider phone number; practice phone
claim.rendering_provider.npi: rendering npi; rendering provider npi; rend npi; npi rendering; provider npi; treating provider npi; servicing provider npi; servicing npi; performing npi; performing provider npi; individual npi; rendering physician npi; doctor npi; physician npi; rendering npi number; treating npi
claim.rendering_provider.name: rendering provider; rendering provider name; rendering name; provider name; physician name; treating provider; treating provider name; servicing provider; servicing provider name; rendering physician; provider; performing provider
claim.rendering_provider.last_name: rendering last name; rendering provider last name; provider last name; physician last name
claim.rendering_provider.first_name: rendering first name; rendering provider first name; provider first name; physician first name
claim.rendering_provider.taxonomy: rendering taxonomy; rendering taxonomy code; rendering provider taxonomy; rendering provider taxonomy code; provider taxonomy; taxonomy; taxonomy code
claim.referring_provider.npi: referring npi; referring provider npi; ref npi; ref provider npi; ref prov npi; referring physician npi; referral npi; npi referring
claim.referring_provider.name: referring provider; referring provider name; referring physician; referring name; referring physician name; ref provider; ref provider name; ref physician
claim.referring_provider.last_name: referring last name; referring provider last name; ref last name; referring physician last name
claim.referring_provider.first_name: referring first name; referring provider first name; ref first name; referring physician first name
line.ordering_provider.npi: ordering npi; ordering provider npi; ordering physician npi
claim.supervising_provider.npi: supervising npi; supervising provider npi; supervising physician npi
claim.supervising_provider.name: supervising provider; supervising provider name
claim.attending_provider.npi: attending npi; attending provider npi; attending physician npi
claim.attending_provider.name: attending provider; attending provider name; attending physician; attending name; attending physician name
claim.attending_provider.last_name: attending last name; attending provider last name; attending physician last name
claim.attending_provider.first_name: attending first name; attending provider first name; attending physician first name
claim.operating_provider.npi: operating npi; operating provider npi; operating physician npi
claim.operating_provider.name: operating provider name; operating physician; operating physician name
claim.service_facility.npi: facility npi; service facility npi; service location npi; location npi; fac npi
claim.service_facility.last_name: facility; facility name; service facility; service facility name; service facility location; service location; service location name; location name; fac name
claim.service_facility.address_1: facility address; service facility address; facility address 1; service facility address 1; service location address
claim.service_facility.city: facility city; service facility city; service location city
claim.service_facility.state: facility state; service facility state; service location state
claim.service_facility.zip: facility zip; facility zip code; service facility zip; service facility zip code; service location zip
claim.type_of_bill: type of bill; tob; bill type; bill type code; type of bill code; ub type of bill
claim.statement_from: statement from; statement from date; statement covers from; statement period from; statement covers period from; statement start date
claim.statement_through: statement through; statement through date; statement to; statement to date; statement covers through; statement covers to; statement period through; statement period to; statement covers period through; statement end date
claim.admission_hour: admission hour; admit hour; admission time
claim.discharge_hour: discharge hour; discharge time
claim.admission_type: admission type; admit type; type of admission; admission type code; priority of visit; priority of admission
claim.admission_source: admission source; admit source; source of admission; point of origin; admission source code; source of referral for admission
claim.patient_status: patient status; discharge status; patient discharge status; patient status code; discharge status code; discharge disposition
claim.drg: drg; drg code; ms drg; ms drg code; apr drg
claim.condition_codes: condition codes
claim.condition_codes.#: condition code #
line.line_number: line; line number; line no; line #; line item; line item number; service line; service line number; claim line; claim line number; line id; charge line number; line sequence
line.procedure_code: cpt; cpt code; cpt hcpcs; cpt hcpcs code; hcpcs; hcpcs code; procedure; procedure code; cpt procedure code; service code; cpt 4; hcpcs cpt; hcpcs cpt code; cdt; cdt code; proc code; procedure cpt; px code; cpt or hcpcs
line.modifiers: modifier; modifiers; mod; mods; modifier codes; cpt modifier; procedure modifiers
line.modifiers.#: modifier #; mod #; m #; modifier code #; cpt modifier #; cpt mod #; hcpcs modifier #; procedure modifier #; proc modifier #; md #
line.description: description; procedure description; service description; line description; proc desc; procedure desc; charge description
line.charge: charge; charges; charge amount; line charge; line charges; billed; billed amount; amount billed; line charge amount; fee; charge amt; line amount; line billed amount; service charge; line item charge; line item charge amount
line.units: units; unit; quantity; qty; days or units; service units; units of service; unit count; service unit count; number of units; days units; days or unit; service quantity; billed units; line units
line.unit_of_measure: unit of measure; uom; units of measure; unit measure; unit basis; unit type; unit basis code
line.service_date: dos; service date; date of service; dos from; from dos; from date of service; from date; service from; service from date; service date from; date of service from; from; begin dos; start dos; service start date; begin date; begin date of service; service begin date; start date of service; dos start; line service date; line from date; first date of service; beginning date of service; dos begin; from service date
line.service_through: dos to; to dos; dos through; through date; thru date; to date; service to; service to date; service through; service through date; service date to; service date through; service thru; end dos; service end date; end date of service; to date of service; date of service to; date of service through; dos end; end date; thru; line to date; line through date; last date of service; dos thru; through date of service; to service date
line.diagnosis_pointers: diagnosis pointer; diagnosis pointers; pointer; pointers; dx pointer; dx pointers; dx ptr; dxptr; diag ptr; diagnosis code pointer; dx pointer codes; diag pointer; diagnosis ptr; icd pointer
line.diagnosis_pointers.#: diagnosis pointer #; dx pointer #; pointer #; dx ptr #; diagnosis code pointer #; diag ptr #; diag pointer #; icd pointer #
line.emergency: emergency; emg; emergency indicator
line.epsdt: epsdt; epsdt indicator; epsdt family plan; epsdt flag
line.family_planning: family planning; family planning indicator
line.ndc: ndc; ndc code; ndc number; ndc #; drug code; national drug code
line.ndc_quantity: ndc quantity; ndc qty; ndc units; drug quantity; ndc unit quantity; ndc unit count
line.ndc_unit: ndc unit; ndc unit of measure; ndc uom; ndc unit qualifier; drug unit; ndc units of measure; ndc measure
line.control_number: line control number; line item control no; line reference number
line.note: line note; line notes; service line note
line.revenue_code: revenue code; rev code; revenue; rev cd; revenue cd; ub revenue code; rev
line.noncovered_charge: noncovered charge; non covered charge; noncovered charges; non covered charges; non covered amount; noncovered amount
line.oral_cavity: oral cavity; area of oral cavity; quadrant; oral cavity area; oral cavity code
line.prosthesis: prosthesis; prosthesis code; prosthesis indicator; initial placement
tooth.code: tooth; tooth number; tooth #; tooth code; tooth no; tooth numbers
tooth.surfaces: surface; surfaces; tooth surface; tooth surfaces
diagnosis.code: diagnosis codes; diagnoses; dx codes; icd codes; icd 10 codes; diagnosis; diagnosis code; dx; dx code; icd; icd code; icd 10; icd 10 code; icd 10 cm; icd 10 diagnosis; icd diagnosis; all diagnoses; diagnosis list
diagnosis.#.code: diagnosis #; diagnosis code #; dx #; dx code #; icd #; icd code #; icd 10 #; icd 10 code #; diag #; diag code #; icd 10 cm #; icd 10 diagnosis #; icd diagnosis #; dx icd #; claim diagnosis #; icd 10 dx #; diagnosis icd 10 #; header diagnosis #; icd dx #; icd 10 diagnosis code #; diagnosis code icd 10 #
diagnosis.1.code: principal diagnosis; primary diagnosis; principal diagnosis code; primary diagnosis code; primary dx; principal dx; dx primary; primary icd; diagnosis principal; primary icd 10; pdx
diagnosis.#.present_on_admission: poa #; diagnosis poa #; poa indicator #; present on admission #; dx poa #; diagnosis # poa; dx # poa; present on admission indicator #
diagnosis.1.present_on_admission: poa; principal diagnosis poa; principal poa; present on admission; poa indicator
diagnosis.qualifier: diagnosis code type; icd version; icd indicator; icd ind; diagnosis type; icd type; dx code type; dx version; diagnosis version
diagnosis.admitting.code: admitting diagnosis; admitting diagnosis code; admitting dx; admit diagnosis; admit dx; admission diagnosis
diagnosis.reason.code: reason for visit; patient reason for visit; reason for visit diagnosis; patient reason diagnosis; patient's reason for visit
diagnosis.reason.#.code: reason for visit #; patient reason for visit #; patient reason diagnosis #; reason for visit diagnosis #
diagnosis.external.code: external cause; external cause of injury; external cause code; e code; eci; external cause diagnosis
diagnosis.external.#.code: external cause #; external cause of injury #; external cause code #; e code #; eci #
procedure.1.code: principal procedure; principal procedure code; icd procedure
procedure.1.date: principal procedure date; icd procedure date
procedure.#.code: icd procedure #; icd procedure code #; icd 10 procedure #; icd 10 pcs #; pcs #; icd pcs #; ub procedure #; surgical procedure #; icd 10 procedure code #
procedure.#.date: icd procedure date #; procedure date #; icd 10 procedure date #; icd 10 pcs date #; surgical procedure date #
occurrence.#.code: occurrence code #; occurrence #
occurrence.#.date: occurrence date #; occurrence code date #; occurrence code # date; occurrence # date
occurrence_span.#.code: occurrence span code #; occurrence span #
occurrence_span.#.from: occurrence span from #; occurrence span from date #; occurrence span # from
occurrence_span.#.through: occurrence span through #; occurrence span to #; occurrence span through date #; occurrence span # through; occurrence span # to
value_code.#.code: value code #
value_code.#.amount: value amount #; value code amount #; value code # amount
other_payer.1.paid_amount: primary paid; primary payer paid; other payer paid; other insurance paid; cob paid; primary paid amount; other payer paid amount; cob paid amount; primary insurance paid
other_payer.1.payer_name: other payer; other payer name; other insurance; other insurance name; cob payer name; secondary insurance; secondary insurance name; secondary payer; secondary payer name
other_payer.1.payer_id: other payer id; cob payer id; secondary payer id
other_payer.1.member_id: other insured id; other insured policy; other insured's policy or group number; other subscriber id; secondary member id; secondary insurance id; secondary policy number
other_payer.1.subscriber_last_name: other insured last name; other subscriber last name
other_payer.1.subscriber_first_name: other insured first name; other subscriber first name
other_payer.1.group_number: other insured group number; secondary group number
other_payer.1.adjudication_date: primary paid date; other payer paid date; other payer adjudication date; cob paid date
"""

_TUVA: Final = """
claim.claim_id: claim_id
line.line_number: claim_line_number
claim.type: claim_type
claim.subscriber.member_id: member_id
claim.payer.name: payer
claim.subscriber.group_name: plan
claim.statement_from: claim_start_date
claim.statement_through: claim_end_date
line.service_date: claim_line_start_date
line.service_through: claim_line_end_date
claim.admission_date: admission_date
claim.discharge_date: discharge_date
claim.admission_source: admit_source_code
claim.admission_type: admit_type_code
claim.patient_status: discharge_disposition_code
claim.place_of_service: place_of_service_code
claim.type_of_bill: bill_type_code
claim.drg: drg_code; ms_drg_code
line.revenue_code: revenue_center_code
line.units: service_unit_quantity
line.procedure_code: hcpcs_code
line.modifiers.#: hcpcs_modifier_#
claim.rendering_provider.npi: rendering_npi; rendering_id
claim.billing_provider.npi: billing_npi; billing_id
claim.billing_provider.tax_id: billing_tin
claim.service_facility.npi: facility_npi; facility_id
line.charge: charge_amount
diagnosis.qualifier: diagnosis_code_type
diagnosis.#.code: diagnosis_code_#
diagnosis.#.present_on_admission: diagnosis_poa_#
procedure.#.code: procedure_code_#
procedure.#.date: procedure_date_#
"""

TUVA_ASIDE: Final = frozenset(
    {
        "person_id", "drg_code_type", "rendering_tin", "paid_date", "paid_amount", "allowed_amount",
        "coinsurance_amount", "copayment_amount", "deductible_amount", "total_cost_amount", "procedure_code_type",
        "in_network_flag", "data_source", "file_name", "file_date", "ingest_datetime", "apr_drg_code",
    }
)  # fmt: skip
"""Columns of the Tuva layout that tell of the payment or of the load, not of the claim as it is billed."""

TUVA_SIGNS: Final = frozenset({"claim_line_number", "claim_line_start_date", "hcpcs_code", "revenue_center_code"})
"""A sheet with two of these has the Tuva layout, where `procedure_code_1` is of the hospital stay and no line's."""


def _table(text: str) -> list[tuple[str, str]]:
    """Name and target of each name of a text."""
    found = []
    for line in text.strip().splitlines():
        target, _, names = line.partition(": ")
        found += [(name.strip(), target) for name in names.split(";")]
    return found


EXPORTS: Final[tuple[tuple[str, str], ...]] = tuple(_table(_EXPORTS))
"""Names of exports and import templates, each with its target."""

TUVA: Final[Mapping[str, str]] = MappingProxyType(dict(_table(_TUVA)))
"""The columns of the Tuva `medical_claim` layout, by name; `#` stands for a number."""
