"""Plots by pairs of PUs and by nodes: what stands where in the machine."""

import made_up
import numpy as np
import pytest
from drawn import texts

from fenceline import plots
from fenceline.results import schema, select, topology


@pytest.fixture
def two_packages(tmp_path):
    """2 packages × 2 L3 × 2 cores, numbered 0 2 4 6, 1 3 5 7, with a trip between each two PUs."""
    folder = tmp_path / "results" / "native" / "box" / "run"
    folder.mkdir(parents=True)
    order = made_up.topology(folder)
    rows, records = made_up.transfer(order)
    return schema.load(made_up.run(tmp_path, rows=rows, records=records))


@pytest.mark.parametrize("plot", [plots.matrix, plots.classes, plots.modes])
def test_pair_plots_say_where_they_are_from(two_packages, figures, plot):
    path, = plot.draw(two_packages)
    said = " ".join(texts(figures[path.stem]))
    for part in ("Made-up 9000", "x2.large", "kvm", "2026-01-02", "all: 56 placements", "ns"):
        assert part in said


def test_topology_in_order(two_packages):
    machine = topology.of(two_packages)
    assert [pu.os for pu in machine.pus] == [0, 2, 4, 6, 1, 3, 5, 7]
    assert [pu.node for pu in machine.pus] == [0, 0, 0, 0, 1, 1, 1, 1]
    assert len({pu.package for pu in machine.pus}) == 2 and len({pu.l3 for pu in machine.pus}) == 4
    assert [cache.bytes for cache in machine.caches] == [33554432] * 4


def test_hwloc_bitmaps():
    assert topology.bits("0x00000005") == {0, 2}
    assert topology.bits("0x1,,0x80000000") == {31, 64}
    assert topology.bits("0xf...f,0x00000003") == {0, 1}


def test_torn_topology_is_an_error(two_packages):
    two_packages.topology = b"<topology><object"
    with pytest.raises(schema.SchemaError, match="topology.xml"):
        topology.of(two_packages)


def test_matrix_is_in_topology_order_and_directed(two_packages, figures):
    plots.matrix.draw(two_packages)
    axis = figures["matrix"].axes[0]
    values = axis.images[0].get_array()
    assert [t.get_text() for t in axis.get_xticklabels()] == list("02461357")
    assert values[0][1] == 20 and values[0][2] == 60
    assert values[0][4] == 141 and values[4][0] == 140  # from PU 0 to PU 1, and back
    assert values.mask[3][3]
    heavy = [line for line in axis.lines if line.get_linewidth() > 2]
    assert [line.get_ydata()[0] for line in heavy if line.get_ydata()[0] == line.get_ydata()[1]] == [3.5]
    assert "differ by up to 1.00 ns" in " ".join(texts(figures["matrix"]))


def test_matrix_without_topology_keeps_to_numbers(two_packages, figures):
    two_packages.topology = None
    plots.matrix.draw(two_packages)
    assert [t.get_text() for t in figures["matrix"].axes[0].get_xticklabels()] == list("01234567")


def test_classes_are_ordered_by_cost_and_leave_disturbed_out(two_packages, figures):
    rows = two_packages["records.csv"]
    rows[0] = rows[0]._replace(ns_per_op=9e9, disturbed="steal")
    plots.classes.draw(two_packages)
    axis = figures["classes"].axes[0]
    assert [t.get_text() for t in axis.get_yticklabels()] == [
        "l3, mode near\n4 pairs", "numa, mode far\n8 pairs", "cross-package 21, mode far\n16 pairs"]
    assert axis.get_xlim()[1] < 1000


def test_modes_counts_every_probe(two_packages, figures):
    plots.modes.draw(two_packages)
    legend = figures["modes"].legends[0]
    assert [t.get_text() for t in legend.get_texts()] == ["far (86%)", "near (14%)"]
    bottom = figures["modes"].axes[4]
    assert sum(bar.get_height() for bar in bottom.patches) == 10
    for top in figures["modes"].axes[:4]:
        assert all(0 < y < top.get_ylim()[1] for line in top.lines for y in line.get_ydata())


