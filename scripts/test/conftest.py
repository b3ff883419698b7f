"""What several test files of plots take."""

import pytest

from fenceline.plots import plotting


@pytest.fixture
def figures(monkeypatch):
    """Figures that a draw() would save, by name, so that what stands in them can be looked at."""
    kept = {}

    def keep(fig, run, name):
        kept[name] = fig
        return run.dir / "plots" / f"{name}.svg"

    monkeypatch.setattr(plotting, "save", keep)
    yield kept
    plotting.plt.close("all")
