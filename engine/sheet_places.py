"""Places of findings in a sheet: the row, and the name of the column that holds the field.

A field without a column is placed in its row alone, for that is where a biller must look; so is one that
follows from others, unless these have a column.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from .fields import FIELDS, MEMBERS, PLURALS, Field, Grain, Type
from .language.plan import KEY_OF
from .places import STANDS_FOR
from .tables import ELEMENT, REPEAT, ROW, Tables

_LISTS: Final = (Type.CODES, Type.DATES)
KINDS: Final = {"ADMITTING": "admitting", "REASON": "reason", "EXTERNAL": "external"}
_FOLLOWS: Final = {
    "id_qualifier": "npi", "entity_code": "npi", "entity_type": "last_name", "first_name": "name", "last_name": "name",
    "middle_name": "name", "member_id_qualifier": "member_id", "facility_qualifier": "place_of_service",
    "procedure_qualifier": "procedure_code", "unit_of_measure": "units", "facility_type_code": "type_of_bill",
    "frequency_code": "type_of_bill", "qualifier": "code", "kind": "code", "position": "code",
}  # fmt: skip
"""Where a field without a column of its own comes from, by the last word of their names."""


class SheetPlaces:
    """The places in one block of tables that were read from a sheet."""

    def __init__(self, tables: Tables) -> None:
        self._frames = {Grain.CLAIM: tables.claims, Grain.LINE: tables.lines, Grain.DIAGNOSIS: tables.diagnoses}
        self._members = {
            (owner, PLURALS[name]): tables.members(owner, name) for owner, names in MEMBERS.items() for name in names
        }
        self._type = tables.claim_type
        self._headers = tables.headers

    def of(self, field: Field | None, each: Grain, claims: pl.Series, rows: pl.Series) -> dict[str, Any]:
        """The columns `field`, `row`, `column` and `box` of some findings.

        `claims` are the row numbers of their claims and `rows` those of the rows the rule looked at.
        """
        at = claims if each is Grain.CLAIM else rows
        own = self._frames[each]
        numbers = own[ROW].gather(at)
        if field is None:
            return {"row": numbers}
        where = own
        if field.grain not in (each, Grain.CLAIM) and (each, field.grain) in self._members:
            where, at = self._first_member(field, each, at)
            numbers = where[ROW].gather(at).zip_with(where[ROW].gather(at).is_not_null(), numbers)
        return {
            "field": field.path,
            "box": field.boxes.get(self._type),
            "row": numbers,
            "column": self._columns(field, where, at),
        }

    def _first_member(self, field: Field, each: Grain, at: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
        """The first of the members of some rows that has a value, and where it stands in the frame of such rows."""
        members = self._members[each, field.grain]
        key = KEY_OF[each]
        first = members.with_row_index("at").drop_nulls(field.path).unique(key, keep="first", maintain_order=True)
        wanted = pl.DataFrame({key: at.cast(pl.Int32)})
        return members, wanted.join(first, on=key, how="left", maintain_order="left")["at"]

    def _columns(self, field: Field, frame: pl.DataFrame, at: pl.Series) -> pl.Series:
        """The name of the column of a field on some rows of a frame."""
        numbers = self._numbers(field, frame, at)
        named = {number: self._header(field.path, number) for number in set(numbers)}
        return pl.Series([named[number] for number in numbers], dtype=pl.String)

    def _numbers(self, field: Field, frame: pl.DataFrame, at: pl.Series) -> list[str]:
        """For each row what stands between grain and name of the field's column: the number of a line or a part."""
        if field.grain is Grain.CLAIM:
            return [""] * len(at)
        column = REPEAT if field.grain is Grain.LINE else ELEMENT
        count = frame[column].gather(at).to_list() if column in frame.columns else [None] * len(at)
        found = [f"{number}." if number is not None else "" for number in count]
        if field.grain is Grain.DIAGNOSIS:
            kinds = frame["diagnosis.kind"].gather(at).to_list()
            found = [
                f"{KINDS[kind]}.{number}" if kind in KINDS else number
                for kind, number in zip(kinds, found, strict=True)
            ]
        return found

    def _header(self, path: str, number: str) -> str | None:
        """The column of a field, or of the first that it stands for or follows from."""
        for candidate in STANDS_FOR.get(path, (path,)):
            for one in (candidate, *_others(candidate)):
                if found := self._headers_of(one, number):
                    return found
        return None

    def _headers_of(self, path: str, number: str) -> str | None:
        grain, _, name = path.partition(".")
        if grain == Grain.CLAIM:
            number = ""
        for text in dict.fromkeys((f"{grain}.{number}{name}", path)):
            listed = [f"{text}.1"] if path in FIELDS and FIELDS[path].type in _LISTS else []
            for one in (text, *listed):
                if one in self._headers:
                    return self._headers[one]
        return None


def sources(path: str) -> list[str]:
    """The fields in whose columns the value of a field can stand: its own, and what it follows from or stands for."""
    found = []
    for one in STANDS_FOR.get(path, (path,)):
        stem, _, last = one.rpartition(".")
        found += [one, *([f"{stem}.{_FOLLOWS[last]}"] if last in _FOLLOWS else [])]
        if one.startswith("line."):
            found.append(f"claim.{one.removeprefix('line.')}")
    return found


def _others(path: str) -> list[str]:
    """Fields in whose column a field without one is told: of the subscriber, who may be the patient, of the claim."""
    stem, _, last = path.rpartition(".")
    found = [f"{stem}.{_FOLLOWS[last]}"] if last in _FOLLOWS else []
    for one, other in (("claim.patient.", "claim.subscriber."), ("claim.subscriber.", "claim.patient.")):
        if path.startswith(one):
            rest = path.removeprefix(one)
            found += [other + rest, *(other + name for name in [_FOLLOWS.get(rest, "")] if name)]
    if path.startswith("line."):
        name = path.removeprefix("line.")
        found.append("claim.place_of_service" if name == "own_place_of_service" else f"claim.{name}")
    return found
