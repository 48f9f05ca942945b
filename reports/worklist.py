"""The claims that need somebody, worst first, each with its findings, causes before effects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import polars as pl

from .run import Run
from .summary import DISPOSITIONS, SEVERITIES
from .wording import days, denial, dollars, place, plain

Sources: TypeAlias = Mapping[str, tuple[tuple[str, str], ...]]
"""Title and address of what each rule cites."""


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding in words; `explains` has the findings that go away when this one is mended."""

    severity: str
    rule: str
    title: str
    message: str
    remedy: str
    desk: str
    denial: str
    place: str
    box: str
    line: str
    explained_by: str
    sources: tuple[tuple[str, str], ...] = ()  # title and address; the address is empty where there is none
    explains: tuple[ShownFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim in words; `name` is its account number, or its place where that is left out."""

    name: str
    payer: str
    charge: str
    service: str
    disposition: str
    reason: str
    place: str
    profile: str  # and what of the claim chose it
    findings: tuple[ShownFinding, ...]


@dataclass(frozen=True, slots=True)
class Worklist:
    """The first claims to work, and how many there are in all."""

    claims: tuple[ShownClaim, ...]
    total: int

    @property
    def more(self) -> int:
        """How many claims are not shown."""
        return self.total - len(self.claims)


def worklist(run: Run, limit: int | None) -> Worklist:
    """Claims that are held, for review or have a finding: held first, then the largest charge.

    None for `limit` is all of them.
    """
    found = run.findings.select("claim").unique()
    flagged = run.claims.join(found.with_columns(found=pl.lit(value=True)), on="claim", how="left").filter(
        (pl.col("disposition") != "clean") | pl.col("found").is_not_null()
    )
    rank = pl.col("disposition").replace_strict(DISPOSITIONS, [2, 1, 0], default=0, return_dtype=pl.Int8)
    ordered = flagged.sort(
        rank, "total_charge", "claim", descending=[False, True, False], nulls_last=True, maintain_order=True
    )
    total = int(flagged.select(pl.len()).collect(engine="streaming").item())
    claims = (ordered if limit is None else ordered.head(limit)).collect(engine="streaming")
    asked = claims.lazy().select("claim")
    findings = run.findings.join(asked, on="claim", how="semi").collect(engine="streaming")
    by_claim: dict[int, list[Mapping[str, object]]] = defaultdict(list)
    for row in findings.sort("claim", maintain_order=True).iter_rows(named=True):
        by_claim[row["claim"]].append(row)
    sources = cited(run)
    shown = tuple(_claim(row, by_claim[row["claim"]], sources) for row in claims.iter_rows(named=True))
    return Worklist(shown, total)


def cited(run: Run) -> Sources:
    """The sources of each rule that fired; an address that is no https address is left out."""
    return {
        rule: tuple(
            (plain(one["title"]), href if (href := plain(one["href"])).startswith("https://") else "")
            for one in of_rule
        )
        for rule, of_rule in run.manifest.get("sources", {}).items()
    }


def _claim(claim: Mapping[str, object], findings: list[Mapping[str, object]], sources: Sources) -> ShownClaim:
    counted = next((word for word in ("segment", "row") if claim[word] is not None), None)
    where = plain(claim["file"]) + (f", {counted} {claim[counted]}" if counted else "")
    name, payer_id = plain(claim["payer_name"]), plain(claim["payer_id"])
    charge = claim["total_charge"]
    return ShownClaim(
        name=plain(claim["claim_id"]) or where,
        payer=f"{name} ({payer_id})" if name and payer_id else name or payer_id or plain(claim["profile"]),
        charge=dollars(charge if isinstance(charge, int) else None),
        service=days(claim["service_from"], claim["service_through"]),
        disposition=plain(claim["disposition"]),
        reason=plain(claim["reason"]),
        place=where + _kind(claim),
        profile=" by ".join(filter(None, (plain(claim["profile"]), plain(claim["profile_by"])))),
        findings=causes_first(findings, sources),
    )


def _kind(claim: Mapping[str, object]) -> str:
    """What kind of claim it is, where it is not a professional one that is billed."""
    kind = {"837I": "institutional", "837D": "dental"}.get(plain(claim["claim_type"]), "")
    words = " ".join(filter(None, (kind, "encounter" if claim["encounter"] else "claim" if kind else "")))
    return f"; {words}" if words else ""


def causes_first(findings: list[Mapping[str, object]], sources: Sources | None = None) -> tuple[ShownFinding, ...]:
    """The findings of one claim: root causes, gravest first, with what each explains below it.

    An effect stands below the cause on its own line if there is one, else below the first. An
    effect whose cause is not among the findings stands by itself.
    """
    causes = _causes(findings)
    ordered = sorted(range(len(findings)), key=lambda n: (_gravity(findings[n]), n))
    roots = [n for n in ordered if causes[n] is None]
    effects: dict[int, list[int]] = defaultdict(list)
    for n in ordered:
        root = _root(n, causes)
        if root is None:
            roots.append(n)  # findings that explain each other in a ring: none may go unseen
        elif root != n:
            effects[root].append(n)

    def shown(n: int, explains: tuple[ShownFinding, ...] = ()) -> ShownFinding:
        return _finding(findings[n], (sources or {}).get(plain(findings[n]["rule"]), ()), explains)

    return tuple(shown(n, tuple(shown(m) for m in effects[n])) for n in roots)


def _causes(findings: list[Mapping[str, object]]) -> list[int | None]:
    """For each finding, which one explains it: the one on its own line, else the first of that rule."""
    by_rule: dict[object, list[int]] = defaultdict(list)
    for n, finding in enumerate(findings):
        by_rule[finding["rule"]].append(n)

    def cause(n: int, finding: Mapping[str, object]) -> int | None:
        if finding["explained_by"] is None:
            return None
        others = [m for m in by_rule[finding["explained_by"]] if m != n]
        return min(others, key=lambda m: (findings[m]["line"] != finding["line"], m), default=None)

    return [cause(n, finding) for n, finding in enumerate(findings)]


def _root(n: int, causes: list[int | None]) -> int | None:
    seen = {n}
    while (above := causes[n]) is not None:
        if above in seen:
            return None
        seen.add(above)
        n = above
    return n


def _gravity(finding: Mapping[str, object]) -> int:
    severity = finding["severity"]
    return SEVERITIES.index(severity) if isinstance(severity, str) and severity in SEVERITIES else len(SEVERITIES)


def _finding(
    finding: Mapping[str, object], sources: tuple[tuple[str, str], ...], explains: tuple[ShownFinding, ...]
) -> ShownFinding:
    words = ("severity", "rule", "title", "message", "remedy", "desk", "box", "line", "explained_by")
    return ShownFinding(
        **{word: plain(finding[word]) for word in words},
        denial=denial(finding),
        place=place(finding),
        sources=sources,
        explains=explains,
    )
