"""Places of findings: the loop, segment and element of a field, and the segment's number in the file.

A field the claim does not have is placed where it should stand, with the number of the claim's or
line's own segment, for that is where a biller must look.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from .fields import FIELDS, Field, Grain
from .language.plan import KEY_OF
from .tables import ELEMENT, Tables

STANDS_FOR: Final = {
    "line.place_of_service": ("line.own_place_of_service", "claim.place_of_service"),
    "claim.service_from": ("claim.claim_id",),
    "claim.service_through": ("claim.claim_id",),
    "claim.patient.is_subscriber": ("claim.subscriber.relationship",),
    "claim.type": ("claim.transaction.guide",),
    "run.submission_date": ("claim.transaction.date",),
    "diagnosis.position": ("diagnosis.code",),
    "diagnosis.pointer": ("line.diagnosis_pointers",),
}
"""Where a derived field is to be looked for: the first of these whose segment is there."""

_OWN: Final = {Grain.CLAIM: "@2300 CLM", Grain.LINE: "@2400 LX", Grain.DIAGNOSIS: "@2300 HI"}


class Places:
    """The places in one block of tables."""

    def __init__(self, tables: Tables) -> None:
        self._frames = {Grain.CLAIM: tables.claims, Grain.LINE: tables.lines, Grain.DIAGNOSIS: tables.diagnoses}
        self._members = {
            (Grain.CLAIM, Grain.LINE): tables.lines,
            (Grain.CLAIM, Grain.DIAGNOSIS): tables.diagnoses,
            (Grain.CLAIM, Grain.OTHER_PAYER): tables.other_payers,
            (Grain.LINE, Grain.DIAGNOSIS): tables.line_diagnoses,
            (Grain.LINE, Grain.ADJUDICATION): tables.adjudications,
        }

    def of(self, field: Field | None, each: Grain, claims: pl.Series, rows: pl.Series) -> dict[str, Any]:
        """The columns `field`, `loop`, `segment`, `segment_id`, `element` and `box` of some findings.

        `claims` are the row numbers of their claims and `rows` those of the rows the rule looked at.
        """
        if field is None:
            return {"segment": self._own(each, claims, rows)}
        own = self._own(each, claims, rows)
        for name in STANDS_FOR.get(field.path, (field.path,)):
            found = FIELDS[name]
            segment = self._segment(found, each, claims, rows)
            if segment is not None and (segment.is_not_null().all() or name == STANDS_FOR.get(field.path, (name,))[-1]):
                at = (claims, rows)
                return self._named(field, found, segment, own, each, at)
        return {"field": field.path, "box": field.box, "segment": own}

    def _named(
        self,
        field: Field,
        found: Field,
        segment: pl.Series,
        own: pl.Series,
        each: Grain,
        at: tuple[pl.Series, pl.Series],
    ) -> dict[str, Any]:
        place = found.place
        assert place is not None, found.path
        element: Any = place.element_text
        if found.grain is Grain.DIAGNOSIS and each is Grain.DIAGNOSIS:
            component = f"-{place.component}" if place.component else ""
            numbers = self._frames[Grain.DIAGNOSIS][ELEMENT].gather(at[1]).fill_null(1)
            element = [f"{number:02}{component}" for number in numbers.to_list()]
        return {
            "field": field.path,
            "box": field.box,
            "loop": self._loop(place.loops, at[0]),
            "segment": segment.zip_with(segment.is_not_null(), own),
            "segment_id": place.segment,
            "element": element,
        }

    def _loop(self, loops: tuple[str, ...], claims: pl.Series) -> Any:
        """The loop; of the two that a patient can be in, the one this claim has."""
        if len(loops) == 1:
            return loops[0]
        same = self._frames[Grain.CLAIM]["claim.patient.is_subscriber"].gather(claims)
        return [loops[1] if is_subscriber else loops[0] for is_subscriber in same.to_list()]

    def _segment(self, field: Field, each: Grain, claims: pl.Series, rows: pl.Series) -> pl.Series | None:
        if field.place is None:
            return None
        anchor = f"@{field.place.anchor}"
        if field.grain in (each, Grain.CLAIM):
            at = rows if field.grain is each else claims
            return self._frames[field.grain][anchor].gather(at).rename("segment")
        several = self._members.get((each, field.grain))
        if several is None:
            return None
        # of several, the first that has the segment
        key = KEY_OF[each]
        first = several.drop_nulls(anchor).unique(key, keep="first").select(key, pl.col(anchor).alias("segment"))
        wanted = pl.DataFrame({key: (rows if each is Grain.LINE else claims).cast(pl.Int32)})
        return wanted.join(first, on=key, how="left", maintain_order="left")["segment"]

    def _own(self, each: Grain, claims: pl.Series, rows: pl.Series) -> pl.Series:
        """The number of the row's own segment, or of its claim's."""
        of_claim = self._frames[Grain.CLAIM][_OWN[Grain.CLAIM]].gather(claims).rename("segment")
        if each is Grain.CLAIM:
            return of_claim
        own = self._frames[each][_OWN[each]].gather(rows).rename("segment")
        return own.zip_with(own.is_not_null(), of_claim)
