"""What pytest is told for all of these tests, and what several of them look at."""

import pytest
from outside import QUICK, bench


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks for the marks
def pytest_collection_modifyitems(items):
    """With --dist=loadgroup, what asks the same ISA goes to one process, which builds for it once."""
    for item in items:
        if isa := getattr(item, "callspec", None) and item.callspec.params.get("isa"):
            item.add_marker(pytest.mark.xdist_group(isa))


@pytest.fixture(scope="session", name="quick_run")
def fixture_quick_run(tmp_path_factory):
    """(folder, what was told) of one run that nobody changes."""
    folder = tmp_path_factory.mktemp("quick") / "native" / "run"
    done = bench(*QUICK, f"--out={folder}")
    assert done.returncode == 0, done.stderr
    return folder, done