def test_small_matrices_tell_every_mode(tmp_path, figures):
    rows = []
    for cpus in ("0 1", "1 0"):
        for mode, share, ns in (("250ns", 0.75, 250.0), ("60ns", 0.25, 60.0)):
            rows.append(made_up.summary_row("ping_pong", "load_store", 0, "two_lines", "transfer", ns, threads=2,
                                            suite="coherence", cpus=cpus, placement=cpus, mode=mode, mode_share=share))
    plots.matrix.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    assert texts(figures["matrix"]).count("250 (75%)\n60.0 (25%)") == 2
    assert figures["matrix"].axes[0].images[0].get_array()[0][1] == 250


def test_average_linkage():
    distances = np.array([[0, 1, 8, 10], [1, 0, 6, 8], [8, 6, 0, 2], [10, 8, 2, 0]])
    assert plots.hidden.joins(distances) == [((0,), (1,), 1), ((2,), (3,), 2), ((0, 1), (2, 3), 8)]


def test_hidden_topology_groups_what_is_near(two_packages, figures):
    plots.hidden.draw(two_packages)
    left, right = figures["hidden"].axes
    order = [t.get_text() for t in left.get_yticklabels()]
    assert {frozenset(order[:4]), frozenset(order[4:])} == {frozenset({"PU 0", "PU 2", "PU 4", "PU 6"}),
                                                            frozenset({"PU 1", "PU 3", "PU 5", "PU 7"})}
    package = [bar.get_facecolor() for bar in right.patches[:8]]
    assert len(set(package[:4])) == len(set(package[4:])) == 1 and package[0] != package[4]


def test_hidden_topology_needs_all_pairs(two_packages):
    rows = two_packages["summary.csv"]
    rows[:] = [row for row in rows if set(row.cpus.split()) != {"0", "7"}]
    with pytest.raises(select.Nothing, match="a sample"):
        plots.hidden.draw(two_packages)
    rows[:] = [row for row in rows if set(row.cpus.split()) == {"0", "1"}]
    with pytest.raises(select.Nothing, match="two PUs"):
        plots.hidden.draw(two_packages)


@pytest.fixture
def two_nodes(tmp_path):
    folder = tmp_path / "results" / "native" / "box" / "run"
    folder.mkdir(parents=True)
    order = made_up.topology(folder)
    rows, records = made_up.memory(order, {pu: pu % 2 for pu in order})
    return schema.load(made_up.run(tmp_path, rows=rows, records=records))


def test_memory_curves_and_cache_marks(two_nodes, figures):
    plots.memory.draw(two_nodes)
    said = texts(figures["memory"])
    assert "L3 32 MiB, 2 PUs" in said
    assert "random n0-to-n1: 150 ns" in said and "random n1-to-n1: 90.0 ns" in said


def test_numa_matrices_are_by_where_memory_was_found(two_nodes, figures):
    records = two_nodes["records.csv"]
    moved = [i for i, row in enumerate(records) if row.placement == "n0-to-n1"]
    plots.numa.draw(two_nodes)
    latency, bandwidth = (axis.images[0].get_array() for axis in figures["numa"].axes[:2])
    assert latency.tolist() == [[90, 150], [150, 90]]
    assert bandwidth.tolist() == [[20, 10], [10, 20]]
    for i in moved:
        records[i] = records[i]._replace(memory_landed=None)
    plots.numa.draw(two_nodes)
    assert figures["numa"].axes[0].images[0].get_array().mask.tolist() == [[False, True], [False, False]]


def test_numa_needs_two_nodes(tmp_path):
    folder = tmp_path / "results" / "native" / "box" / "run"
    folder.mkdir(parents=True)
    made_up.topology(folder, packages=1)
    with pytest.raises(select.Nothing, match="one NUMA node"):
        plots.numa.draw(schema.load(made_up.run(tmp_path)))
