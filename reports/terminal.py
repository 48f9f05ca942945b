"""A run in a terminal: what came of it, and the claims to work, the worst first.

Where the stream is no terminal the same words come as plain text. Nothing from a claim is read as
markup or reaches the terminal as a control character.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from typing import TYPE_CHECKING, Final, TextIO

from .deadlines import Deadlines
from .run import Run, redacted
from .summary import DISPOSITIONS, SEVERITIES, Group, Need, Summary, summarize
from .wording import days, dollars, number, percent, plain, plural
from .worklist import ShownClaim, ShownFinding, Worklist, worklist

if TYPE_CHECKING:
    from rich.console import Console

LIMIT: Final = 50
"""Claims shown when nobody says how many."""

_RULES_SHOWN: Final = 10
_PROBLEMS_SHOWN: Final = 8
_ASKING_SHOWN: Final = 2
_EXPIRING_SHOWN: Final = 5
_PAYERS_SHOWN: Final = 5
_PLAIN_WIDTH: Final = 110
_STYLES: Final = {
    "error": "bold red", "warning": "yellow", "info": "cyan",
    "held": "bold red", "review": "yellow", "clean": "green",
}  # fmt: skip


def write(
    run: Run, stream: TextIO, *, limit: int | None = LIMIT, redact: bool = False, width: int | None = None
) -> None:
    """Write the summary and the first `limit` claims (None: all, 0: the summary alone).

    `width` is that of the terminal unless it is given.
    """
    from rich.console import Console

    terminal = stream.isatty()
    page = stream if terminal else StringIO()
    console = Console(
        file=page, width=width or (None if terminal else _PLAIN_WIDTH), markup=False, highlight=False, emoji=False
    )
    shown = redacted(run, redact=redact)
    _write_summary(console, summarize(shown, redact=redact))
    if limit != 0:
        _write_claims(console, worklist(shown, limit), str(run.path))
    if isinstance(page, StringIO):  # Rich fills lines with blanks, which a file need not keep
        stream.writelines(f"{line.rstrip()}\n" for line in page.getvalue().splitlines())


def _write_summary(console: Console, summary: Summary) -> None:
    counts = summary.counts
    submitted = summary.manifest["submission_date"]
    _line(
        console,
        ("claimscrub", "bold"),
        f" {summary.manifest['name']}: {plural(counts['claims'], 'claim')} in {plural(len(counts['files']), 'file')}",
        f", submitted {submitted}" if submitted else "",
    )
    console.print()
    _write_columns(
        console,
        [
            (
                (name, _STYLES[name]),
                plural(tally["claims"], "claim"),
                percent(tally["claims"], counts["claims"]),
                dollars(tally["charge_cents"]),
            )
            for name in DISPOSITIONS
            for tally in [counts["dispositions"][name]]
        ],
    )
    found = counts["findings"]
    explained = f" ({number(found['explained'])} explained by others)" if found["explained"] else ""
    of = ", ".join(
        plural(found[name], name) if name != "info" else f"{number(found[name])} info" for name in SEVERITIES
    )
    on = plural(counts["claims_with_findings"], "claim")
    console.print()
    _line(console, f"{plural(found['total'], 'finding')} on {on}: {of}{explained}", indent=2)
    _write_groups(console, "By desk", summary.by_desk, len(summary.by_desk))
    _write_groups(console, "Most frequent rules", summary.by_rule, _RULES_SHOWN)
    _write_needs(console, summary.needs)
    if summary.unasked:
        tables = ", ".join(f"{plain(name)} ({plural(len(rules), 'rule')})" for name, rules in summary.unasked.items())
        _heading(console, "Not asked: there are no such records")
        _line(console, f"{tables}; state them with --records", indent=2)
    _write_deadlines(console, summary.deadlines)
    problems: list[str] = summary.manifest["problems"]
    if problems:
        _heading(console, "Problems of the input")
        for problem in problems[:_PROBLEMS_SHOWN]:
            _line(console, plain(problem), indent=2)
        if len(problems) > _PROBLEMS_SHOWN:
            _line(console, f"and {number(len(problems) - _PROBLEMS_SHOWN)} more in the run's manifest.json", indent=2)


def _write_needs(console: Console, needs: list[Need]) -> None:
    """What was missing, one row each whatever number of rules asked for it."""
    if not needs:
        return
    _heading(console, "Not evaluated: no data is not a pass")
    for need in needs:
        named, others = need.rules[:_ASKING_SHOWN], len(need.rules) - _ASKING_SHOWN
        rules = plain(", ".join(named)) + (f" and {number(others)} more" if others > 0 else "")
        when = f" on {days(need.first_day, need.last_day)}" if need.first_day else ""
        on = f"{plural(len(need.rules), 'rule')} on {plural(need.claims, 'claim')}"
        _line(console, f"no {plain(need.needs)}{when}: {on} ({rules})", indent=2)
        if need.mends:  # the newest is worth most; what else is missing has a command of its own
            earlier = len(need.mends) - 1
            rest = f"; and {number(earlier)} earlier, which `claimscrub codes gaps` lists" if earlier else ""
            _line(console, f"{plain(need.mends[-1])}{rest}", indent=4)


def _write_deadlines(console: Console, deadlines: Deadlines) -> None:
    """What is late or expires soon, and the payers whose limit nobody has put on file."""
    if deadlines.is_empty:
        return
    _heading(console, "Last days to file")
    if deadlines.bands:
        bands = [
            (
                (band.name, _STYLES["error"] if band.is_late else ""),
                plural(band.claims, "claim"),
                dollars(band.charge_cents),
            )
            for band in deadlines.bands
        ]
        _write_columns(console, bands)
    for claim in deadlines.expiring[:_EXPIRING_SHOWN]:
        left = "today" if claim.days_left == 0 else f"in {plural(claim.days_left, 'day')}"
        facts = "  ".join(filter(None, (claim.payer, dollars(claim.charge_cents), claim.disposition)))
        _line(console, f"{claim.last_day}, {left}: ", (claim.name, "bold"), f"  {facts}", indent=2)
    for one in deadlines.no_limit[:_PAYERS_SHOWN]:
        what = "" if one.rule == "filed-late" else f" for {one.rule}"
        on = f"{plural(one.claims, 'claim')}, {dollars(one.charge_cents)}"
        _line(console, f"no limit is on file{what}: {one.payer} (profile {one.profile}), {on}", indent=2)
    if (more := len(deadlines.no_limit) - _PAYERS_SHOWN) > 0:
        _line(console, f"and {number(more)} more without a limit on file", indent=2)


def _write_groups(console: Console, title: str, groups: list[Group], limit: int) -> None:
    if not groups:
        return
    _heading(console, title)
    _write_columns(
        console,
        [
            (
                (group.severity, _STYLES.get(group.severity, "")),
                plain(group.name),
                plural(group.findings, "finding"),
                plural(group.claims, "claim"),
                dollars(group.charge_cents),
                plain(group.detail),
            )
            for group in groups[:limit]
        ],
    )
    if len(groups) > limit:
        _line(console, f"and {number(len(groups) - limit)} more", indent=2)


def _write_claims(console: Console, work: Worklist, folder: str) -> None:
    if not work.total:
        return
    _heading(console, "Claims: held first, then the largest charge")
    for claim in work.claims:
        console.print()
        _write_claim(console, claim)
    if work.more:
        console.print()
        _line(
            console,
            f"and {plural(work.more, 'claim')} more. Show more with --limit, write them all with --format json or csv,"
            f" or read the run in {plain(folder)}",
        )


def _write_claim(console: Console, claim: ShownClaim) -> None:
    facts = "  ".join(filter(None, (claim.payer, claim.charge, claim.service)))
    reason = f": {claim.reason}" if claim.reason else ""
    _line(
        console, (claim.name, "bold"), f"  {facts}  ", (claim.disposition, _STYLES.get(claim.disposition, "")), reason
    )
    if claim.place != claim.name:
        _line(console, (claim.place, "dim"), indent=2)
    for finding in claim.findings:
        _write_finding(console, finding, 2)


def _write_finding(console: Console, finding: ShownFinding, indent: int) -> None:
    _line(
        console,
        (finding.severity, _STYLES.get(finding.severity, "")),
        "  ",
        (finding.rule, "bold"),
        f"  {finding.message}",
        indent=indent,
    )
    if finding.remedy:
        _line(console, f"mend: {finding.remedy}", indent=indent + 2)
    facts = (
        f"line {finding.line}" if finding.line else "",
        finding.place,
        f"box {finding.box}" if finding.box else "",
        f"desk {finding.desk}" if finding.desk else "",
        f"a payer would answer {finding.denial}" if finding.denial else "",
    )
    _line(console, ("; ".join(filter(None, facts)), "dim"), indent=indent + 2)
    if finding.sources:
        _line(console, (f"source: {'; '.join(title for title, _ in finding.sources)}", "dim"), indent=indent + 2)
    if finding.explains:
        _line(console, "this explains:", indent=indent + 2)
        for effect in finding.explains:
            _write_finding(console, effect, indent + 4)


def _heading(console: Console, title: str) -> None:
    console.print()
    _line(console, (title, "bold underline" if console.is_terminal else ""))


def _line(console: Console, *parts: str | tuple[str, str], indent: int = 0) -> None:
    """One line of text, wrapped under its own indent."""
    from rich.padding import Padding
    from rich.text import Text

    console.print(Padding(Text.assemble(*parts), (0, 0, 0, indent)) if indent else Text.assemble(*parts))


def _write_columns(console: Console, rows: Iterable[tuple[str | tuple[str, str], ...]]) -> None:
    """Rows in columns as wide as they need; figures are set to the right, the last column may wrap."""
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=2)  # an indent
    for n, row in enumerate(rows):
        for cell in row if n == 0 else ():
            text = cell if isinstance(cell, str) else cell[0]
            table.add_column(
                justify="right" if text[:1].isdigit() or text[:1] == "$" else "left", no_wrap=cell is not row[-1]
            )
        table.add_row("", *(Text.assemble(cell) for cell in row))
    console.print(table)
