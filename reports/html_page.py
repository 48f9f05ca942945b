"""A run as one self-contained page: nothing is fetched, nothing is sent, and it reads without scripts.

The page forbids itself the network (Content-Security-Policy) and allows only the one style sheet
and the one script in it, by their digests, so that text of a claim can never act.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TextIO

from .run import Run, redacted
from .summary import DISPOSITIONS, SEVERITIES, summarize
from .wording import days, dollars, number, percent, plain, plural
from .worklist import ShownClaim, worklist

LIMIT: Final = 2_000
"""Claims written when nobody says how many: more than that a browser shows slowly."""

_TEMPLATES: Final = Path(__file__).parent / "templates"


def write(run: Run, stream: TextIO, *, limit: int | None = LIMIT, redact: bool = False) -> None:
    """Write the page with the first `limit` claims, held first, then the largest charge; None for all."""
    shown = redacted(run, redact=redact)
    work = worklist(shown, limit)
    findings = [finding for claim in work.claims for cause in claim.findings for finding in (cause, *cause.explains)]
    values = {
        "summary": summarize(shown, redact=redact),
        "work": work,
        "redacted": redact,
        "severities": SEVERITIES,
        "dispositions": DISPOSITIONS,
        "desks_shown": sorted({finding.desk for finding in findings if finding.desk}),
        "rules_shown": sorted({finding.rule for finding in findings}),
    }
    write_page("check.html", values, stream, script="filter.js")


def write_page(template: str, values: Mapping[str, object], stream: TextIO, *, script: str = "") -> None:
    """Fill a template in the dress that all pages share; everything written into it is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
    from markupsafe import Markup

    pages = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        finalize=lambda value: plain(value) if value is None or type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters |= {"dollars": dollars, "number": number, "plural": plural, "percent": percent, "days": days}
    pages.tests |= {"opened": _starts_open}
    style_text = (_TEMPLATES / "page.css").read_text("utf-8")
    script_text = (_TEMPLATES / script).read_text("utf-8") if script else ""
    policy = f"default-src 'none'; style-src '{_source(style_text)}'; base-uri 'none'; form-action 'none'"
    if script:
        policy += f"; script-src '{_source(script_text)}'"
    # Our own files, the only text that is not escaped.
    own = {"style": Markup(style_text), "script": Markup(script_text), "policy": Markup(policy)}  # noqa: S704  # ours
    stream.writelines(pages.get_template(template).generate(**values, **own))


def _source(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _starts_open(claim: ShownClaim) -> bool:
    """Held claims stand open, for they are why the page is read."""
    return claim.disposition == "held"
