"""Every plot draws what the rows say, and says why it draws nothing."""

import collections

import made_up
import matplotlib.image
import pytest
from drawn import texts

from fenceline import plots
from fenceline.plots import plotting
from fenceline.report import prices
from fenceline.results import schema, select, tell
from fenceline.results.select import Nothing

PLOTS = plots.modules()


@pytest.mark.parametrize("name", PLOTS)
def test_emulated_runs_have_no_times_to_draw(tmp_path, name):
    made_up.facts(tmp_path, execution="qemu_user")
    with pytest.raises(select.Nothing):
        PLOTS[name].draw(schema.load(tmp_path))


@pytest.mark.parametrize("name", PLOTS)
def test_empty_runs_say_why(tmp_path, name):
    run = schema.load(made_up.run(tmp_path, rows=[]))
    with pytest.raises(select.Nothing) as reason:
        PLOTS[name].draw(run)
    assert str(reason.value)


def test_latency_is_drawn_by_its_nines(tmp_path, figures):
    plots.latency.draw(schema.load(made_up.queues(tmp_path)))
    (axis,) = figures["latency"].axes
    curves = [line for line in axis.lines if line.get_linestyle() != "None"]
    assert [line.get_linestyle() for line in curves] == ["-", "--"], "ours is the quicker, the other's is dashed"
    assert plots.latency.nines(0.9) == pytest.approx(1)
    ours = dict(zip(curves[0].get_ydata(), curves[0].get_xdata()))
    assert ours[1800] == pytest.approx(1) and ours[1980] == pytest.approx(2)
    said = " ".join(text.get_text() for text in axis.get_legend().get_texts())
    assert "ring  50 %: 1000, 90 %: 1800, 99 %: 1980, 99.9 %: 1998 ns" in said and "theirs  50 %: 2000" in said


def test_memory_held_back_is_drawn_as_it_was_in_the_middle_repetition(tmp_path, figures):
    plots.held.draw(schema.load(made_up.reclamation(tmp_path)))
    ours, theirs = figures["held"].axes
    assert [axis.get_title(loc="left") for axis in (ours, theirs)] == ["ours", "other libraries'"]
    assert set(ours.lines[0].get_ydata()) == {15}, "the others hold 5 and 25, and one was disturbed"
    assert max(theirs.lines[0].get_ydata()) == 1015 and max(theirs.lines[0].get_xdata()) == pytest.approx(2.9e-3)
    said = " ".join(texts(figures["held"]))
    assert "bounded  peak 15 nodes; 0 kept of each" in said and "unbounded  peak 1015 nodes; 1 kept of each" in said


@pytest.mark.parametrize("plot", plots.FIRST)
def test_what_every_plot_says(tmp_path, figures, plot):
    for path in PLOTS[plot].draw(schema.load(made_up.run(tmp_path))):
        said = " ".join(texts(figures[path.stem]))
        for part in ("Made-up 9000", "x2.large", "kvm", "2026-01-02", "placement: ", "ns"):
            assert part in said


def test_files(tmp_path, monkeypatch):
    run = schema.load(made_up.run(tmp_path, rows=made_up.uncontended()))
    assert [path.name for path in plots.cost.draw(run)] == ["cost.svg", "cost_widths.svg"]
    assert not list((run.dir / "plots").glob("*.png")), "only where they are asked for"
    monkeypatch.setattr(plotting, "FORMATS", {"svg", "png"})
    paths = plots.cost.draw(run)
    assert [path.name for path in paths] == ["cost.png", "cost_widths.png"]
    for path in paths:
        assert path.parent == run.dir / "plots"
        assert matplotlib.image.imread(path).shape[1] == plotting.WIDTH * plotting.DPI
        assert "<svg" in path.with_suffix(".svg").read_text()


def test_svg_is_the_same_every_time(tmp_path):
    run = schema.load(made_up.run(tmp_path))
    first = plots.drain.draw(run)[0].with_suffix(".svg").read_bytes()
    assert plots.drain.draw(run)[0].with_suffix(".svg").read_bytes() == first


def test_cost_bars_have_the_medians_and_marks(tmp_path, figures):
    rows = made_up.uncontended()
    plots.cost.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    latency = figures["cost"].axes[0]
    drawn = sorted(bar.get_width() for bar in latency.patches if bar.get_width() > 0)
    wanted = sorted(r["median_ns"] for r in rows if r["metric"] == "latency" and r["width"] in (0, 64))
    assert drawn == pytest.approx(wanted)
    assert any(t.endswith("cy†") for t in texts(figures["cost"]))  # the disturbed one
    assert any(t.endswith("cy~") for t in texts(figures["cost_widths"]))  # the open one
    assert "mov.8" not in texts(figures["cost"])


