"""People who do not exist: names, addresses, birth dates and member ids for made-up claims.

Names are taken from plants and places of no map, so that nobody can mistake a claim for somebody's.
States and the first digits of their ZIP codes agree; towns, streets and numbers are invented.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from .draws import Draws

_LAST: Final = (
    "ACORNBY", "ALDERMOOT", "ASHBRAMBLE", "BEECHNUTT", "BIRCHLOW", "BRACKENSON", "BRIARFOOT", "BURDOCKE", "CATKINS",
    "CEDARLING", "CHERRYPITT", "CLOVERBY", "COLTSFOOTE", "CORNCOCKLE", "COWSLIPPE", "DANDELYON", "DEWBERREY",
    "DOCKLEAF", "ELDERWAND", "ELMBARKE", "FENBLOSSOM", "FERNHOLLOW", "FIGGLETREE", "FOXGLOVER", "FURZEBUSH",
    "GORSEMAN", "GRAPEVYNE", "HAREBELLE", "HAWTHORNLY", "HAZELNUTT", "HEATHERBY", "HEMLOCKE", "HOLLYHOCKE",
    "HONEYSUCK", "HOPVINE", "IVYCREEPER", "JUNIPERSON", "KELPWORTH", "LARCHMOSS", "LARKSPURR", "LICHENBY",
    "LINDENTWIG", "LUPINSKY", "MALLOWAY", "MARIGOLDEN", "MEADOWSWEET", "MILKWEEDE", "MISTLETOWE", "MOSSBANKER",
    "MULLEINS", "NETTLESHIP", "OATGRASSE", "ORCHIDSON", "OXEYEDAISY", "PEARBLOSSOM", "PEASECOD", "PINECONER",
    "PLUMSTONE", "POPPYSEED", "PRIMROSEN", "QUINCEMAN", "RAGWORTHY", "REDCLOVER", "ROSEHIPPER", "ROWANBERRY",
    "RUSHREED", "SAGEBRUSH", "SEDGEWATER", "SORRELTON", "SPINDLETREE", "SPRUCENEEDLE", "TANSYE", "TEASELBY",
    "THISTLEDOWNE", "THORNAPPLE", "TOADFLAXE", "TURNIPSEED", "VETCHLING", "VIOLETTON", "WALNUTTER", "WILLOWHERB",
    "WINTERGREENE", "WOODRUFFLE", "WORMWOODE", "YARROWBY", "YEWBARK",
)  # fmt: skip
_FEMALE: Final = (
    "ACACIA", "AMARYLLA", "BRYONY", "CAMELLIA", "CLEMATIS", "DAHLIA", "FREESIA", "HYACINTHIA", "JONQUIL", "LAVENDULA",
    "MAGNOLIA", "MARJORAMA", "MYRTILLA", "NIGELLA", "OLEANDRA", "PEONIA", "PERIWINKLE", "ROSEMARINA", "SAFFRON",
    "TANSIE", "TULIPA", "VERBENA", "WISTERIA", "ZINNIA",
)  # fmt: skip
_MALE: Final = (
    "ALOYSIUM", "ASTERIUS", "BASILICUM", "BURDOCK", "CHICORIO", "COSMOS", "CROCUS", "DILLWEED", "FENNELIUS", "GINGKO",
    "HYSSOP", "LOVAGE", "LUPIN", "NARCISSUS", "OREGANO", "PAPAVER", "QUINCE", "RUSCUS", "SORREL", "TARRAGON",
    "THYMUS", "TREFOIL", "VALERIAN", "YARROW",
)  # fmt: skip
_STREETS: Final = (
    "ACORN LANE", "BUMBLEBEE ROAD", "CARDBOARD STREET", "DOORMAT DRIVE", "ECHO ALLEY", "FIDDLESTICK WAY",
    "GINGHAM COURT", "HATBOX AVENUE", "INKWELL STREET", "JIGSAW ROAD", "KETTLE LANE", "LANTERN STREET",
    "MITTEN DRIVE", "NUTMEG AVENUE", "PAPERCLIP ROAD", "QUILT COURT", "RIBBON STREET", "SPOOL LANE", "TEASPOON WAY",
    "UMBRELLA AVENUE",
)  # fmt: skip
# Of no state whose Medicaid has a limit of its own, for services are up to seven months old.
_TOWNS: Final = (
    ("INKWELL FALLS", "OH", "432"), ("BUTTONVILLE", "OH", "441"), ("THIMBLETON", "MI", "482"),
    ("LOWER KETTLE", "PA", "171"), ("MITTENBURG", "IN", "462"), ("NEW SPOOL", "KY", "402"),
    ("PAPERCLIP", "IL", "606"), ("FORT UMBRELLA", "AZ", "850"), ("NUTMEG SPRINGS", "GA", "303"),
    ("PORT HATBOX", "WA", "981"), ("SAINT GINGHAM", "MN", "554"), ("QUILT HARBOR", "ME", "041"),
)  # fmt: skip

_MBI_LETTERS: Final = "ACDEFGHJKMNPQRTUVWXY"
_MBI_EITHER: Final = _MBI_LETTERS + "0123456789"


@dataclass(frozen=True, slots=True)
class Address:
    """A street address in a town that is on no map."""

    street: str
    city: str
    state: str
    zip: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up; `last` is a company's name where an employer stands for the subscriber."""

    last: str
    first: str
    middle: str
    sex: str
    born: date | None
    address: Address | None
    entity_type: str = "1"


def address(draws: Draws, *, nine_digits: bool = False) -> Address:
    """An address; providers have ZIP codes of nine digits, people of five or nine."""
    city, state, area = draws.pick(_TOWNS)
    zip_code = f"{area}{draws.between(1, 99):02}"
    if nine_digits or draws.chance(0.2):
        zip_code += f"{draws.between(1000, 9998)}"
    return Address(f"{draws.between(1, 998)} {draws.pick(_STREETS)}", city, state, zip_code)


def person(draws: Draws, born: date, sex: str = "") -> Person:
    """Somebody born on a day."""
    sex = sex or draws.pick("FM")
    first = draws.pick(_FEMALE if sex == "F" else _MALE)
    middle = draws.pick("ABCDEGHJKLMNPRT") if draws.chance(0.4) else ""
    return Person(draws.pick(_LAST), first, middle, sex, born, address(draws))


def renamed(draws: Draws, person: Person) -> Person:
    """The same with one more family name."""
    return replace(person, last=f"{person.last}-{draws.pick(_LAST)}")


def born(draws: Draws, youngest: int, oldest: int, on: date) -> date:
    """A birth date of somebody who has `youngest` to `oldest` completed years on a day."""
    first = _years_before(on, oldest + 1) + timedelta(days=1)
    return draws.day(first, _years_before(on, youngest))


def _years_before(day: date, years: int) -> date:
    return date(day.year - years, day.month, min(day.day, 28))


def medicare_number(draws: Draws) -> str:
    """A made-up number of the shape of a Medicare beneficiary identifier.

    Source: CMS, Understanding the Medicare Beneficiary Identifier (MBI) Format.
    """
    kinds = (
        "123456789", _MBI_LETTERS, _MBI_EITHER, "0123456789", _MBI_LETTERS, _MBI_EITHER, "0123456789", _MBI_LETTERS,
        _MBI_LETTERS, "0123456789", "0123456789",
    )  # fmt: skip
    return "".join(draws.pick(kind) for kind in kinds)
