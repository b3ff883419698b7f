"""Distributions are those of all repetitions that count, and told as far as there are values enough."""

import made_up
import pytest

from fenceline.results import schema
from fenceline.stats import distributions, throughput


@pytest.fixture
def run(tmp_path):
    return schema.load(made_up.queues(tmp_path))


def test_repetitions_that_count_are_one_distribution(run):
    ours, theirs = distributions.latencies(run)
    assert (ours.row.variant, ours.count, ours.greatest) == ("ring", 4000, 2000)
    assert (theirs.row.variant, theirs.count, theirs.greatest) == ("theirs", 4000, 4000)
    assert ours.buckets[0] == (1, 1, 2)


def test_percentiles_are_values_that_were_met(run):
    ours, _ = distributions.latencies(run)
    assert [distributions.quantile(ours, share) for share in (0.5, 0.9, 0.99, 0.999)] == [1000, 1800, 1980, 1998]
    assert distributions.quantile(ours, 0.9999) is None, "of 4,000 values none lies beyond it"


def test_a_curve_goes_through_the_percentiles_and_never_down(run):
    points = distributions.curve(distributions.latencies(run)[0])
    assert points == sorted(points) and len(points) == 1999
    assert dict((value, share) for share, value in points)[1800] == pytest.approx(0.9)


def test_throughput_is_told_by_role(run):
    rates = {trial: by_role for (trial, _), by_role in throughput.of(run).items() if "ring/stream" in trial}
    (by_role,) = rates.values()
    assert by_role == {"producer": pytest.approx(10000e3), "consumer": pytest.approx(10001e3)}
    assert throughput.told(by_role) == "producer 10, consumer 10 M/s"


def test_only_what_others_did_too_is_compared(run):
    groups = throughput.compared(run)
    assert sorted(key[1] for key in groups) == ["latency", "stream"]
    assert all({row.variant for row in rows} == {"ring", "theirs"} for rows in groups.values())


@pytest.mark.parametrize("what, kind", [("latency", ""), ("read_latency", "read")])
def test_kinds_of_operations_are_told_apart(what, kind):
    assert distributions.kind(distributions.Merged(None, "", what, "ns", 1, [], 1)) == kind
