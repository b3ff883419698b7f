"""The plot of litmus tests: rates, verdicts, findings."""

import collections

import made_up
import pytest
from drawn import texts

from fenceline import plots
from fenceline.results import schema


SEEN = {"verdict": "Allowed", "matching": 20000, "weak": 20000, "weak_per_s": 2e4, "pairs": 50, "pairs_per_s": 5e7}


@pytest.fixture
def litmus(tmp_path):
    folder = made_up.run(tmp_path)
    made_up.write(folder, "litmus.csv", [made_up.litmus_row("MP"), made_up.litmus_row("2+2W+mfences"),
                                         made_up.litmus_row("SB", **SEEN),
                                         made_up.litmus_row("LB+mfence+po", finding="1:rax=1 was observed")])
    return schema.load(folder)


def test_litmus_rates_verdicts_and_findings_first(litmus, figures):
    plots.litmus.draw(litmus)
    rates, states = figures["litmus"].axes
    assert [t.get_text() for t in rates.get_yticklabels()] == ["LB+mfence+po", "2+2W+mfences", "MP", "SB"]
    assert sorted(bar.get_width() for bar in rates.patches if bar.get_width()) == [2e4, 2e6, 2e6, 2e6, 2e6]
    said = texts(figures["litmus"])
    assert "3 of 3  FINDING: 1:rax=1 was observed" in said
    assert "3 of 3  forbidden; not seen in 2 M" in said
    assert "3 of 3  allowed; seen 1.0e-02 of outcomes" in said
    assert "2 M/s, 20 k weak/s, 50 M pairs/s" in said


@pytest.mark.parametrize("changes, said", [
    ({"verdict": "Allowed"}, "allowed; not seen in 2 M"),
    ({"verdict": "Allowed", "oversubscribed": True}, "allowed; unobservable here: threads take turns"),
    ({"verdict": "Undecided"}, "not decided, as loops may go on"),
    ({"verdict": "Required", "matching": 2000000}, "required; always so in 2 M"),
])
def test_litmus_verdicts_are_told_as_the_terminal_tells_them(changes, said, litmus):
    row = next(row for row in litmus["litmus.csv"] if row.test == "MP")
    assert plots.litmus.verdict(row._replace(**changes))[0] == said


@pytest.mark.parametrize("test,shape", [("MP+dmb.sy+addr", "MP"), ("2+2W+mfences", "2+2W"), ("W+RWC+syncs", "W+RWC"),
                                        ("3.SB", "3.SB"), ("WRC", "WRC")])
def test_litmus_shapes(test, shape):
    assert plots.litmus.shape(collections.namedtuple("Row", "test")(test)) == shape
