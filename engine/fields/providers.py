"""Fields of a claim's providers, and the shapes that names and addresses share."""

from __future__ import annotations

from typing import Final

from .entry import Row, Type

_T, _C, _I, _M, _Q, _D, _B, _L = (
    Type.TEXT, Type.CODE, Type.INTEGER, Type.MONEY, Type.QUANTITY, Type.DATE, Type.TRUTH, Type.CODES,
)  # fmt: skip


def _at(names: str, rest: str) -> str:
    """A place in the segment of each type: `P 2310B NM1*82; I 2310D NM1*82` and an element."""
    return "; ".join(f"{name.strip()} {rest}" for name in names.split(";"))


def _in_loop(names: str, segment: str, rest: str) -> str:
    """The same in another segment of the loops that names open."""
    loops = [name.strip().rsplit(" ", 1)[0] for name in names.split(";")]
    return "; ".join(f"{loop} {segment} {rest}" for loop in loops)


def address(who: str, loop: str, words: str, box: str | None) -> list[Row]:
    """The fields of an address; `loop` as in a place, with the letters of its types."""
    return [
        (f"{who}.address_1", _T, _at(loop, "N3 01"), box, f"First line of the {words}'s street address."),
        (f"{who}.address_2", _T, _at(loop, "N3 02"), box, f"Second line of the {words}'s street address."),
        (f"{who}.city", _T, _at(loop, "N4 01"), box, f"City of the {words}'s address."),
        (f"{who}.state", _C, _at(loop, "N4 02"), box, f"State or province of the {words}'s address."),
        (f"{who}.zip", _C, _at(loop, "N4 03"), box, f"ZIP or postal code of the {words}'s address."),
        (f"{who}.country", _C, _at(loop, "N4 04"), box, f"Country, when not the United States, of the {words}'s address."),
    ]  # fmt: skip


def provider(who: str, names: str, words: str, box: str | None, npi_box: str | None) -> list[Row]:
    """The fields of a provider's name segment; `names` are its places without the element."""
    return [
        (f"{who}.entity_code", _C, _at(names, "01"), None, f"Entity identifier code under which the {words} is sent."),
        (f"{who}.entity_type", _C, _at(names, "02"), None, f"1 when the {words} is a person, 2 when an organization."),
        (f"{who}.last_name", _T, _at(names, "03"), box, f"Last name of the {words}, or the organization's name."),
        (f"{who}.first_name", _T, _at(names, "04"), box, f"First name of the {words}."),
        (f"{who}.id_qualifier", _C, _at(names, "08"), None, f"Kind of the {words}'s identifier: XX for an NPI."),
        (f"{who}.npi", _C, _at(names, "09 if 08=XX"), npi_box, f"National Provider Identifier of the {words}."),
    ]  # fmt: skip


def taxonomy(who: str, names: str, qualifier: str, words: str, box: str | None) -> Row:
    """The taxonomy code in the PRV of a provider's loop."""
    place = _in_loop(names, f"PRV*{qualifier}", "03 if 02=PXC")
    return (f"{who}.taxonomy", _C, place, box, f"Taxonomy code of the {words}.")


_RENDERING: Final = "P 2310B NM1*82; I 2310D NM1*82; D 2310B NM1*82"
_REFERRING: Final = "P 2310A NM1*DN; I 2310F NM1*DN; D 2310A NM1*DN"

PROVIDERS: Final[list[Row]] = [
    *provider("referring_provider", _REFERRING, "referring provider", "17; I 78", "17b; I 78"),
    taxonomy("referring_provider", "D 2310A NM1*DN", "RF", "referring provider", None),
    *provider("primary_care_provider", "PD 2310A NM1*P3", "primary care provider", None, None),
    *provider("attending_provider", "I 2310A NM1*71", "attending provider", "; I 76", "; I 76"),
    taxonomy("attending_provider", "I 2310A NM1*71", "AT", "attending provider", None),
    *provider("operating_provider", "I 2310B NM1*72", "operating physician", "; I 77", "; I 77"),
    *provider("other_operating_provider", "I 2310C NM1*ZZ", "other operating physician", "; I 78", "; I 78"),
    *provider("rendering_provider", _RENDERING, "rendering provider", "31; I 78; D 53", "24J; I 78; D 54"),
    taxonomy("rendering_provider", "P 2310B NM1*82; D 2310B NM1*82", "PE", "rendering provider", "24J; D 56a"),
    *provider("service_facility", "P 2310C NM1*77; I 2310E NM1*77; D 2310C NM1*77", "service facility", "32; D 56", "32a"),
    *address("service_facility", "P 2310C; I 2310E; D 2310C", "service facility", "32; D 56"),
    *provider("supervising_provider", "P 2310D NM1*DQ; D 2310E NM1*DQ", "supervising provider", "17", "17b"),
    *provider("assistant_surgeon", "D 2310D NM1*DD", "assistant surgeon", None, None),
    ("ambulance_pickup.address_1", _T, "P 2310E N3 01", "32", "Street address where the ambulance picked the patient up."),
    ("ambulance_pickup.city", _T, "P 2310E N4 01", "32", "City where the ambulance picked the patient up."),
    ("ambulance_pickup.state", _C, "P 2310E N4 02", "32", "State where the ambulance picked the patient up."),
    ("ambulance_pickup.zip", _C, "P 2310E N4 03", "32", "ZIP code where the ambulance picked the patient up."),
    ("ambulance_dropoff.name", _T, "P 2310F NM1*45 03", "32", "Name of the place to which the ambulance went."),
    ("ambulance_dropoff.address_1", _T, "P 2310F N3 01", "32", "Street address to which the ambulance went."),
    ("ambulance_dropoff.city", _T, "P 2310F N4 01", "32", "City to which the ambulance went."),
    ("ambulance_dropoff.state", _C, "P 2310F N4 02", "32", "State to which the ambulance went."),
    ("ambulance_dropoff.zip", _C, "P 2310F N4 03", "32", "ZIP code to which the ambulance went."),
]  # fmt: skip
"""In the order of the 837P's loops, those of the other types among them."""
