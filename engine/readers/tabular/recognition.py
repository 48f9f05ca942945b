"""Recognising columns by their headers: our own names, boxes of the forms, the Tuva layout, common exports.

A header is brought to its normal form and looked up in the reviewed tables; nothing is guessed from likeness, for a
column taken for another would check the wrong values. What no table knows is left to a column map.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeAlias

from ...fields import FIELDS, PLURALS, Grain
from .form_names import CMS_1500, UB_04
from .names import EXPORTS, TUVA, TUVA_ASIDE, TUVA_SIGNS
from .targets import GRAINS, OF_LINES, Target

Known: TypeAlias = Literal["map", "own name", "Tuva layout", "CMS-1500", "UB-04", "common name"]
"""How a column came to its field, surest first."""

LONGEST_HEADER: Final = 200
"""Longer texts are no names, and taking them apart takes its time."""

_ALIKE: Final = {
    "acct": "account", "pt": "patient", "pat": "patient", "no": "number", "num": "number", "nbr": "number",
    "#": "number", "dx": "diagnosis", "diag": "diagnosis", "diagnoses": "diagnosis", "dgns": "diagnosis",
    "proc": "procedure", "prcdr": "procedure", "px": "procedure", "svc": "service", "serv": "service",
    "srvc": "service", "amt": "amount", "auth": "authorization", "dt": "date", "mod": "modifier", "mods": "modifier",
    "modifiers": "modifier", "rev": "revenue", "qty": "quantity", "prov": "provider", "prvdr": "provider",
    "subs": "subscriber", "sbr": "subscriber", "addr": "address", "telephone": "phone", "chg": "charge",
    "chrg": "charge", "chgs": "charges", "clm": "claim", "ptr": "pointer", "ptrs": "pointer", "pointers": "pointer",
    "cd": "code", "thru": "through", "rend": "rendering", "fac": "facility", "mbr": "member", "insureds": "insured",
    "patients": "patient", "identifier": "id", "identification": "id", "desc": "description", "ser": "service",
    "gender": "sex", "payor": "payer", "ln": "line",
}  # fmt: skip
"""Words that stand for one another in headers, each with the one that is kept."""

_IDLE: Final = {"the", "of", "a/k/a"}

_WORDS: Final = re.compile(r"[a-z]+|[0-9]+|#")
_HUMPS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_FORM: Final = re.compile(r"(?:cms 1500|hcfa 1500|hcfa|cms|1500)?(?: ?(?:box|item|field))? ?(?=[0-9])")
_LOCATOR: Final = re.compile(r"(?:ub 0?4 )?(?:fl|form locator|ub 0?4) (?=[0-9])")
_OF_LINE: Final = re.compile(r"(?:service )?line ([0-9]+) (.+)|service ([0-9]+) (.+)|(.+) (?:service )?line ([0-9]+)")


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a header was recognised as; None where it was not. `aside` marks what tells nothing of a claim."""

    header: str
    target: Target | None
    known: Known | None = None
    aside: bool = False


def normal(header: str) -> str:
    """A header's normal form: words and numbers with one space between, without case and punctuation.

    >>> normal("Patient Acct. #"), normal("hcpcs_modifier_1"), normal("ServiceDateFrom")
    ('patient account number', 'hcpcs modifier 1', 'service date from')
    """
    text = unicodedata.normalize("NFKC", header[:LONGEST_HEADER]).replace("'s", "").replace("\u2019s", "")
    words = _WORDS.findall(_HUMPS.sub(" ", text).lower())
    return " ".join(_ALIKE.get(word, word.lstrip("0") or word) for word in words if word not in _IDLE)


@cache
def _own_names() -> dict[str, str]:
    """Our fields by the normal form of their names, the claim's before those of lines and parts."""
    found: dict[str, str] = {}
    for grain in GRAINS:
        for field in FIELDS.of(grain):
            found.setdefault(normal(field.path), field.path)
            if grain in {Grain.CLAIM, Grain.LINE} and not field.name.endswith("entity_code"):
                found.setdefault(normal(field.name), field.path)
    return found


@cache
def _exports() -> dict[str, str]:
    """Targets by the normal form of a common name; `#` stands for a number."""
    return {_numbered(name, target): target for name, target in EXPORTS}


@cache
def _tuva() -> dict[str, str]:
    return {_numbered(name, target): target for name, target in TUVA.items()}


