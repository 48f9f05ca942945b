"""One block of claims scrubbed: findings, claims and what could not be evaluated, ready for triage.

Pure: tables and a program in, frames out, no file and no clock. A hit becomes a finding here: its
message and remedy filled in, its place looked up, its severity taken from the claim's profile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from . import nonconformity, sheet_gaps, unreadable
from .evaluation import Evaluation, Hits, evaluate
from .fields import FIELDS, Grain
from .findings import CLAIMS, FINDINGS, NOT_EVALUATED
from .frames import SUBMITTED
from .guide_words import RULES
from .language.columns import DAYS, PROFILE
from .language.plan import FrameName
from .places import Places
from .profile_matches import FIELDS_OF_MATCHES
from .program import CompiledRule, Program
from .sheet_places import SheetPlaces
from .tables import ROW, Tables


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """The outcome of one block: frames with the schemas of `findings`, triage still to come."""

    findings: pl.DataFrame
    claims: pl.DataFrame
    not_evaluated: pl.DataFrame


FAILED: Final = "rule-failed"

BUILT_IN: Final = {unreadable.RULE: unreadable.FAMILY, FAILED: "program"} | dict.fromkeys(RULES, unreadable.FAMILY)
"""Findings the program makes itself, without a rule file: id and family."""


FIELDS_OF_CLAIMS: Final = frozenset(
    {
        "claim.claim_id", "claim.transaction.type_code", "claim.transaction.date",
        "claim.payer.name",
        "claim.billing_provider.npi", "claim.rendering_provider.npi", "claim.total_charge",
        "claim.service_from", "claim.service_through", "line.line_number", "line.service_date",
        *FIELDS_OF_MATCHES,
    }
)  # fmt: skip
"""Fields a scrub looks at whatever the rules are: to choose the profile and to say whose claim it is."""


def scrub(
    program: Program,
    tables: Tables,
    *,
    today: date,
    submitted: date | None = None,
    profile: str | None = None,
    first_claim: int = 1,
    earlier: pl.DataFrame | None = None,
) -> Scrubbed:
    """Every rule in force on every claim of a block.

    `submitted` and `profile` override what the claims say of themselves; `today` stands in where a
    file names no date. `first_claim` is the run's number of the block's first claim. `earlier` are
    lines of earlier claims, those of the block among them; without, only the block's own are known.
    """
    found = evaluate(program, tables, submitted=submitted, today=today, profile=profile, earlier=earlier)
    places = SheetPlaces(tables) if tables.headers else Places(tables)
    parts = [_dressed(hits, places) for hits in found.hits]
    parts += [_failed(compiled, found, places) for compiled in found.failed]
    parts.append(unreadable.findings_of(tables))
    told = pl.concat(parts, how="vertical")
    open_ = _not_evaluated(program, found, first_claim)
    if tables.headers:
        told, gaps = sheet_gaps.without_column(told, tables.headers)
        days = found.frames[FrameName.CLAIM][DAYS[Grain.CLAIM]]
        open_ = open_.vstack(sheet_gaps.not_evaluated(gaps, days, first_claim)).sort(*NOT_EVALUATED.names()[:4])
    departures = nonconformity.findings_of(tables)
    findings = told.vstack(nonconformity.not_yet_told(departures, told))
    claims = _claims(program, tables, found, first_claim, profile)
    return Scrubbed(_numbered(findings, claims, first_claim), claims, open_)


def _dressed(hits: Hits, places: Places | SheetPlaces) -> pl.DataFrame:
    """The findings of one rule; `claim` still counts rows of the block, from 0."""
    rule, claims = hits.compiled.rule, hits.texts["#claim"]
    return _frame(
        {
            "claim": claims,
            "line": hits.texts["line"],
            "rule": rule.id,
            "family": rule.family,
            "severity": _severities(hits),
            "title": rule.title,
            "desk": rule.desk,
            "carc": rule.carc,
            "rarc": rule.rarc,
            **{name: hits.texts[name] for name in ("message", "remedy", "value")},
            **places.of(rule.field, rule.placed, claims, hits.rows),
        },
        hits.rows.len(),
    )


def _severities(hits: Hits) -> list[str | None]:
    """The severity of each hit, by its profile and its day."""
    by_profile, profiles = hits.compiled.severities, hits.texts[PROFILE].to_list()
    said = {number: {*by_profile[number].values.values()} - {None} for number in set(profiles)}
    if all(len(severities) == 1 for severities in said.values()):  # a hit is in force, so it has that one
        alone = {number: next(iter(severities)) for number, severities in said.items()}
        return [alone[number] for number in profiles]
    return [by_profile[number].on(day) for number, day in zip(profiles, hits.texts["day"].to_list(), strict=True)]


def _frame(columns: dict[str, Any], height: int) -> pl.DataFrame:
    """A findings frame of the given columns; single values are repeated, the others are null."""
    made = []
    for name, kind in FINDINGS.items():
        given = columns.get(name)
        if isinstance(given, pl.Series):
            made.append(given.cast(kind).alias(name) if given.dtype != kind else given.alias(name))
        else:
            # a plain list: an eager `repeat` costs half a millisecond, a thousand times a block
            made.append(pl.Series(name, given if isinstance(given, list) else [given] * height, kind))
    return pl.DataFrame(made)


def _failed(compiled: CompiledRule, found: Evaluation, places: Places | SheetPlaces) -> pl.DataFrame:
    """A rule that raised holds every claim of the block: nobody can say it is clean."""
    claims = found.frames[FrameName.CLAIM]
    return _frame(
        {
            "claim": claims["#claim"].cast(pl.Int64),
            "rule": FAILED,
            "family": BUILT_IN[FAILED],
            "severity": "error",
            "title": "A rule could not be carried out",
            "message": f"The rule {compiled.rule.id} failed on this part of the file: it did not check the claim.",
            "remedy": "Report the rule and the version of the program; the claim is held until the rule works.",
            "desk": "billing",
            **places.of(FIELDS["claim.claim_id"], Grain.CLAIM, claims["#claim"], claims["#claim"]),
        },
        claims.height,
    )


def _claims(program: Program, tables: Tables, found: Evaluation, first_claim: int, profile: str | None) -> pl.DataFrame:
    claims = found.frames[FrameName.CLAIM].hstack(found.clocks)
    counts = tables.lines.group_by("#claim").len("line_count")
    names = [profile.id for profile in program.rulebook.profiles]
    wanted = {
        "claim": pl.col("#claim").cast(pl.Int64) + first_claim,
        "claim_id": pl.col("claim.claim_id"),
        "file": pl.lit(tables.file),
        "interchange": pl.col("#interchange"),
        "group": pl.col("#group"),
        "transaction": pl.col("#transaction"),
        "segment": pl.col("@2300 CLM"),
        "row": pl.col(ROW).cast(pl.Int64),
        "payer_id": pl.col("claim.payer.id"),
        "payer_name": pl.col("claim.payer.name"),
        "profile": pl.col(PROFILE).replace_strict(list(range(len(names))), names, return_dtype=pl.String),
        "profile_by": program.rulebook.profile_why(profile),
        "claim_type": pl.col("claim.type"),
        "encounter": pl.col("claim.is_encounter").fill_null(value=False),
        "billing_npi": pl.col("claim.billing_provider.npi"),
        "rendering_npi": pl.col("claim.rendering_provider.npi"),
        "service_from": pl.col("claim.service_from"),
        "service_through": pl.col("claim.service_through"),
        "submission_date": pl.col(SUBMITTED),
        "total_charge": pl.col("claim.total_charge"),
        "line_count": pl.col("line_count").fill_null(0).cast(pl.Int32),
        **{name: pl.col(name) for name in found.clocks.columns},
    }
    joined = claims.join(counts, on="#claim", how="left", maintain_order="left")
    absent = {name: pl.lit(None, kind) for name, kind in CLAIMS.items() if name not in wanted}
    return joined.select(**wanted, **absent).select(CLAIMS.names())


def _numbered(findings: pl.DataFrame, claims: pl.DataFrame, first_claim: int) -> pl.DataFrame:
    """Findings with the run's claim numbers, ids and file, in the order of claims, lines and rules."""
    named = claims.select("claim", "claim_id", "file")
    return ordered(
        findings.drop("claim_id", "file")
        .with_columns(pl.col("claim") + first_claim)
        .join(named, on="claim", how="left", maintain_order="left")
        .select(FINDINGS.names())
    )


def ordered(*findings: pl.DataFrame) -> pl.DataFrame:
    """Findings of one block, from wherever, in the order in which they are kept: claims, lines, rules, segments."""
    return pl.concat(findings).sort("claim", "line", "rule", "segment", "row", nulls_last=False, maintain_order=True)


def _not_evaluated(program: Program, found: Evaluation, first_claim: int) -> pl.DataFrame:
    parts = [pl.DataFrame(schema=NOT_EVALUATED)]
    for open_ in found.undecided:
        asked = open_.found.select("needs", "day").unique()
        mends = [program.rulebook.code_sets.mend(*row) for row in asked.iter_rows()]
        mend = asked.with_columns(pl.Series("mend", mends, pl.String))
        parts.append(
            open_.found.join(mend, on=["needs", "day"], how="left", maintain_order="left")
            .select(
                (pl.col("#claim").cast(pl.Int64) + first_claim).alias("claim"),
                pl.lit(open_.compiled.rule.id).alias("rule"),
                "needs",
                "day",
                "mend",
            )
            .unique(maintain_order=True)
        )
    return pl.concat(parts, how="vertical").sort("claim", "rule", "needs", "day", maintain_order=True)
