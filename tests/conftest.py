"""What every test can ask for: the sample files, and how long a property is tried."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No test asks the code sets that somebody has imported on this machine.
os.environ["CLAIMSCRUB_CODE_SETS"] = str(Path(__file__).with_name("no-code-sets-here"))

collect_ignore = ["fuzz_sheets.py", "fuzz_x12.py"]  # programs of their own, whose library `make fuzz` installs

ROOT = Path(__file__).parents[1]

# No deadline: the first example of a property pays for imports, and CI shares its cores.
settings.register_profile("usual", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", settings.get_profile("usual"), max_examples=10_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of public sample files: CLAIMSCRUB_SAMPLES, or one kept beside the checkout.

    They are other projects' files and not part of this one, so that a test of them is skipped
    where they are not.
    """
    folder = Path(os.environ.get("CLAIMSCRUB_SAMPLES") or ROOT.parent / "shared" / "samples")
    if not folder.is_dir():
        pytest.skip("no sample files; CLAIMSCRUB_SAMPLES may name their folder")
    return folder