def test_cost_leaves_mappings_to_their_own_table(tmp_path):
    rows = [made_up.summary_row("store_seq_cst", "xchg", 64, "latency", "latency", 1.0, suite="mappings")]
    with pytest.raises(select.Nothing):
        plots.cost.draw(schema.load(made_up.run(tmp_path, rows=rows)))


def test_cost_splits_pages_and_loses_no_variant(tmp_path, figures):
    rows = [made_up.summary_row(f"group{i // 30}", f"variant{i}", 64, "latency", "latency", 1 + i)
            for i in range(150)]
    paths = plots.cost.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    labels = [label.get_text() for fig in figures.values() for label in fig.axes[0].get_yticklabels()]
    assert len(paths) == len(figures) > 2
    assert sorted(labels) == sorted(f"variant{i}" for i in range(150))


def test_drain_curves_run_over_pending_stores(tmp_path, figures):
    plots.drain.draw(schema.load(made_up.run(tmp_path, rows=made_up.drain())))
    mfence = figures["drain"].axes[0].lines[0]
    assert list(mfence.get_xdata()) == [0, 1, 2, 4, 8, 16, 32]
    assert mfence.get_ydata()[-1] == pytest.approx((38 + 12 * 32) / made_up.GHZ)


def test_drain_takes_the_stores_off_what_the_fence_adds(tmp_path, figures):
    rows = made_up.drain() + [dict(row, kernel="drain/none/after_misses", variant="none", median_ns=7.0)
                              for row in made_up.drain() if row["variant"] == "sfence"]
    plots.drain.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    added = figures["drain"].axes[1].lines[0]
    assert added.get_ydata()[0] == pytest.approx(38 / made_up.GHZ - 7)
    assert any(text.startswith("mfence: 2.50 → ") for text in texts(figures["drain"]))


def test_drain_shows_stores_that_hit_beside_those_that_miss(tmp_path, figures):
    hits = made_up.drain("after_hits")
    more = [dict(row, kernel="drain/xchg.64/exchange/after_hits", variant="xchg", use="exchange") for row in hits[:7]]
    none = [dict(row, kernel="drain/none/after_hits", variant="none", median_ns=1.0) for row in hits[:7]]
    plots.drain.draw(schema.load(made_up.run(tmp_path, rows=none + hits + more + made_up.drain())))
    misses, hit = figures["drain"].axes[::2]
    assert misses.get_xlabel().startswith("k: stores that miss") and hit.get_xlabel().startswith("k: stores that hit")
    assert misses.lines[0].get_ydata()[0] == pytest.approx(38 / made_up.GHZ) and list(hit.lines[0].get_ydata()) == [1.0] * 7
    assert any(text.startswith("exchange xchg: ") for text in texts(figures["drain"]))


@pytest.mark.parametrize("low,high,plain", [(22, 84, "40 50 60"), (30, 240, "50 100 200"), (3, 2400, "5 10 20 50 500"),
                                            (1, 1e6, "1 10 1000")])
def test_logarithmic_axes_have_plain_numbers_as_many_as_fit(figures, low, high, plain):
    fig, axis = plotting.plt.subplots()
    axis.set_yscale("log")
    plotting.plain_log(axis.yaxis)
    axis.set_ylim(low, high)
    fig.canvas.draw()
    shown = [t for t in axis.get_yticklabels(which="both") if t.get_text()]
    labels = [t.get_text() for t in shown]
    assert set(plain.split()) <= set(labels) and not any("$" in text for text in labels)
    boxes = [t.get_window_extent() for t in shown]
    assert all(a.y1 <= b.y0 for a, b in zip(boxes, boxes[1:])), "they do not overlap"


def test_prices_stand_in_order_with_the_commonest_mode_of_several_threads(tmp_path, figures):
    price = made_up.price
    rows = [price("mutex", 20.0), price("plain_read", 0.25), price("mutex", 100.0, 2, mode="near", mode_share=0.2),
            price("mutex", 400.0, 2, mode="far", mode_share=0.8), price("wake", 9000.0, 2)]
    run = schema.load(made_up.run(tmp_path, rows=rows))
    plots.prices.draw(run)
    axis = figures["prices"].axes[0]
    assert [t.get_text() for t in axis.get_yticklabels()] == ["plain_read", "mutex", "wake"]
    assert [t.get_text() for t in axis.get_legend().get_texts()] == ["1 thread, node-local n0", "2 threads, l3"]
    assert "20.0 ns · 80.0 cy   400 ns · 1600 cy" in texts(figures["prices"])
    section, = prices.sections_of(run)
    assert [row[0] for row in section.rows] == ["plain_read", "mutex", "wake"]
    assert section.rows[0][2] == section.rows[2][1] == "" and section.rows[1][2].startswith("400 ns [396, 404]")
    with pytest.raises(Nothing):
        plots.contention.draw(run)


