"""Files that other projects published: each is read or refused as it deserves, and what is found on it is true.

The files are not part of this project (see `samples` in conftest.py). Both tables were reviewed by reading the
files: the one below against what their authors say is wrong, `sample_findings.csv` finding by finding.
"""

import csv
import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.command import Done, claimscrub

FINDINGS = Path(__file__).with_name("sample_findings.csv")

OUTCOMES = {
    "837P/copyleftdev__fixture_837p.txt": (1, ["count"]),
    "837P/imsweb__x12_many_claims.txt": (1, ["count", "level-above", "level-number"]),
    "837P/imsweb__x12_multiple_st.txt": (1, ["control-number-repeated", "count", "level-above", "level-number"]),
    "837P/imsweb__x12_no_errors.txt": (1, ["count", "level-number"]),
    "837P/imsweb__x12_valid_different_separators.txt": (1, ["count", "level-above", "level-number"]),
    "837P/lfh__demo.837": (1, []),
    "837P/lfh__demo.ambulance.example5.837": (1, []),
    "837P/lfh__demo.autoaccident.837": (1, []),
    "837P/lfh__demo.cob.example3.A.837": (1, []),
    "837P/lfh__demo.cob.example3.C.837": (1, []),
    "837P/lfh__demo.cob.example4.837": (1, []),
    "837P/lfh__demo.drug.example10.1.837": (0, []),
    "837P/lfh__demo.example2.837": (1, []),
    "837P/lfh__demo.example7.oxygen.837": (1, []),
    "837P/openx12__fixture_837p.txt": (1, ["count"]),
    "837P/staedi__sample837-original.edi": (1, []),
    "837P/uhin__837.edi": (1, []),
    "837_invalid/copyleftdev__gs_ge_control_mismatch.txt": (2, ["control-number", "no-claims", "segment-missing"]),
    "837_invalid/copyleftdev__st_se_control_mismatch.txt": (2, ["control-number", "no-claims", "segment-missing"]),
    "837_invalid/imsweb__x12_bad_first_line.txt": (2, ["claims-unread", "isa-length"]),
    "837_invalid/imsweb__x12_bad_segment_identifier.txt": (
        1,
        ["count", "level-above", "level-number", "segment-missing", "unknown-segment"],
    ),
    "837_invalid/imsweb__x12_bad_valid_code.txt": (
        1,
        ["count", "level-above", "level-number", "misplaced-name"],
    ),
    "837_invalid/imsweb__x12_loop_errors1_exceeds_max_1_parent.txt": (1, ["count"]),
    "837_invalid/imsweb__x12_loop_errors3_missing_loops.txt": (1, ["count"]),
    "837_invalid/imsweb__x12_missing_elements.txt": (1, ["count", "element-missing", "level-above", "level-number"]),
    "837_invalid/imsweb__x12_missing_required_loop_in_one_repeat.txt": (1, ["count", "level-above", "level-number"]),
    "837_invalid/imsweb__x12_segment_errors.txt": (1, ["count"]),
    "837_invalid/imsweb__x12_segments_out_of_order.txt": (
        1,
        ["count", "level-above", "level-number"],
    ),
    "837_invalid/pyx12__bad_2010AA_bug.source.txt": (2, ["claims-unread", "old-version"]),
    "837_invalid/pyx12__elements.source.txt": (2, ["claims-unread", "old-version"]),
    "837_invalid/pyx12__fail_no_IEA.source.txt": (2, ["old-version"]),
    "837_invalid/pyx12__loop_counting2.source.txt": (2, ["claims-unread", "old-version"]),
    "837_invalid/pyx12__trailer_errors.source.txt": (2, ["claims-unread", "old-version"]),
    "837_invalid/staedi__837-header-ref-only.edi": (
        2,
        ["code-not-allowed", "misplaced-segment", "no-claims", "segment-missing"],
    ),
    "837_4010/lfh__4010X096A1_homeowners.837": (2, ["claims-unread", "old-version"]),
    "837_4010/lfh__4010X098A1_coordination-of-benefits.837": (2, ["claims-unread", "old-version"]),
    "837_4010/lfh__4010X098A1_patient-is-dependent.837": (2, ["claims-unread", "old-version"]),
    "837_4010/pyx12__simple_837p.source.txt": (2, ["claims-unread", "old-version"]),
    "837I/imsweb__x223-test.txt": (1, ["count"]),
    "837I/lfh__demo.837i": (1, []),
    "837I/lfh__ppo-repriced-claim.837i": (1, []),
    "837I/lfh__two-claims-single-provider.837i": (1, []),
    "837I/openx12__fixture_837i.txt": (1, ["count"]),
    "837D/moov__sample_837d.txt": (1, []),
    "837D/stupidedi__commercial-health-insurance.edi": (1, []),
    "837D/stupidedi__orthodontic-treatment-plan.edi": (1, []),
    "835/copyleftdev__fixture_835.txt": (2, ["not-claims"]),
    "835/lfh__cob-contractural-adjustment.835": (2, ["not-claims"]),
    "835/lfh__demo.835": (2, ["not-claims"]),
    "835/lfh__managed-care.835": (2, ["not-claims"]),
    "835/pyx12__4010_835id.source.txt": (2, ["not-claims"]),
    "835/pyx12__4010_bad_header_looping.source.txt": (2, ["not-claims"]),
    "835/pyx12__835_mult_loops.txt": (2, ["not-claims"]),
    "835/tastypackets__multi-line-not-delimited.edi": (2, ["not-claims"]),
    "270_271/imsweb__4010_x271.txt": (2, ["not-claims"]),
    "270_271/kartik__270_batch_multi.x12": (2, ["not-claims"]),
    "270_271/kartik__270_custom_delimiters.x12": (2, ["not-claims"]),
    "270_271/kartik__271_active_response.x12": (2, ["not-claims"]),
    "270_271/kartik__271_ls_le_wrapper.x12": (2, ["not-claims"]),
    "270_271/kartik__271_rejected_subscriber.x12": (2, ["not-claims"]),
    "270_271/lfh__dependent-health-benefit-check.270": (2, ["not-claims"]),
    "270_271/lfh__subscriber-health-benefit-check-error.271": (2, ["not-claims"]),
    "276_277/lfh__demo.276": (2, ["not-claims"]),
    "276_277/lfh__demo.277": (2, ["not-claims"]),
    "276_277/lfh__provider-level-status.276": (2, ["not-claims"]),
    "276_277/lfh__provider-level-status.277": (2, ["not-claims"]),
    "277CA/imsweb__x12_277CA_rejected.txt": (2, ["not-claims"]),
    "999_997/imsweb__x12_999_accepted.txt": (2, ["not-claims"]),
    "999_997/imsweb__x12_999_rejected.txt": (2, ["not-claims"]),
    "999_997/pyx12__bad_2010AA_bug.res997.txt": (2, ["not-claims"]),
    "999_997/pyx12__elements.res997.txt": (2, ["not-claims"]),
    "999_997/pyx12__loop_counting2.res997.txt": (2, ["not-claims"]),
    "999_997/pyx12__trailer_errors.res997.txt": (2, ["not-claims"]),
    "999_997/staedi__simple999.edi": (2, ["not-claims"]),
}
"""File to exit code and the kinds of problem that must be told, no other."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One file checked: what the command did, and its errors by rule."""

    done: Done
    errors: Counter[str]


