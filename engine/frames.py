"""Evaluation frames: the tables of a block with the columns rules ask for, keys and days joined in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from .code_sets import CodeSet
from .earlier import BEFORE, PATIENT, earlier_frame
from .fields import FIELDS, Grain
from .language.columns import DAYS, PROFILE
from .language.plan import FRAME_OF, KEY_OF, FrameName
from .pairs import pair_frame, primary_frame
from .tables import Tables

SUBMITTED: Final = "run.submission_date"
_CLAIM_DAY, _LINE_DAY = DAYS[Grain.CLAIM], DAYS[Grain.LINE]
_CLAIM_KEYS: Final = ("#claim", PROFILE, _CLAIM_DAY, SUBMITTED)


def submission_date(submitted: date | None, today: date) -> pl.Expr:
    """The day a claim is sent: the one given, else the date in the file, else today."""
    if submitted is not None:
        return pl.lit(submitted).alias(SUBMITTED)
    return pl.col("claim.transaction.date").fill_null(today).alias(SUBMITTED)


_GROUPS: Final = {
    Grain.DAY: ("#claim", "line.service_date"),
    Grain.SERVICE: ("#claim", "line.service_date", "line.procedure_code"),
}
"""What lines have in common that are of one day, or of one service."""


_KEYS_OF: Final = {Grain.CLAIM: ("#claim",), Grain.LINE: ("#claim", "#line")}


def _grouped(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines with the numbers of their groups: the row of the first line of each."""
    first = pl.col("#line").first()
    return lines.with_columns(first.over(common).alias(KEY_OF[grain]) for grain, common in _GROUPS.items())


def frames(
    tables: Tables,
    columns: Mapping[FrameName, set[str]],
    profile: pl.Expr,
    submitted: pl.Expr,
    pairs: CodeSet | None = None,
    add_ons: CodeSet | None = None,
    earlier: pl.DataFrame | None = None,
) -> dict[FrameName, pl.DataFrame]:
    """The frames of a block, rows in the order of its tables.

    `columns` are the field paths asked for on each frame; `profile` gives a claim's profile number
    and `submitted` its submission date; `pairs` are the edits of which there is a frame, and
    `add_ons` the code set through which primary procedures are found, and `earlier` the lines of earlier
    claims; None where no rule looks at them.
    Parameters and rules are dated by the day of service, or where a claim has none by the day of
    submission, so that no rule is skipped for want of a date.
    """
    claims = tables.claims.with_columns(profile.alias(PROFILE), submitted).with_columns(
        pl.coalesce("claim.service_from", SUBMITTED).alias(_CLAIM_DAY)
    )
    made = {FrameName.CLAIM: claims}

    # what frames owned by a line need of the claim must pass through the line
    of_line = [FrameName.PAIR, *(name for (owner, _), name in FRAME_OF.items() if owner is Grain.LINE)]
    inherited = {path for name in of_line for path in columns[name] if FIELDS[path].grain is Grain.CLAIM}
    needed = {**columns, FrameName.LINE: columns[FrameName.LINE] | inherited}

    def owned(rows: pl.DataFrame, name: FrameName, owner: pl.DataFrame, key: str) -> pl.DataFrame:
        carried = [*sorted(needed[name]), *_CLAIM_KEYS, _LINE_DAY]
        wanted = [column for column in carried if column not in rows.columns and column in owner.columns]
        return rows.join(owner.select(list(dict.fromkeys([key, *wanted]))), on=key, how="left", maintain_order="left")

    lines = owned(tables.lines, FrameName.LINE, claims, "#claim")
    lines = lines.with_columns(pl.coalesce("line.service_date", _CLAIM_DAY).alias(_LINE_DAY))
    made[FrameName.LINE] = _grouped(lines)
    if pairs is not None:
        made[FrameName.PAIR] = pair_frame(made[FrameName.LINE], pairs)
    for (owner, member), name in FRAME_OF.items():
        if name is FrameName.PRIMARY:
            if add_ons is not None:
                found = primary_frame(made[FrameName.LINE], add_ons)
                made[name] = owned(found, name, made[FrameName.LINE], "#line")
        elif name in (FrameName.EARLIER, FrameName.CLAIM_EARLIER):
            if earlier is not None:
                asked = [path for path in columns[name] if FIELDS[path].grain is Grain.EARLIER]
                beside = earlier.select(PATIENT, BEFORE, *sorted(asked))
                found = earlier_frame(claims, made[FrameName(owner.value)].select(*_KEYS_OF[owner]), beside)
                made[name] = owned(found, name, made[FrameName(owner.value)], KEY_OF[owner])
        elif name is not FrameName.LINE:  # of which there is one, whoever owns them
            made[name] = owned(tables.members(owner, member), name, made[FrameName(owner.value)], KEY_OF[owner])
    return made
