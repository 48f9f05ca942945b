"""`claimscrub check --guide`: pyx12's objections stand at their segments, and what it does not read is never clean."""

from __future__ import annotations

import gzip
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from engine.guide_check import MOST_FAULTS, RULE, GuideCheck, GuideChecked
from engine.pyx12_process import Pyx12Fault, Pyx12Process
from engine.readers import transactions
from engine.readers.x12.transactions import transactions as transactions_of
from engine.runs import Run, runs
from engine.synth import write as synthesize
from tests.command import CLAIM, LINE, PATIENT, PRACTICE, born_later, claim, claimscrub, text, write
from tests.x12_text import Segments, file_of, interchange, text_of, transaction

UNSIGNED: Segments = ["CLM*A1*189***11:B:1*Y*A*Y", *CLAIM[1:]]
"""A claim that says nothing of the release of information (CLM09), which the guide requires."""

TOO_LONG: Segments = ["CLM*A1*189***11:B:1:9:9*Y*A*Y*Y", *CLAIM[1:]]
"""A claim with more components in CLM05 than there are, at which pyx12 4.0.0 fails with an IndexError."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, in which the command is called."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def deep(content: str | bytes) -> GuideChecked:
    """What the deep check of a file of this content finds."""
    Path("night.837").write_bytes(content if isinstance(content, bytes) else content.encode())
    with GuideCheck() as check:
        return check.check(Path("night.837"))


def said(checked: GuideChecked) -> list[str]:
    return [fault.problem.head for fault in checked.faults]


def several(*claims: Segments) -> str:
    """A file in which each claim is a transaction of its own."""
    return file_of(*(transaction([PRACTICE, born_later(n, one)], control=f"{n:04}") for n, one in enumerate(claims, 1)))


def latest() -> Run:
    return max(runs(Path("claimscrub-runs")), key=lambda run: run.path.stat().st_ctime_ns)


def findings() -> list[dict[str, Any]]:
    return [row for row in latest().findings.collect().to_dicts() if row["rule"] == RULE]


def test_a_planted_error_is_found_at_its_segment_and_element() -> None:
    path = write(Path("night.837"), claim(), claim(stated=UNSIGNED))
    claimscrub("check", path)
    assert findings() == []
    done = claimscrub("check", path, "--guide")
    assert (done.code, done.err) == (1, "")
    (row,) = findings()
    segments = path.read_text().split("~\n")
    assert segments[row["segment"] - 1].startswith("CLM*A1*189***11:B:1*Y*A*Y")
    shown = {name: row[name] for name in ("claim", "line", "family", "severity", "loop", "segment_id", "element")}
    assert shown == {
        "claim": 2, "line": None, "family": "structure", "severity": "error",
        "loop": "2300", "segment_id": "CLM", "element": "09",
    }  # fmt: skip
    assert row["message"].startswith("pyx12: CLM09 (")
    assert row["message"].endswith(" is required and is not there.")
    assert latest().claims.collect()["disposition"].to_list() == ["clean", "held"]
    assert latest().manifest["options"]["guide"].startswith("pyx12 ")


def test_an_error_of_a_line_names_the_line() -> None:
    lines = [*LINE, "LX*2", "SV1*HC:99214:2*10*UN*1***1", "DTP*472*D8*20260502", "LX*3", "SV1*HC:99214*10*UN*1***1"]
    checked = deep(text(claim(line=lines)))
    rows = [(row["line"], row["segment_id"], row["element"], row["value"]) for row in checked.found.to_dicts()]
    assert rows == [(2, "SV1", "01-3", "2"), (3, "DTP", None, None)]


def test_an_error_of_the_subscriber_is_one_of_each_claim_below() -> None:
    stated = [*CLAIM, *LINE, "CLM*A2*189***11:B:1*Y*A*Y*Y", *CLAIM[1:]]
    spoiled = [part.replace("*IN*", "*ZZ*") for part in claim(stated=stated)]
    segments = text(claim(), spoiled, claim()).split("~\n")
    found = deep(text(claim(), spoiled, claim())).found
    assert [segments[clm - 1].split("*")[1] for clm in found["clm"]] == ["A1", "A2"]
    assert set(found["loop"]) == {"2010BA"}
    assert set(found["value"]) == {"ZZ"}
    assert found["clm"].min() == 1 + [n for n, segment in enumerate(segments) if segment.startswith("CLM*")][1]


def test_what_is_missing_at_the_end_of_a_claim_is_that_claims_and_not_the_next_ones() -> None:
    found = deep(text(claim(line=LINE[:2]), claim())).found
    segments = text(claim(line=LINE[:2]), claim()).split("~\n")
    assert [segments.index("CLM*A1*189***11:B:1*Y*A*Y*Y") + 1] == found["clm"].to_list()
    assert "is required and is not there" in found["message"][0]


def test_an_error_above_the_subscribers_holds_the_transaction_and_is_said_once() -> None:
    practice = [part for part in PRACTICE if not part.startswith("N3")]
    checked = deep(
        file_of(
            transaction([practice, claim(), claim()]), transaction([PRACTICE, born_later(1, claim())], control="0002")
        )
    )
    assert checked.found.is_empty()
    (fault,) = checked.faults
    assert (fault.scope, fault.transaction, fault.problem.kind) == ("transaction", 1, RULE)
    assert "segment 10: error: pyx12: the segment N3 (" in fault.problem.head
    assert fault.problem.sentence.endswith(" of loop 2010AA is required and is not there")
    done = claimscrub("check", "night.837", "--guide")
    assert (done.code, done.kinds) == (1, [RULE])
    assert latest().claims.collect()["disposition"].to_list() == ["held", "held", "clean"]


def test_an_error_of_an_envelope_is_said_once_for_all_its_transactions() -> None:
    checked = deep(several(claim(), claim()).replace("*X*005010X222A1~", "*Q*005010X222A1~"))
    (fault,) = checked.faults
    assert (fault.scope, fault.problem.place) == ("group", "segment 2 (GS), element 7")


def test_made_up_claims_have_no_error_and_the_same_findings_as_without() -> None:
    synthesize(Path("made.837"), None, 60, 4)
    plain, done = claimscrub("check", "made.837"), claimscrub("check", "made.837", "--guide")
    assert (done.code, done.err) == (plain.code, plain.err)
    assert findings() == []


def test_a_guide_without_a_map_is_said_once_and_the_rest_goes_on() -> None:
    path = Path("night.837")
    path.write_text(several(claim(), claim()).replace("005010X222A1", "005010X222A2"))
    done = claimscrub("check", path, "--guide")
    assert (done.code, done.kinds) == (0, ["guide-unknown"])
    assert "segment 2 (GS), element 8: warning: pyx12 has no map of the guide 005010X222A2" in done.err
    assert latest().manifest["counts"]["claims"] == 2


UNREAD = {
    "it fails": (several(claim(), claim(stated=TOO_LONG), claim()), "pyx12 failed (IndexError)"),
    "it stops at an empty segment": (
        several(claim(), claim(), claim()).replace("NM1*82", "~NM1*82", 2).replace("~NM1*82", "NM1*82", 1),
        "pyx12 stopped reading",
    ),
}


@pytest.mark.parametrize(("content", "why"), UNREAD.values(), ids=UNREAD)
def test_a_transaction_that_is_not_read_to_its_end_is_held_and_the_others_are_checked(content: str, why: str) -> None:
    Path("night.837").write_text(content)
    done = claimscrub("check", "night.837", "--guide")
    assert done.code == 1
    assert f"error: the deep check of the transaction did not finish: {why} [guide-unfinished]" in done.err
    assert latest().claims.collect()["disposition"].to_list() == ["clean", "held", "clean"]
    assert "did not finish" in latest().claims.collect()["reason"][1]


def test_too_long_and_too_often_end_the_deep_check_and_never_pass() -> None:
    Path("night.837").write_text(several(*[claim()] * (MOST_FAULTS + 2)))
    started: list[Pyx12Process] = []

    def hasty() -> Pyx12Process:
        started.append(Pyx12Process(seconds=0, seconds_per_mb=0))
        return started[-1]

    with GuideCheck(hasty) as check:
        checked = check.check(Path("night.837"))
    assert len(started) == MOST_FAULTS
    assert [fault.transaction for fault in checked.faults] == list(range(1, MOST_FAULTS + 3))
    assert "pyx12 took too long" in said(checked)[0]
    assert "pyx12 failed on too much before it" in said(checked)[-1]


def test_a_process_that_dies_is_said_to_have_died() -> None:
    with Pyx12Process() as process:
        process._child.kill()
        process._child.wait()
        with pytest.raises(Pyx12Fault, match="pyx12 died"):
            process.ask(text(claim()).encode(), 1)
        assert not process.is_alive


def test_a_second_interchange_with_other_separators_is_checked_too() -> None:
    first = file_of(transaction([PRACTICE, claim()]))
    second = text_of(interchange(transaction([PRACTICE, claim(stated=UNSIGNED)]), control="000000906"), "|", ">", "!")
    checked = deep(first + second)
    assert checked.faults == []
    (row,) = checked.found.to_dicts()
    assert row["segment"] == row["clm"] > first.count("~")


def test_packed_files_are_checked_alike_and_other_formats_not_at_all() -> None:
    content = text(claim(stated=UNSIGNED))
    assert deep(gzip.compress(content.encode())).found.equals(deep(content).found)
    for other in ("claim,charge\nA1,100\n", "", "hello"):
        checked = deep(other)
        assert (checked.found.height, checked.faults, checked.warnings) == (0, [], [])


def test_no_value_of_a_claim_stands_in_a_sentence() -> None:
    """Every element of a claim is a word of its own; none of them is told, but as the value of a finding."""
    made = []
    for number, segment in enumerate(text(claim(), claim()).split("~\n")[:-1]):
        name, *elements = segment.split("*")
        if name not in {"ISA", "GS", "ST", "HL", "SE", "GE", "IEA"}:
            elements = [f"CANARY{number}X{at}" if at or name == "CLM" else kept for at, kept in enumerate(elements)]
        made.append("*".join([name, *elements]))
    made.insert(12, "CANARY*CANARY")
    checked = deep("~\n".join(made) + "~\n")
    assert checked.found.height > 10
    assert "CANARY" in "".join(checked.found["value"].drop_nulls())
    assert "CANARY" not in "".join([*said(checked), *(str(row) for row in checked.found.drop("value").rows())])


def test_the_transactions_of_a_file_are_the_same_whatever_its_blocks() -> None:
    Path("night.837").write_text(several(claim(), claim(line=[*LINE, "LX*2", *LINE[1:]]), claim()))
    whole = list(transactions(Path("night.837")))
    assert [one.text.count(b"~") for one in whole] == [one.segments for one in whole]
    assert [len(one.lines) for one in whole] == [1, 2, 1]
    for size in (200, 700, 5_000):
        again = list(transactions_of(BytesIO(Path("night.837").read_bytes()), "night.837", size))
        assert [(one.text, one.segments, one.position) for one in again] == [
            (one.text, one.segments, one.position) for one in whole
        ]
        numbers = [(one.claims.tolist(), one.lines.tolist(), one.levels.tolist(), one.last) for one in again]
        assert numbers == [(one.claims.tolist(), one.lines.tolist(), one.levels.tolist(), one.last) for one in whole]


def test_every_transaction_has_its_claims_under_their_own_numbers() -> None:
    segments = several(claim(), claim()).replace("\n", "").split("~")
    Path("night.837").write_text("~\n  ".join(segments))
    for one in transactions(Path("night.837")):
        parts = one.text.split(b"~")
        assert b"\n" not in one.text
        assert [segments[one.number(place + 1) - 1].encode() for place in range(len(parts) - 3)] == parts[:-3]
        assert [segments[number - 1][:3] for number in one.claims] == ["CLM"]


def test_no_sample_ends_in_anything_but_findings_and_sentences(samples: Path) -> None:
    """pyx12 by itself ends with a traceback on a fifth of the broken ones."""
    with GuideCheck() as check:
        for path in sorted([*samples.glob("837P/*"), *samples.glob("837I/*"), *samples.glob("837_invalid/*")]):
            checked = check.check(path)
            assert all("pyx12" in fault.problem.sentence for fault in checked.faults), path.name


def test_the_name_of_a_patient_above_a_claim_is_no_other_claims_matter() -> None:
    patient = ["23", "PAT*19", "NM1*QC*1*SAMPLE*TED", "N3*1 MAIN ST", "N4*MIAMI*ZZ*33413", "DMG*D8*19730501*M"]
    family = ["22", "SBR*P**GRP42757******CI", *PATIENT, *claim()[6:9]]
    content = file_of(transaction([PRACTICE, claim(), family, [*patient, *CLAIM, *LINE], claim()]))
    content = content.replace("HL*3*1*22*0", "HL*3*1*22*1").replace("HL*4*1*23*0", "HL*4*3*23*0")
    found = deep(content).found
    segments = content.split("~\n")
    claims = [n for n, segment in enumerate(segments, start=1) if segment.startswith("CLM*")]
    assert (found["clm"].to_list(), found["loop"].to_list()) == ([claims[1]], ["2010CA"])
