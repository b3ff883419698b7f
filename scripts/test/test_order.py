"""Variants are told in the order of their costs, as far as these differ."""

import made_up
import pytest

from fenceline.results import schema
from fenceline.stats import order

COSTS = [("a", 5.10), ("b", 9.0), ("c", 5.09), ("d", 5.0), ("e", 9.1), ("f", 1.0)]


@pytest.mark.parametrize("more,wanted", [({}, "facdbe"), ({"args": "n=1"}, "abcdef")])
def test_variants_are_in_the_order_of_their_costs_and_noise_does_not_change_it(tmp_path, more, wanted):
    rows = [made_up.summary_row("g", name, 64, "latency", "latency", ns, **more) for name, ns in COSTS]
    run = schema.load(made_up.run(tmp_path, rows=rows))
    assert "".join(row.variant for row in order.by_cost(run["summary.csv"], lambda row: row, run)) == wanted


def test_groups_are_ordered_by_themselves(tmp_path):
    rows = [made_up.summary_row(group, name, 64, "latency", "latency", ns)
            for group, name, ns in (("g", "a", 5.5), ("h", "b", 5.2), ("g", "c", 5.0), ("h", "d", 3.0))]
    run = schema.load(made_up.run(tmp_path, rows=rows))
    assert [row.variant for row in order.by_cost(run["summary.csv"], lambda row: row, run)] == ["c", "a", "d", "b"]


def test_what_has_no_interval_is_not_told_apart(tmp_path):
    """Of a few repetitions the median alone says nothing of what is cheaper."""
    rows = [made_up.summary_row("g", name, 64, "latency", "latency", ns) for name, ns in (("a", 9.0), ("b", 5.0))]
    rows[0].update(low_ns=None, high_ns=None)
    run = schema.load(made_up.run(tmp_path, rows=rows))
    assert [row.variant for row in order.by_cost(run["summary.csv"], lambda row: row, run)] == ["a", "b"]
