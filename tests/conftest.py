"""What pytest is told for all of these tests."""

import pytest


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks for the marks
def pytest_collection_modifyitems(items):
    """With --dist=loadgroup, what asks the same ISA goes to one process, which builds for it once."""
    for item in items:
        if isa := getattr(item, "callspec", None) and item.callspec.params.get("isa"):
            item.add_marker(pytest.mark.xdist_group(isa))
