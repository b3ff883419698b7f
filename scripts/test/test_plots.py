"""Every plot draws what the rows say, and says why it draws nothing."""

import importlib
import pathlib

import made_up
import matplotlib.image
import plot_contention
import plot_cost
import plot_drain
import plot_false_sharing
import plotting
import pytest
import schema

SCRIPTS = pathlib.Path(plotting.__file__).parent
PLOTS = sorted(path.stem for path in SCRIPTS.glob("plot_*.py"))


@pytest.fixture
def figures(monkeypatch):
    """Figures that a draw() saves, kept open so that what stands in them can be looked at."""
    kept = {}
    save = plotting.save

    def keep(fig, run, name):
        kept[name] = fig
        return save(fig, run, name)

    monkeypatch.setattr(plotting, "save", keep)
    return kept


def texts(fig):
    return [t.get_text() for t in fig.findobj(plotting.plt.Text) if t.get_text()]


@pytest.mark.parametrize("name", PLOTS)
def test_emulated_runs_have_no_times_to_draw(tmp_path, name):
    made_up.facts(tmp_path, execution="qemu_user")
    with pytest.raises(plotting.Nothing):
        importlib.import_module(name).draw(schema.load(tmp_path))


@pytest.mark.parametrize("name", PLOTS)
def test_empty_runs_say_why(tmp_path, name):
    run = schema.load(made_up.run(tmp_path, rows=[]))
    with pytest.raises(plotting.Nothing) as reason:
        importlib.import_module(name).draw(run)
    assert str(reason.value)


@pytest.mark.parametrize("plot", [plot_cost, plot_contention, plot_false_sharing, plot_drain])
def test_files_and_what_every_plot_says(tmp_path, figures, plot):
    run = schema.load(made_up.run(tmp_path))
    paths = plot.draw(run)
    assert paths
    for path in paths:
        assert path.parent == run.dir / "plots"
        assert matplotlib.image.imread(path).shape[1] == plotting.WIDTH * plotting.DPI
        assert "<svg" in path.with_suffix(".svg").read_text()
        said = " ".join(texts(figures[path.stem]))
        for part in ("Made-up 9000", "x2.large", "kvm", "2026-01-02", "placement: ", "ns"):
            assert part in said


def test_svg_is_the_same_every_time(tmp_path):
    run = schema.load(made_up.run(tmp_path))
    first = plot_drain.draw(run)[0].with_suffix(".svg").read_bytes()
    assert plot_drain.draw(run)[0].with_suffix(".svg").read_bytes() == first


def test_cost_bars_have_the_medians_and_marks(tmp_path, figures):
    rows = made_up.uncontended()
    plot_cost.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    latency = figures["cost"].axes[0]
    drawn = sorted(bar.get_width() for bar in latency.patches if bar.get_width() > 0)
    wanted = sorted(r["median_ns"] for r in rows if r["metric"] == "latency" and r["width"] in (0, 64))
    assert drawn == pytest.approx(wanted)
    assert any(t.endswith("cy†") for t in texts(figures["cost"]))  # the disturbed one
    assert any(t.endswith("cy~") for t in texts(figures["cost_widths"]))  # the open one
    assert "mov.8" not in texts(figures["cost"])


def test_cost_splits_pages_and_loses_no_variant(tmp_path, figures):
    rows = [made_up.summary_row(f"group{i // 30}", f"variant{i}", 64, "latency", "latency", 1 + i)
            for i in range(150)]
    paths = plot_cost.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    labels = [label.get_text() for fig in figures.values() for label in fig.axes[0].get_yticklabels()]
    assert len(paths) == len(figures) > 2
    assert sorted(labels) == sorted(f"variant{i}" for i in range(150))


def test_contention_rates_count_all_threads(tmp_path, figures):
    rows = [made_up.summary_row("fetch_add", "lock_xadd", 64, "contended", "contended", 10.0 * n, threads=n,
                                cpus="0 1") for n in (2, 4)]
    plot_contention.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    time, rate = figures["contention"].axes[:2]
    assert list(time.lines[0].get_ydata()) == [20, 40]
    assert list(rate.lines[0].get_ydata()) == pytest.approx([100, 100])


def test_contention_draws_the_commonest_mode_and_the_others_faint(tmp_path, figures):
    rows = [made_up.summary_row("fetch_add", "lock_xadd", 64, "contended", "contended", ns, threads=2,
                                mode=mode, mode_share=share) for ns, mode, share in
            ((5, "5 ns", 0.2), (60, "60 ns", 0.7), (100, "100 ns", 0.1))]
    plot_contention.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    lines = figures["contention"].axes[0].lines
    solid = [line.get_ydata()[0] for line in lines if line.get_alpha() is None and len(line.get_ydata())]
    faint = [line.get_ydata()[0] for line in lines if line.get_alpha()]
    assert 60 in solid and 5 not in solid
    assert faint == [5, 100]


def test_contention_fairness_leaves_disturbed_repetitions_out(tmp_path, figures):
    row = made_up.summary_row("fetch_add", "lock_xadd", 64, "contended", "contended", 10, threads=2)
    records = [{"trial": row["trial"], "repetition": i, "jain": jain, "disturbed": why}
               for i, (jain, why) in enumerate(((0.9, ""), (0.8, ""), (0.7, ""), (0.1, "steal"), (0.1, "x")))]
    plot_contention.draw(schema.load(made_up.run(tmp_path, rows=[row], records=records)))
    assert list(figures["contention"].axes[2].lines[0].get_ydata()) == [0.8]


def test_false_sharing_factor_is_near_over_far_with_the_widest_interval(tmp_path):
    rows = [made_up.summary_row("fetch_add", "lock_xadd", 64, "false_sharing", "contended", ns, threads=2,
                                args=f"spacing={spacing}") for spacing, ns in ((128, 5.0), (8, 40.0))]
    (near, far), = plot_false_sharing._pairs(schema.load(made_up.run(tmp_path, rows=rows))["summary.csv"])
    assert plot_false_sharing.ratio(near, far) == pytest.approx((8, 8 * 0.99 / 1.01, 8 * 1.01 / 0.99))


def test_false_sharing_compares_like_modes(tmp_path):
    rows = [made_up.summary_row("fetch_add", "lock_xadd", 64, "false_sharing", "contended", ns, threads=2,
                                args=f"spacing={spacing}", mode=mode, mode_share=share)
            for spacing, ns, mode, share in ((8, 40.0, "slow", 0.6), (8, 9.0, "fast", 0.4),
                                             (128, 6.0, "fast", 0.9), (128, 5.0, "slow", 0.1))]
    (near, far), = plot_false_sharing._pairs(schema.load(made_up.run(tmp_path, rows=rows))["summary.csv"])
    assert (near.median_ns, far.median_ns) == (40, 5)


def test_drain_curves_run_over_pending_stores(tmp_path, figures):
    plot_drain.draw(schema.load(made_up.run(tmp_path, rows=made_up.drain())))
    axis = figures["drain"].axes[0]
    mfence = axis.lines[0]
    assert list(mfence.get_xdata()) == [0, 1, 2, 4, 8, 16, 32]
    assert mfence.get_ydata()[-1] == pytest.approx((38 + 12 * 32) / made_up.GHZ)


def test_labels_at_curve_ends_keep_apart():
    fig, axis = plotting.plt.subplots()
    axis.set_ylim(0, 100)
    plotting.label_ends(axis, [(50, "a", "k"), (50, "b", "k"), (49, "c", "k")])
    at = sorted(t.xy[1] for t in axis.texts)
    assert all(b - a >= 4 for a, b in zip(at, at[1:]))
    plotting.plt.close(fig)
