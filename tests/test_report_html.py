"""The page stands by itself, reads without scripts, and nothing in a claim acts in it."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest

from engine.errors import Problem
from engine.runs import Run
from reports import html_page
from reports.run import Run as ReportedRun
from tests.hostile import ALL, MARKUP
from tests.make_run import FACTS, Row, make_run, telling_run


class Page(HTMLParser):
    """What a browser would see: elements with attributes, and the text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.code: dict[str, str] = {}
        self._inside = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element."""
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        """Leave a style or a script, which hold text and no elements."""
        self._inside = "" if tag == self._inside else self._inside

    def handle_data(self, data: str) -> None:
        """Keep text that is read apart from text that acts."""
        if self._inside in {"script", "style"}:
            self.code[self._inside] = self.code.get(self._inside, "") + data
        else:
            self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """Give the attributes of each such element."""
        return [attributes for name, attributes in self.elements if name == tag]


def page(run: ReportedRun, *, limit: int | None = html_page.LIMIT, redact: bool = False) -> Page:
    stream = StringIO()
    html_page.write(run, stream, limit=limit, redact=redact)
    return Page(stream.getvalue())


def test_a_run_of_the_engine_is_what_reports_ask_for(tmp_path: Path) -> None:
    run: ReportedRun = Run.open(telling_run(tmp_path).path)
    assert "ACCT-0005" in page(run).text


def test_the_page_fetches_nothing(tmp_path: Path) -> None:
    seen = page(telling_run(tmp_path))
    links = [value for _, attributes in seen.elements for name, value in attributes.items() if name in {"src", "href"}]
    assert links == ["#claims"]
    assert "url(" not in seen.code["style"]
    assert "import" not in seen.code["style"]


def test_the_page_allows_its_own_style_and_script_and_nothing_else(tmp_path: Path) -> None:
    seen = page(telling_run(tmp_path))
    policy = next(meta["content"] for meta in seen.named("meta") if "http-equiv" in meta)
    digests = {
        kind: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for kind, text in seen.code.items()
    }
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digests['style']}'; base-uri 'none'; form-action 'none'; "
        f"script-src 'sha256-{digests['script']}'"
    )


@pytest.mark.parametrize("text", ALL)
def test_text_of_a_claim_is_inert(tmp_path: Path, text: str) -> None:
    row: Row = {
        "claim_id": text,
        "payer_name": text,
        "payer_id": text,
        "reason": text,
        "disposition": "held",
        "file": text,
    }
    finding: Row = dict.fromkeys(("message", "remedy", "title", "value", "box", "loop", "element", "carc"), text)
    hostile = make_run(
        tmp_path / "hostile",
        claim_rows=[row],
        finding_rows=[{**finding, "rule": text, "desk": text}],
        not_evaluated_rows=[{"needs": text, "mend": text, "rule": text}],
    )
    tame = make_run(
        tmp_path / "tame",
        claim_rows=[{**row, **dict.fromkeys(row, "tame"), "disposition": "held"}],
        finding_rows=[{**dict.fromkeys(finding, "tame"), "rule": "tame", "desk": "tame"}],
        not_evaluated_rows=[{"needs": "tame", "mend": "tame", "rule": "tame"}],
    )
    seen, expected = page(hostile), page(tame)
    # The same elements with the same attributes, in the same order: the text made none of its own.
    assert [(tag, sorted(attributes)) for tag, attributes in seen.elements] == [
        (tag, sorted(attributes)) for tag, attributes in expected.elements
    ]
    assert seen.code == expected.code
    assert not re.search("[\x00\x1b\x07\x9b\u202e\u2066\u2069\u200f]", seen.text)
    if text in MARKUP:
        assert text in seen.text


def test_every_claim_can_be_read_without_scripts(tmp_path: Path) -> None:
    seen = page(telling_run(tmp_path))
    claims = [one for one in seen.named("details") if "claim" in (one.get("class") or "")]
    assert [("open" in claim) for claim in claims] == [True, True, False]
    assert "hidden" in seen.named("form")[0]
    assert "The subscriber has no birth date." in seen.text


def test_every_control_has_a_label_and_every_bar_is_also_a_figure(tmp_path: Path) -> None:
    seen = page(telling_run(tmp_path))
    source = StringIO()
    html_page.write(telling_run(tmp_path), source)
    assert len(re.findall(r"<label>[^<]+<(?:input|select)", source.getvalue())) == 4
    assert {svg["aria-hidden"] for svg in seen.named("svg")} == {"true"}
    assert {th.get("scope") for th in seen.named("th")} == {"col", "row"}
    assert [html["lang"] for html in seen.named("html")] == ["en"]


def test_a_limit_says_how_many_more_there_are_and_where(tmp_path: Path) -> None:
    run = make_run(tmp_path, claim_rows=[{"disposition": "held"}] * 7)
    seen = page(run, limit=2)
    assert len(seen.named("details")) == 2
    assert "The first 2 are on this page; 5 more are in the run folder" in seen.text
    assert len(page(run, limit=None).named("details")) == 7


def test_a_run_without_findings_and_one_without_claims_are_pages(tmp_path: Path) -> None:
    assert "No claim is held, for review or has a finding." in page(make_run(tmp_path / "a")).text
    assert "0 claims checked" in page(make_run(tmp_path / "b", claim_rows=())).text


def test_many_problems_of_the_input_are_folded_and_none_is_lost_without_a_word(tmp_path: Path) -> None:
    problems = [Problem("night.837", f"segment {n}", "the count is wrong", "count") for n in range(300)]
    seen = page(make_run(tmp_path, facts=replace(FACTS, problems=problems)))
    assert seen.text.count("the count is wrong") == 200
    assert "294 problems more" in seen.text
    assert "and 100 more in the run's manifest.json" in seen.text


def test_what_was_not_evaluated_and_what_is_wrong_with_the_input_is_on_the_page(tmp_path: Path) -> None:
    text = page(telling_run(tmp_path)).text
    assert "Import the ICD-10-CM release of fiscal year 2028." in text
    assert "diagnosis-not-valid" in text
    assert "the transaction has 211 segments, not 212 [segment-count]" in text


def test_a_table_that_many_rules_lack_is_one_row_of_the_page(tmp_path: Path) -> None:
    rows: list[Row] = [{"rule": f"rule-{n}", "needs": "code set mpfs", "mend": "import it"} for n in range(20)]
    text = page(make_run(tmp_path, not_evaluated_rows=rows)).text
    assert (text.count("code set mpfs"), text.count("import it")) == (2, 1)  # above the table, and in it
    assert "20 rules" in text
    assert "rule-19" in text
