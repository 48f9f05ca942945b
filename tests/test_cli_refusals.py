"""What the command refuses or cannot read: one sentence with its place, exit code 2, and nothing lost."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from engine.runs import runs
from tests.command import BAD_NPI, COMMAND, apart, claim, claimscrub, text, write


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, in which the command is called."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def other(group: str, kind: str, guide: str) -> bytes:
    """A file of X12 that holds no claims of version 5010."""
    changed = text().replace("GS*HC*", f"GS*{group}*").replace("ST*837*", f"ST*{kind}*")
    return changed.replace("005010X222A1", guide).encode()


FILES = {
    "a CSV of other things": (b"claim,color\nA1,red\n", "no-service", "a procedure code"),
    "a zip archive of nothing": (b"PK\x03\x04" + bytes(200), "damaged-archive", "a zip archive"),
    "a gzip file of nothing": (b"\x1f\x8b\x08", "breaks-off", "a gzip file"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\n", "not-x12", "a PDF"),
    "a remittance": (other("HP", "835", "005010X221A1"), "not-claims", "835"),
    "an inquiry": (other("HS", "270", "005010X279A1"), "not-claims", "270"),
    "claims of 4010": (other("HC", "837", "004010X098A1"), "old-version", "5010"),
    "an empty file": (b"", "empty-file", "empty"),
}


@pytest.mark.parametrize(("content", "kind", "words"), FILES.values(), ids=FILES)
def test_a_file_of_another_kind_is_named_for_what_it_is(folder: Path, content: bytes, kind: str, words: str) -> None:
    (folder / "night.837").write_bytes(content)
    done = claimscrub("check", "night.837")
    told = [told for told in done.kinds if told != "claims-unread"]  # some of the files hold what looks like claims
    assert (done.code, done.out, told) == (2, "", [kind])
    assert done.err.startswith("night.837:")
    assert words in done.err
    assert runs(folder / "claimscrub-runs") == []


def test_a_file_without_claims_is_not_passed(folder: Path) -> None:
    without = text().split("HL*1", maxsplit=1)[0] + "SE*5*0001~\nGE*1*1~\nIEA*1*000000905~\n"
    (folder / "night.837").write_text(without)
    done = claimscrub("check", "night.837")
    assert done.code == 2
    assert "there is no claim in the file [no-claims]" in done.err


@pytest.mark.parametrize("name", ["missing.837", "."])
def test_what_is_no_file_is_said_to_be_none(name: str) -> None:
    done = claimscrub("check", name)
    assert (done.code, done.kinds) == (2, ["no-file"])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_said_to_be_closed(folder: Path) -> None:
    write(folder / "night.837").chmod(0)
    done = claimscrub("check", "night.837")
    assert (done.code, done.kinds) == (2, ["no-file"])
    assert "Permission denied" in done.err


def test_a_pipe_is_refused_and_its_claims_are_not_half_read(folder: Path) -> None:
    write(folder / "night.837")
    os.mkfifo(folder / "pipe")
    with subprocess.Popen(["sh", "-c", "cat night.837 >pipe"], stderr=subprocess.DEVNULL):
        done = claimscrub("check", "pipe")
    assert (done.code, done.kinds) == (2, ["no-file"])


def test_a_truncated_file_holds_the_claims_read_and_says_where_it_ends(folder: Path) -> None:
    whole = text(claim(), claim())
    (folder / "night.837").write_text(whole[: whole.rindex("SV1*") + 10])
    done = claimscrub("check", "night.837")
    assert done.code == 2
    assert "breaks-off" in done.kinds
    assert "night.837:segment " in done.err
    (run,) = runs(folder / "claimscrub-runs")
    assert run.manifest["counts"]["dispositions"]["held"]["claims"] == 2


def test_a_file_that_ends_between_segments_is_no_whole_file_either(folder: Path) -> None:
    whole = text(claim(), claim())
    (folder / "night.837").write_text(whole[: whole.rindex("SE*")])
    done = claimscrub("check", "night.837")
    assert (done.code, set(done.kinds)) == (2, {"missing-trailer"})


def test_of_several_files_the_others_are_checked_and_the_bad_one_is_said(folder: Path) -> None:
    write(folder / "good.837", claim(stated=BAD_NPI))
    (folder / "bad.837").write_text("hello\n")
    done = claimscrub("check", "bad.837", "good.837", "missing.837", "--format", "csv")
    assert (done.code, done.kinds) == (2, ["not-x12", "no-file"])
    assert "rendering-npi-check-digit" in done.out
    (run,) = runs(folder / "claimscrub-runs")
    assert run.manifest["counts"]["claims"] == 1
    assert len(run.manifest["problems"]) == 2


@pytest.mark.parametrize("again", ["night.837", "./night.837", "link.837"])
def test_the_same_file_twice_is_refused_whatever_it_is_called(folder: Path, again: str) -> None:
    write(folder / "night.837")
    (folder / "link.837").symlink_to("night.837")
    done = claimscrub("check", "night.837", again)
    assert (done.code, done.kinds) == (2, ["named-twice"])
    assert not (folder / "claimscrub-runs").exists()


def test_a_file_whose_name_is_no_text_is_refused_in_words(folder: Path) -> None:
    name = os.fsencode(folder) + b"/\xff.837"
    Path(os.fsdecode(name)).write_text(text())
    done = apart(["check", os.fsdecode(name)])
    assert (done.code, done.kinds) == (2, ["bad-name"])


OPTIONS = {
    "a report into a missing folder": (["--out", "nowhere/report.html"], "unwritable-file"),
    "a report onto a folder": (["--out", "."], "unwritable-file"),
    "a report onto a device": (["--out", os.devnull], "unwritable-file"),
    "a day that is none": (["--submitted", "2026-13-01"], "bad-date"),
    "an unknown profile": (["--profile", "medicar"], "unknown-profile"),
    "runs in a file": (["--runs", "night.837"], "not-a-folder"),
    "runs below a file": (["--runs", "night.837/runs"], "system"),
    "rules from nowhere": (["--rules", "nowhere"], "no-rules"),
    "profiles from nowhere": (["--profiles", "nowhere"], "missing-profile"),
}


@pytest.mark.parametrize(("more", "kind"), OPTIONS.values(), ids=OPTIONS)
def test_an_option_that_cannot_be_is_refused_before_anything_is_kept(folder: Path, more: list[str], kind: str) -> None:
    write(folder / "night.837")
    done = claimscrub("check", "night.837", *more)
    assert (done.code, done.out) == (2, "")
    assert kind in done.kinds
    assert [path.name for path in folder.iterdir()] == ["night.837"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_runs_that_cannot_be_written_is_said(folder: Path) -> None:
    write(folder / "night.837")
    (folder / "kept").mkdir(mode=0o500)
    done = claimscrub("check", "night.837", "--runs", "kept")
    assert (done.code, done.kinds) == (2, ["system"])


@pytest.mark.parametrize(
    "words",
    [
        ["check"],
        ["check", "--fomat", "csv", "x"],
        ["check", "x", "--format", "pdf"],
        ["check", "x", "--limit", "-1"],
        ["cheque"],
    ],
)
def test_a_command_line_that_is_misspelt_is_exit_2(words: list[str]) -> None:
    done = claimscrub(*words)
    assert done.code == 2
    assert done.err


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["report", "frequency"], "no-run"),
        (["report", "frequency", "--by", "rule,moon"], "unknown-word"),
        (["synth", "nowhere/made.837"], "unwritable-file"),
        (["rules", "show", "filed-lately"], "unknown-rule"),
        (["rules", "show", "eligibility/filed-late"], "unknown-rule"),
        (["rules", "list", "--family", "filling"], "unknown-family"),
        (["rules", "list", "--profile", "nobody"], "unknown-profile"),
        (["rules", "test", "filed-lately"], "unknown-rule"),
        (["rules", "new", "Filed Late"], "bad-name"),
        (["profiles", "show", "nobody"], "unknown-profile"),
        (["profiles", "show", "medicare", "--on", "yesterday"], "bad-date"),
    ],
)
def test_what_is_not_there_is_said_by_name(words: list[str], kind: str) -> None:
    done = claimscrub(*words)
    assert (done.code, done.out, done.kinds) == (2, "", [kind])


def test_a_reader_that_leaves_does_not_change_the_exit_code(folder: Path) -> None:
    write(folder / "clean.837")
    write(folder / "held.837", *[claim(stated=BAD_NPI)] * 40)
    for name, code in (("clean.837", 0), ("held.837", 1)):
        script = f'"$@" check {name} 2>errors | head -c 1 >/dev/null; echo "${{PIPESTATUS[0]}}"'
        done = subprocess.run(["bash", "-c", script, "-", *COMMAND], capture_output=True, text=True)
        assert (done.stdout, (folder / "errors").read_text()) == (f"{code}\n", "")


def test_ctrl_c_ends_a_check_and_leaves_nothing_half_written(folder: Path) -> None:
    write(folder / "long.837", *[claim(stated=BAD_NPI)] * 30_000)
    process = subprocess.Popen(
        [*COMMAND, "check", "long.837", "--out", "report.txt"], stderr=subprocess.PIPE, start_new_session=True
    )
    while not [path for path in folder.glob("claimscrub-runs/*/claims.parquet") if path.stat().st_size]:
        assert process.poll() is None
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, b"")
    assert list((folder / "claimscrub-runs").iterdir()) == []
    assert not (folder / "report.txt").exists()


def test_no_value_of_a_broken_file_is_told_as_a_problem(folder: Path) -> None:
    """Every element of a broken file is a word of its own; none of them is in what goes to a log."""
    words, made = [], []
    for number, segment in enumerate(text(claim(), claim()).split("~\n")[:-1]):
        name, *elements = segment.split("*")
        if name in {"ISA", "GS", "ST"}:
            made.append(segment)
            continue
        planted = [
            element if element in {"20", "22", "1"} else f"CANARY{number}X{at}" for at, element in enumerate(elements)
        ]
        words += planted
        made.append("*".join([name, *planted]))
    for broken in ("~\n".join(made) + "~\n", "~\n".join(made)[:-40]):
        (folder / "night.837").write_text(broken)
        done = claimscrub("check", "night.837", "--redact")
        assert done.code in (1, 2)
        assert done.kinds
        assert "CANARY" not in done.err + done.out
        for form in ("json", "csv", "html"):
            assert "CANARY" not in claimscrub("check", "night.837", "--redact", "--format", form).out


def test_a_defect_of_ours_is_told_without_a_word_of_a_claim(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ValueError("YEWBARK")

    monkeypatch.setattr("engine.checking.scrub", fails)
    done = claimscrub("check", write(folder / "night.837"))
    assert done.code == 2
    assert done.err.startswith("claimscrub failed (ValueError at ")
    assert "YEWBARK" not in done.err
    assert list((folder / "claimscrub-runs").iterdir()) == []