@cache
def checked(path: Path, runs: Path) -> Checked:
    done = claimscrub("check", path, "--format", "json", "--runs", runs)
    found = json.loads(done.out)["findings"] if done.out else []
    return Checked(done, Counter(row["rule"] for row in found if row["severity"] == "error"))


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sample-runs")


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_published_file_is_read_or_refused_as_it_deserves(samples: Path, runs: Path, name: str) -> None:
    done = checked(samples / name, runs).done
    exit_code, kinds = OUTCOMES[name]
    assert (done.code, sorted(set(done.kinds))) == (exit_code, sorted(kinds))
    assert all(line.startswith((str(samples / name), "   hint: ")) for line in done.err.splitlines())


def test_every_837_sample_has_its_line(samples: Path) -> None:
    there = {
        f"{folder}/{path.name}"
        for folder in ("837P", "837I", "837D", "837_invalid", "837_4010")
        for path in (samples / folder).iterdir()
    }
    assert there <= set(OUTCOMES)


def test_an_error_found_on_a_published_file_was_looked_at_and_is_true(samples: Path, runs: Path) -> None:
    found = {
        (name, rule, str(count)) for name in OUTCOMES for rule, count in checked(samples / name, runs).errors.items()
    }
    with FINDINGS.open(newline="") as table:
        reviewed = {(row["file"], row["rule"], row["findings"]) for row in csv.DictReader(table)}
    assert found - reviewed == set(), "look at each in the file, and say in sample_findings.csv why it is true"
    assert reviewed - found == set(), "these are no longer found"


def test_every_reviewed_finding_says_why_it_is_true() -> None:
    with FINDINGS.open(newline="") as table:
        assert all(row["why"].endswith(".") for row in csv.DictReader(table))
