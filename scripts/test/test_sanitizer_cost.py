"""Time and memory of two benches that stand in for the real ones."""

import pathlib
import stat

import pytest

from fenceline import cli
from fenceline.stats import sanitizer_cost
from fenceline.stats.sanitizer_cost import Factor, Measured

from made_up import facts, summary_row, write


def test_a_factor_is_the_median_of_ratios_and_its_interval_holds_them_all():
    pairs = [(Measured({"a": 10.0, "b": 1.0, "lost": 1.0}, 100), Measured({"a": 10.0 * k, "b": 4.0 * k}, 100 * k))
             for k in (2, 9, 4)]
    time, memory, rounds = sanitizer_cost.factors(pairs)
    assert time == pytest.approx(Factor(8, 4, 18))  # the geometric mean of k and 4 k
    assert memory == Factor(4, 2, 9) and rounds == 3


def test_a_round_whose_repetitions_were_all_disturbed_does_not_count():
    good, lost = (Measured({"a": 1.0}, 100), Measured({"a": 3.0}, 200)), (Measured({"a": 1.0}, 100), Measured({}, 900))
    time, memory, rounds = sanitizer_cost.factors([good, lost, good])
    assert time == pytest.approx(Factor(3, 3, 3)) and memory == Factor(2, 2, 2) and rounds == 2


def test_nothing_in_common_is_told(capsys):
    with pytest.raises(SystemExit) as end:
        sanitizer_cost.factors([(Measured({"a": 1.0}, 1), Measured({"b": 1.0}, 1))])
    assert end.value.code == 3 and "both benches measured the same trial" in capsys.readouterr().err


def bench(folder, name, sanitizers, ns):
    """A program that leaves a made-up run where --out says."""
    made = folder / f"{name}-run"
    facts(made, sanitizers=sanitizers)
    write(made, "summary.csv", [summary_row("counter", "atomic", 64, "alone", "latency", ns)])
    path = folder / name
    path.write_text(f"""#!/bin/sh
for word; do case "$word" in --out=*) cp -r {made} "${{word#--out=}}";; esac; done
""", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def call(native, sanitized):
    cli.run("sanitizer_cost", [f"--native={native}", f"--sanitized={sanitized}", "--rounds=2",
                               "--workload", "counters", "alone"])


def test_two_benches_are_compared(tmp_path, capsys):
    call(bench(tmp_path, "native", "", 2.0), bench(tmp_path, "tsan", "thread", 14.0))
    assert "7.0 (7.0 to 7.0)" in capsys.readouterr().out


def test_a_bench_without_it_is_refused(tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        call(bench(tmp_path, "native", "", 2.0), bench(tmp_path, "tsan", "", 14.0))
    assert end.value.code == 2 and "sanitizers ''" in capsys.readouterr().err


def test_a_bench_that_is_not_there_is_named_with_its_remedy(tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        call(bench(tmp_path, "native", "", 2.0), pathlib.Path("nowhere"))
    assert end.value.code == 3 and "cmake --preset tsan" in capsys.readouterr().err
