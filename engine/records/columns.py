"""The columns of the sheets a site keeps, what each may be called, and how its cells are read.

A cell is read as the claim reader reads the field of the same meaning (`like`), so that what a claim says and
what the records say of it compare equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

import polars as pl

from ..fields import FIELDS, Field, Grain, Type
from ..readers.tabular import ColumnMap, mending
from ..readers.tabular.recognition import normal

Members: TypeAlias = Literal["codes", "procedures", "npis", "tins"]
"""What a cell with a list holds."""


@dataclass(frozen=True)
class Column:
    """One column: `words` are what its cells may say and the code of each, `members` what a list is of."""

    name: str
    type: Type
    called: tuple[str, ...] = ()
    needed: bool = False
    like: str = ""
    words: Mapping[str, str] | None = None
    members: Members | None = None

    @property
    def dtype(self) -> pl.DataType:
        """The type of its values; money is in cents, a quantity in thousandths."""
        match self.type:
            case Type.DATE:
                return pl.Date()
            case Type.MONEY | Type.QUANTITY | Type.INTEGER:
                return pl.Int64()
            case Type.TRUTH:
                return pl.Boolean()
            case Type.CODES:
                return pl.List(pl.String)
            case _:
                return pl.String()

    @cached_property
    def field(self) -> Field:
        """The field whose cells are read alike, or one of its type alone."""
        return FIELDS[self.like] if self.like else Field(Grain.CLAIM, f"record.{self.name}", self.type, None, None, "")

    @cached_property
    def names(self) -> frozenset[str]:
        """All it goes by, in the normal form of headers."""
        return frozenset(normal(name) for name in (self.name, *self.called))


@dataclass(frozen=True)
class Sheet:
    """A kind of file: its name, and its columns."""

    name: str
    columns: tuple[Column, ...]

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """The columns with their types."""
        return {column.name: column.dtype for column in self.columns}

    @cached_property
    def known(self) -> ColumnMap:
        """Its names as the reader of sheets takes them, which finds the header and the separator by what it knows."""
        written = {name for column in self.columns for name in (column.name, *column.called, *column.names)}
        return ColumnMap(ignore=frozenset(written | {name.replace("_", " ") for name in written}))


_STATUS: Final = MappingProxyType({
    **dict.fromkeys(("active", "a", "yes", "y", "1", "true", "eligible", "covered"), "Y"),
    **dict.fromkeys(("inactive", "i", "no", "n", "0", "6", "false", "ineligible", "terminated", "termed"), "N"),
})  # fmt: skip
_ENTITY: Final = MappingProxyType({
    **dict.fromkeys(("1", "individual", "person", "provider", "npi 1", "type 1"), "1"),
    **dict.fromkeys(("2", "organization", "organisation", "group", "facility", "npi 2", "type 2"), "2"),
})  # fmt: skip
_ENROLLED: Final = MappingProxyType({
    **dict.fromkeys(("enrolled", "active", "approved", "effective", "complete", "completed", "par", "yes", "y"),
                    "enrolled"),
    **dict.fromkeys(("pending", "applied", "submitted", "in process", "in progress"), "pending"),
    **dict.fromkeys(("ended", "inactive", "terminated", "termed", "revoked", "expired", "deactivated"), "ended"),
    **dict.fromkeys(("denied", "rejected", "not enrolled", "no", "n"), "denied"),
})  # fmt: skip
_KIND: Final = MappingProxyType({
    **dict.fromkeys(("authorization", "auth", "prior authorization", "prior auth", "g1", "precertification", "precert"),
                    "authorization"),
    **dict.fromkeys(("referral", "ref", "9f"), "referral"),
})  # fmt: skip
CERTIFIED: Final[Mapping[str, str]] = MappingProxyType({
    **dict.fromkeys(("certified", "approved", "active", "authorized", "certified in total", "a1", "na", "not required"),
                    "certified"),
    **dict.fromkeys(("partial", "certified partial", "partially approved", "a2"), "partial"),
    **dict.fromkeys(("modified", "a6"), "modified"),
    **dict.fromkeys(("denied", "not certified", "rejected", "a3"), "denied"),
    **dict.fromkeys(("pended", "pending", "in review", "submitted", "requested", "a4", "ct"), "pended"),
    **dict.fromkeys(("cancelled", "canceled", "void", "voided", "c"), "cancelled"),
})  # fmt: skip
"""What an authorization may be called, the action codes of a 278 (HCR01) among them, and our word for it."""

_T, _C, _D, _M, _Q, _B, _L = (
    Type.TEXT, Type.CODE, Type.DATE, Type.MONEY, Type.QUANTITY, Type.TRUTH, Type.CODES,
)  # fmt: skip

_PAYER: Final = ("payer", "payer number", "payer code", "insurance payer id", "electronic payer id", "carrier id")
_MEMBER: Final = (
    "member", "member number", "subscriber id", "subscriber number", "insured id", "policy id", "policy number", "mbi",
    "medicaid id", "cardholder id",
)  # fmt: skip
_FROM: Final = (
    "effective", "effective date", "effective from", "begin", "begin date", "start", "start date", "from date",
    "coverage start", "coverage from", "coverage begin date", "coverage effective date", "eligibility begin",
    "eligibility start date", "valid from", "plan begin date",
)  # fmt: skip
_TO: Final = (
    "end", "end date", "to date", "through", "through date", "term date", "termination date", "terminated",
    "expiration date", "expires", "expiry date", "coverage end", "coverage to", "coverage end date",
    "coverage termination date", "eligibility end", "eligibility end date", "valid to", "valid through",
    "effective to", "effective through", "plan end date",
)  # fmt: skip


def _payer(*, needed: bool = True) -> Column:
    return Column("payer_id", _C, _PAYER, needed, "claim.payer.id")


def _member(*, needed: bool = True) -> Column:
    return Column("member_id", _C, _MEMBER, needed, "claim.subscriber.member_id")


_DAYS: Final = (Column("from", _D, _FROM), Column("to", _D, _TO))

SHEETS: Final[Mapping[str, Sheet]] = MappingProxyType({
    one.name: one
    for one in (
        Sheet("coverage", (
            _payer(), _member(),
            Column("last_name", _T, ("patient last name", "member last name", "subscriber last name", "surname")),
            Column("first_name", _T, ("patient first name", "member first name", "subscriber first name")),
            Column("birth_date", _D, ("dob", "date of birth", "patient dob", "patient birth date", "member dob",
                                      "patient date of birth"), like="claim.patient.birth_date"),
            Column("sex", _C, ("patient sex", "member sex"), like="claim.patient.sex"),
            Column("group_number", _T, ("group", "group id", "policy group number"),
                   like="claim.subscriber.group_number"),
            Column("plan_name", _T, ("plan", "insurance plan", "product", "coverage description")),
            Column("responsibility", _C, ("payer responsibility", "payer sequence", "insurance sequence", "rank"),
                   like="claim.payer_responsibility"),
            Column("active", _B, ("status", "coverage status", "eligibility status", "eligibility"), words=_STATUS),
            Column("copayment", _M, ("copay", "copay amount", "office visit copay")),
            Column("checked_on", _D, ("checked", "verified on", "verified", "verification date", "date verified",
                                      "eligibility checked", "last verified")),
            Column("checked_for", _D, ("verified for", "eligibility date", "date of service", "dos",
                                       "service date")),
            Column("deceased_on", _D, ("death date", "date of death", "deceased", "deceased date")),
            *_DAYS,
            Column("other_payer_id", _C, ("cob payer id", "secondary payer id", "other insurance id"),
                   like="claim.payer.id"),
            Column("other_member_id", _C, ("cob member id", "other policy number"),
                   like="claim.subscriber.member_id"),
            Column("other_responsibility", _C, ("cob responsibility", "other payer responsibility"),
                   like="claim.payer_responsibility"),
        )),
        Sheet("benefit-authorizations", (
            _payer(), _member(needed=False),
            Column("code", _C, ("procedure code", "cpt", "hcpcs", "service type", "service type code"), needed=True),
            Column("authorization_required", _B, ("required", "auth required", "prior auth required",
                                                  "prior authorization required"), needed=True,
                   words=MappingProxyType({**mending.YES_NO, "required": "Y", "not required": "N"})),
            Column("checked_on", _D, ("checked", "verified on", "verification date")),
            *_DAYS,
        )),
        Sheet("providers", (
            Column("npi", _C, ("provider npi", "rendering npi", "npi number", "individual npi", "group npi"),
                   needed=True, like="claim.rendering_provider.npi"),
            Column("name", _T, ("provider name", "provider", "last name")),
            Column("entity_type", _C, ("npi type", "type", "entity type code", "provider type"), words=_ENTITY),
            Column("tins", _L, ("tin", "tax id", "ein", "tax ids", "federal tax id"), members="tins"),
            Column("taxonomies", _L, ("taxonomy", "taxonomy code", "taxonomy codes", "provider taxonomy"),
                   members="codes"),
            Column("credentials", _T, ("credential", "degree")),
            Column("orders_and_refers", _B, ("order and refer", "may order", "ordering referring"),
                   words=mending.YES_NO),
            Column("excluded_on", _D, ("excluded", "exclusion date", "leie date")),
            *_DAYS,
        )),
        Sheet("enrollments", (
            Column("npi", _C, ("provider npi", "rendering npi", "npi number"), needed=True,
                   like="claim.rendering_provider.npi"),
            _payer(),
            Column("status", _C, ("enrollment status", "credentialing status"), words=_ENROLLED),
            Column("participating", _B, ("par", "in network", "network", "par status"), words=MappingProxyType({
                **_STATUS, "par": "Y", "participating": "Y", "in": "Y", "in network": "Y",
                "nonpar": "N", "non par": "N", "non participating": "N", "out": "N", "out of network": "N",
            })),
            Column("group_npis", _L, ("group npi", "billing npi", "organization npi"), members="npis"),
            *_DAYS,
        )),
        Sheet("authorizations", (
            _payer(),
            Column("number", _C, ("authorization number", "authorization", "auth", "auth number", "referral number",
                                  "prior authorization number", "certification number"),
                   needed=True, like="claim.prior_authorization"),
            _member(needed=False),
            Column("kind", _C, ("type", "authorization type"), words=_KIND),
            Column("procedure_codes", _L, ("procedure code", "cpt", "cpt codes", "hcpcs", "codes", "services"),
                   members="procedures"),
            Column("units", _Q, ("authorized units", "units authorized", "approved units", "units approved", "visits",
                                 "visits authorized", "quantity")),
            Column("units_used", _Q, ("used", "used units", "visits used")),
            Column("provider_npis", _L, ("npi", "provider npi", "npis", "rendering npi", "servicing npi"),
                   members="npis"),
            Column("status", _C, ("authorization status", "decision"), words=CERTIFIED),
            *_DAYS,
        )),
        Sheet("payers", (
            _payer(),
            Column("also", _L, ("also called", "other ids", "aliases", "eligibility payer id"), needed=True,
                   members="codes"),
        )),
        Sheet("remittances", (
            Column("claim_id", _T, ("claim", "claim number", "patient control number", "account number"), needed=True,
                   like="claim.claim_id"),
            _payer(needed=False),
            Column("status", _C, ("claim status", "claim status code", "clp02")),
            Column("charge", _M, ("billed", "billed amount", "total charge")),
            Column("paid", _M, ("paid amount", "payment", "payment amount")),
            Column("patient_responsibility", _M, ("patient responsibility amount", "patient amount")),
            Column("payer_control_number", _C, ("payer claim control number", "icn", "dcn", "payer claim number"),
                   like="claim.original_reference"),
            Column("adjustments", _L, ("adjustment codes", "denial codes", "carc"), members="codes"),
            Column("paid_on", _D, ("payment date", "check date", "remittance date", "remit date"), needed=True),
        )),
        Sheet("fees", (
            Column("procedure_code", _C, ("cpt", "hcpcs", "code", "cpt code", "cpt hcpcs"), needed=True,
                   like="line.procedure_code"),
            Column("modifier", _C, ("mod", "modifiers")),
            _payer(needed=False),
            Column("amount", _M, ("fee", "charge", "rate", "price", "allowed amount", "standard charge"), needed=True),
            *_DAYS,
        )),
    )
})  # fmt: skip
"""By the beginning of the file's name."""

YES: Final = "Y"


def read_word(words: Mapping[str, str], text: str) -> str | None:
    """The code that a word stands for; None for one that is not known."""
    return mending.word_of(words, strict=True)(text, None).value if text else None
