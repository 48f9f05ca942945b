"""Places of findings: the loop, segment and element of a field, and the segment's number in the file.

A field the claim does not have is placed where it should stand, with the number of the claim's or
line's own segment, for that is where a biller must look.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from .fields import FIELDS, MEMBERS, PLURALS, Field, Grain
from .language.plan import KEY_OF
from .tables import CODED, ELEMENT, Tables
from .x12_place import X12Place

STANDS_FOR: Final = {
    "line.place_of_service": ("line.own_place_of_service", "claim.place_of_service"),
    "claim.service_from": ("claim.claim_id",),
    "claim.service_through": ("claim.claim_id",),
    "claim.patient.is_subscriber": ("claim.subscriber.relationship",),
    "claim.type": ("claim.transaction.guide",),
    "claim.is_encounter": ("claim.transaction.type_code",),
    "claim.type_of_bill": ("claim.facility_type_code",),
    "diagnosis.kind": ("diagnosis.qualifier",),
    "other_payer.line_paid_total": ("other_payer.paid_amount",),
    "other_payer.line_adjustment_total": ("other_payer.paid_amount",),
    "run.submission_date": ("claim.transaction.date",),
    "diagnosis.position": ("diagnosis.code",),
    "diagnosis.pointer": ("line.diagnosis_pointers",),
}
"""Where a derived field is to be looked for: the first of these that has a value, else the last."""

_OWN: Final = {Grain.CLAIM: "@2300 CLM", Grain.LINE: "@2400 LX", Grain.DIAGNOSIS: "@2300 HI"}


class Places:
    """The places in one block of tables."""

    def __init__(self, tables: Tables) -> None:
        self._frames = {Grain.CLAIM: tables.claims, Grain.LINE: tables.lines, Grain.DIAGNOSIS: tables.diagnoses}
        self._type = tables.claim_type
        self._members = {
            (owner, PLURALS[name]): tables.members(owner, name) for owner, names in MEMBERS.items() for name in names
        }

    def of(self, field: Field | None, each: Grain, claims: pl.Series, rows: pl.Series) -> dict[str, Any]:
        """The columns `field`, `loop`, `segment`, `segment_id`, `element` and `box` of some findings.

        `claims` are the row numbers of their claims and `rows` those of the rows the rule looked at.
        """
        own = self._own(each, claims, rows)
        if field is None:
            return {"segment": own}
        named = {"field": field.path, "box": field.boxes.get(self._type)}
        found = [
            (candidate, columns)
            for name in STANDS_FOR.get(field.path, (field.path,))
            if (columns := self._columns(candidate := FIELDS[name], each, claims, rows)) is not None
        ]
        if not found:
            return {**named, "segment": own}
        if len(found) == 1:
            ((_, columns),) = found
            segment = columns["segment"]
            return {**named, **columns, "segment": segment.zip_with(segment.is_not_null(), own)}
        return {**named, **self._chosen(found, each, claims, rows, own)}

    def _chosen(
        self,
        found: list[tuple[Field, dict[str, Any]]],
        each: Grain,
        claims: pl.Series,
        rows: pl.Series,
        own: pl.Series,
    ) -> dict[str, Any]:
        """Of several fields that one stands for, on each row the first that has a value, else the last."""
        numbered = pl.DataFrame({"row": pl.int_range(claims.len(), eager=True), "own": own})
        parts = []
        for field, columns in found:
            literal = {name: pl.lit(value) if isinstance(value, str) else value for name, value in columns.items()}
            there = self._found(field, field.path, each, claims, rows).is_not_null()
            part = numbered.with_columns(**literal)
            parts.append(part if field is found[-1][0] else part.filter(there))
        chosen = pl.concat(parts).unique("row", keep="first").sort("row")
        segment = chosen["segment"].fill_null(chosen["own"])
        return {"segment": segment, **{name: chosen[name] for name in ("loop", "segment_id", "element")}}

    def _columns(self, field: Field, each: Grain, claims: pl.Series, rows: pl.Series) -> dict[str, Any] | None:
        """Loop, segment number, segment and element of one field on some rows; None when it has no place."""
        place, segment = self._place(field), self._segment(field, each, claims, rows)
        if place is None or segment is None:
            return None
        element: Any = place.element_text
        if field.grain in CODED:  # one segment holds many
            component = f"-{place.component}" if place.component else ""
            numbers = self._found(field, ELEMENT, each, claims, rows).fill_null(1)
            element = pl.Series([f"{number:02}{component}" for number in numbers.to_list()], dtype=pl.String)
        return {
            "segment": segment.cast(pl.Int32),
            "loop": self._loop(place.loops, claims),
            "segment_id": place.segment,
            "element": element,
        }

    def _place(self, field: Field) -> X12Place | None:
        """Where the field stands in claims of this type; where no such claim has it, as in the first that does."""
        return field.places.get(self._type) or field.place

    def _loop(self, loops: tuple[str, ...], claims: pl.Series) -> str | pl.Series:
        """The loop; of the two that a patient can be in, the one this claim has."""
        if len(loops) == 1:
            return loops[0]
        same = self._frames[Grain.CLAIM]["claim.patient.is_subscriber"].gather(claims)
        return pl.Series([loops[1] if one else loops[0] for one in same.to_list()], dtype=pl.String)

    def _segment(self, field: Field, each: Grain, claims: pl.Series, rows: pl.Series) -> pl.Series | None:
        place = self._place(field)
        if place is None or (field.grain not in (each, Grain.CLAIM) and (each, field.grain) not in self._members):
            return None
        return self._found(field, f"@{place.anchor}", each, claims, rows)

    def _found(self, field: Field, column: str, each: Grain, claims: pl.Series, rows: pl.Series) -> pl.Series:
        """A column of a field's frame on some rows; of several, that of the first whose segment is there."""
        if field.grain in (each, Grain.CLAIM):
            at, frame = (rows if field.grain is each else claims), self._frames[field.grain]
            # a reader leaves fields out that no rule names; that their segment is there must then do
            place = self._place(field)
            known = column if column in frame.columns or not place else f"@{place.anchor}"
            return frame[known].gather(at).rename("found")
        place = self._place(field)
        anchor = f"@{place.anchor}" if place else column
        key = KEY_OF[each]
        several = self._members[each, field.grain].drop_nulls(anchor)
        first = several.unique(key, keep="first", maintain_order=True).select(
            key, found=column if column in several.columns else anchor
        )
        wanted = pl.DataFrame({key: (rows if each is Grain.LINE else claims).cast(pl.Int32)})
        return wanted.join(first, on=key, how="left", maintain_order="left")["found"]

    def _own(self, each: Grain, claims: pl.Series, rows: pl.Series) -> pl.Series:
        """The number of the row's own segment, or of its claim's."""
        of_claim = self._frames[Grain.CLAIM][_OWN[Grain.CLAIM]].gather(claims).rename("segment")
        if each is Grain.CLAIM:
            return of_claim
        own = self._frames[each][_OWN[each]].gather(rows).rename("segment")
        return own.zip_with(own.is_not_null(), of_claim)