def _numbered(name: str, target: str) -> str:
    """The normal form of a listed name, in which the `#` of a numbered column stays; that of `Auth #` is a word."""
    if "#" not in target:
        return normal(name)
    words = ("#" if word == "#" else normal(word) for word in name.replace("_", " ").split())
    return " ".join(filter(None, words))


def recognise(headers: Sequence[str]) -> list[Recognised]:
    """What each header of a sheet is, in their order."""
    plain = {header.strip().lower() for header in headers}
    tuva = len(plain & TUVA_SIGNS) > 1
    return [_recognised(header, tuva=tuva) for header in headers]


def _recognised(header: str, *, tuva: bool) -> Recognised:
    if target := _own(header):
        return Recognised(header, target, "own name")
    name = normal(header)
    if tuva:
        if target := _listed(name, _tuva()):
            return Recognised(header, target, "Tuva layout")
        if header.strip().lower() in TUVA_ASIDE:
            return Recognised(header, None, aside=True)
    if target := _listed(name, _exports()) or _listed(name, _own_names()):
        return Recognised(header, target, "common name")
    if match := _LOCATOR.match(name):
        if target := _box(name[match.end() :], UB_04):
            return Recognised(header, target, "UB-04")
    # a number alone may be anything
    elif not name.isdigit() and (match := _FORM.match(name)) and (target := _box(name[match.end() :], CMS_1500)):
        return Recognised(header, target, "CMS-1500")
    return Recognised(header, None)


def _own(header: str) -> Target | None:
    """A header in our own notation, `claims.` and `lines.` being as good as `claim.` and `line.`."""
    text = header.strip().lower()
    first, dot, rest = text.partition(".")
    if not dot:
        return None
    singular = str(PLURALS.get(first, "claim" if first == "claims" else first))
    for candidate in (f"{singular}.{rest}", f"claim.{text}", f"line.{text}"):
        if target := Target.parse(candidate):
            return target
    return None


def _listed(name: str, table: Mapping[str, str]) -> Target | None:
    """What a table says of a name: of the whole, of the name of one line, or with one of its numbers set apart."""
    if known := table.get(name):
        return Target.parse(known)
    if match := _OF_LINE.fullmatch(name):
        of_line, inner = next((n, x) if n.isdigit() else (x, n) for n, x in _pairs(match.groups()))
        target = _listed(inner, table)
        return _of_line(target, int(of_line)) if target and target.row is None else None
    for pattern, plain, number in _number_apart(name):
        if known := table.get(pattern):
            return Target.parse(known.replace("#", str(number)))
        if (known := table.get(plain)) and (target := Target.parse(known)):
            return _of_line(target, number)
    return None


def _pairs(groups: Sequence[str | None]) -> Iterator[tuple[str, str]]:
    for one, other in zip(groups[::2], groups[1::2], strict=True):
        if one and other:
            yield one, other


def _number_apart(name: str) -> Iterator[tuple[str, str, int]]:
    """For each number in a name, the last first: the name with `#` in its place, without it, and the number."""
    words = name.split()
    for at in range(len(words) - 1, -1, -1):
        if words[at].isdigit() and 0 < int(words[at]) < 100:
            yield (
                " ".join([*words[:at], "#", *words[at + 1 :]]),
                " ".join([*words[:at], *words[at + 1 :]]),
                int(words[at]),
            )


def _of_line(target: Target, number: int) -> Target | None:
    """What a column holds that is numbered as of one line: the line's own value where the claim has one too."""
    if target.grain in OF_LINES and target.row is None:
        return Target(target.field, number, target.item, None, target.whole_name)
    twin = line_twin(target.path)
    return Target(FIELDS[twin], number, target.item, None, target.whole_name) if twin else None


def line_twin(path: str) -> str | None:
    """The field of a line that overrides a claim's in an 837: `line.rendering_provider.npi`, where there is one."""
    name = path.removeprefix(f"{Grain.CLAIM}.")
    if name == path:
        return None
    twin = "line.own_place_of_service" if name == "place_of_service" else f"{Grain.LINE}.{name}"
    return twin if twin in FIELDS and name not in _NOT_OVERRIDDEN else None


_NOT_OVERRIDDEN: Final = {"note", "service_through", "service_from", "appliance_placement_date"}
"""Names that claims and lines share for different things."""


def _box(name: str, boxes: Mapping[str, str]) -> Target | None:
    """What stands in a box of a form; words after it that no table knows are a description of it."""
    words = name.split()
    for end in range(len(words), 0, -1):
        if target := _listed(" ".join(words[:end]), boxes):
            return target
    return None
