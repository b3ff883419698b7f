"""The comparison of ISAs, on made-up emulated runs with figures that a reader can recompute."""

import made_up
import pytest

from fenceline.foreign import cross_isa
from fenceline.results import schema

SHARED = {"suite": "atomics", "group": "fetch_add", "width": 64, "order": "seq_cst", "metric": "latency", "args": "",
          "policy": "none", "placement": "p", "relation": "", "distance": "", "cpus": "0", "oversubscribed": "no",
          "ops": 32, "wrong": "", "pinned_as_asked": "yes"}


def made_run(folder, counted, execution="qemu_user"):
    """counted: {kernel: [per thread {what: (per_op, exact)}]}."""
    made_up.facts(folder, execution=execution)
    made_up.write(folder, "emulated.csv", [{**SHARED, "trial": f"atomics/{kernel}/{len(threads)}", "kernel": kernel,
                                            "variant": kernel.split("/")[1], "threads": len(threads)}
                                           for kernel, threads in counted.items()])
    made_up.write(folder, "emulated_counts.csv", [
        {"trial": f"atomics/{kernel}/{len(threads)}", "thread": thread, "what": what, "per_op": per_op, "exact": exact}
        for kernel, threads in counted.items() for thread, counts in enumerate(threads)
        for what, (per_op, exact) in counts.items()])
    return schema.load(folder)


BUILTIN = "fetch_add/builtin_fetch_add/chain"


@pytest.fixture(name="runs")
def made_runs(tmp_path):
    power = {"instructions": (6, "yes"), "exclusive": (2, "yes"), "fences": (3, "yes"), "fence hwsync": (2, "yes"),
             "fence isync": (1, "yes")}
    contended = [{"instructions": (4, "no"), "fences": (0, "yes")}, {"instructions": (8, "no"), "fences": (0, "yes")}]
    return {("ppc64le", "power9"): made_run(tmp_path / "emulated" / "a", {BUILTIN: [power], "fetch_add/lwarx/contended": contended}),
            ("x86_64", "max"): made_run(tmp_path / "emulated" / "b", {
                BUILTIN: [{"instructions": (1, "yes"), "atomic": (1, "yes"), "fences": (0, "yes")}]})}


def test_means_over_threads_and_what_is_not_exact(runs):
    alone, contended = cross_isa.figures(runs["ppc64le", "power9"])
    assert alone.exact and not contended.exact
    assert contended.what["instructions"] == 6
    assert cross_isa.cell(alone) == "6 (2 × hwsync, isync)"
    assert cross_isa.cell(contended) == "≈ 6"


def test_one_row_compares_the_isas(runs, tmp_path):
    by_run = {key: cross_isa.alone(cross_isa.figures(run)) for key, run in runs.items()}
    table = cross_isa.common_section(by_run)
    assert table.rows == [["atomics/" + BUILTIN, "6 (2 × hwsync, isync)", "1"]]
    written = cross_isa.write(runs, tmp_path / "emulated" / "sweep")
    text = written[0].read_text()
    assert "hwsync" in text and "qemu_user: no times" in text
    drawn = tmp_path / "emulated" / "sweep" / "plots" / "isa_atomics_fetch_add_latency.svg"
    assert "<svg" in drawn.read_text()


def test_a_native_run_is_refused(runs, tmp_path):
    made_up.facts(tmp_path / "native" / "c")
    native = schema.load(tmp_path / "native" / "c")
    with pytest.raises(schema.SchemaError, match="is native"):
        cross_isa.write({**runs, ("x86_64", "host"): native}, tmp_path / "out")