@pytest.mark.parametrize("threads", [(1, 2), (1, 2, 4)])
def test_bandwidth_is_the_median_of_undisturbed_repetitions(tmp_path, figures, threads):
    """The median time's rate: 10 GB/s a thread at 6.4 ns for 64 bytes."""
    rows = [made_up.summary_row("bandwidth", name, 0, "stream", "bandwidth", ns, suite="memory", threads=n)
            for name, ns in (("read", 6.4), ("copy", 3.2)) for n in threads]
    records = [{**made_up.keys_of(row), "repetition": i, "ns_per_op": ns, "disturbed": why,
                "bytes_per_s": 64 * row["threads"] / ns * 1e9}
               for row in rows for i, (ns, why) in enumerate(((5.0, ""), (6.4, ""), (7.0, ""), (99, "steal")))]
    run = schema.load(made_up.run(tmp_path, rows=rows, records=reversed(records)))
    plots.bandwidth.draw(run)
    axis = figures["bandwidth"].axes[0]
    drawn = [bar.get_width() for bar in axis.patches] or [y for line in axis.lines[:8] for y in line.get_ydata()]
    assert {round(10.0 * n * f) for n in threads for f in (1, 2)} <= {round(value) for value in drawn}
    if axis.patches:  # in the order of registration, whatever the shuffle of the repetitions was
        assert [t.get_text() for t in axis.get_yticklabels()] == ["read, 1 thread", "read, 2 threads", "copy, 1 thread",
                                                                  "copy, 2 threads"]
    assert " ns" not in " ".join(texts(figures["bandwidth"]))


def test_without_bytes_no_bandwidth_is_made_up(tmp_path, figures):
    row = made_up.summary_row("bandwidth", "read", 0, "stream", "bandwidth", 6.4, suite="memory")
    with pytest.raises(select.Nothing):
        plots.bandwidth.draw(schema.load(made_up.run(tmp_path, rows=[row])))


@pytest.mark.parametrize("args,words", [
    ("working_set=4096", "4 KiB"), ("critical=64 parallel=0", "64 cycles under the lock, no work between turns"),
    ("spacing=8", "words 8 bytes apart"), ("pending_stores=4", "4 pending stores"), ("critical=some", "some critical"), ("", "")])
def test_parameters_are_told_in_words(args, words):
    assert tell.arguments(collections.namedtuple("Row", "args")(args)) == words


def test_many_memory_curves_are_named_together(tmp_path, figures):
    folder = made_up.run(tmp_path, rows=[])
    order = made_up.topology(folder)
    rows = [{**row, "placement": f"{i} {row['placement']}"} for i in range(5)
            for row in made_up.memory(order, {pu: pu % 2 for pu in order})[0]]
    made_up.write(folder, "summary.csv", rows)
    plots.memory.draw(schema.load(folder))
    assert "random, 20 placements:\n90.0 … 150 ns" in texts(figures["memory"])


@pytest.mark.parametrize("use,how,text", [("", "latency", ""), ("", "failure_latency", "failure"), ("", "alone", ""),
                                          ("gcc+clang", "latency", "gcc+clang"), ("load", "modified", "load, modified")])
def test_manner_is_what_is_told_beyond_group_variant_and_metric(use, how, text):
    row = collections.namedtuple("Row", "use how metric")(use, how, "latency")
    assert tell.manner(row) == text


@pytest.mark.parametrize("value,text", [(512, "512 B"), (32768, "32 KiB"), (1.5 * 2**20, "1.5 MiB"), (2**43, "8 TiB")])
def test_bytes(value, text):
    assert tell.bytes_text(value) == text


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_labels_at_curve_ends_keep_apart(scale):
    fig, axis = plotting.plt.subplots()
    axis.set_yscale(scale)
    axis.set_ylim(1, 100)
    plotting.label_ends(axis, [(50, "a", "k"), (50, "b", "k"), (49, "c", "k"), (2, "d", "k")])
    at = {t.get_text(): t.xy[1] for t in axis.texts}
    assert all(one - two >= 0.04 for one, two in zip(sorted(at.values())[1:], sorted(at.values())))
    assert at["d"] < 0.2 and max(at.values()) > (0.45 if scale == "linear" else 0.8)
    plotting.plt.close(fig)


def mapping_rows():
    """Two published mappings and the compiler's: they share loads, their seq_cst stores differ."""
    def row(group, order, variant, names, metric, ns):
        return made_up.summary_row(f"{group}_{order}", variant, 64, metric, metric, ns, use=names, order=order,
                                   suite="mappings")
    return [row("store", "seq_cst", "builtin_store_seq_cst", "builtin", "latency", 5),
            row("store", "seq_cst", "xchg", "by_xchg", "latency", 5),
            row("store", "seq_cst", "mov_mfence", "by_mfence", "latency", 40),
            row("load", "relaxed", "builtin_load_relaxed", "builtin", "latency", 1),
            row("load", "relaxed", "mov", "by_xchg+by_mfence", "latency", 1),
            row("store_then_load", "seq_cst", "xchg;mov", "by_xchg", "latency", 6),
            row("load", "relaxed", "mov", "by_xchg+by_mfence", "throughput", 0.25)]


def test_mappings_table_shows_a_shared_sequence_in_each_column_and_the_compiler_last(tmp_path, figures):
    paths = plots.mappings.draw(schema.load(made_up.run(tmp_path, rows=mapping_rows())))
    assert [path.stem for path in paths] == ["mappings", "mappings_throughput"]
    axis = figures["mappings"].axes[0]
    assert [t.get_text().split("\n")[0] for t in axis.get_xticklabels()] == ["by_xchg", "by_mfence", "builtin"]
    assert [t.get_text() for t in axis.get_yticklabels()] == ["store + load seq_cst", "load relaxed", "store seq_cst"]
    said = [(*map(int, getattr(t, "xy", t.get_position())), t.get_text()) for t in axis.texts]
    assert (0, 0, "xchg; mov") in said
    assert {(0, 1, "mov"), (1, 1, "mov"), (0, 2, "xchg"), (1, 2, "mov_mfence")} <= set(said)
    assert any((x, y) == (1, 2) and text.startswith("40.0 ns") for x, y, text in said)
    assert not any((x, y) == (1, 0) for x, y, _ in said), "nothing was measured there"
    assert not any("…" in text for *_, text in said)
    shade = {patch.get_xy(): patch.get_facecolor() for patch in axis.patches
             if patch.get_height() == 1 and patch.get_fill()}
    assert shade[0, 2][3] == shade[2, 2][3] == 0, "the cheapest of a row has the page's colour"
    assert shade[1, 2][3] == plots.mappings.STRONGEST, "eight times the cheapest is the strongest"


def test_mappings_of_kernels_and_runtimes_stand_behind_those_of_cpp(tmp_path, figures):
    rows = mapping_rows()
    rows += [{**rows[1], "use": "by_xchg+linux+go_lse"}, {**rows[2], "use": "openjdk"}]
    del rows[1:3]
    plots.mappings.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    axis = figures["mappings"].axes[0]
    assert [t.get_text().split("\n")[0] for t in axis.get_xticklabels()] == ["by_xchg", "by_mfence", "builtin", "linux", "go_lse", "openjdk"]
    assert [line.get_xdata()[0] for line in axis.lines if line.get_xdata()[0] == line.get_xdata()[1]] == [3, 4, 5]


def test_forwarding_is_a_matrix_of_widths_and_places(tmp_path, figures):
    def row(stored, loaded, how, cycles, args=""):
        return made_up.summary_row("store_load", f"store_{stored}_load_{loaded}", 0, how, "chain", cycles / made_up.GHZ,
                                   suite="forwarding", args=args)

    rows = [row(64, 32, "forwarded", cycles, f"offset={offset}") for offset, cycles in ((-2, 13.0), (0, 5.0), (4, 5.0))]
    PLOTS["forwarding"].draw(schema.load(made_up.run(tmp_path, rows=[*rows, row(64, 32, "renamed", 0.5)])))
    (axis,) = figures["forwarding"].axes
    texts = {round(text.get_position()[0] - 0.5): text.get_text() for text in axis.texts}
    assert texts == {-1: "0.50", 0: "13.0", 1: "5.00", 2: "5.00"}
    assert [label.get_text() for label in axis.get_xticklabels()] == ["renamed", "-2", "0", "+4"]
