"""How each number was made: in words, with the figures of this run."""

import collections

from fenceline.report.sections import section
from fenceline.results import tell, thresholds


def sections_of(run):
    if not run.native:
        yield section("", "What ran was executed by an emulator, whose times tell nothing of any machine: there are none.")
        return
    lines = [*_measured(run), *_told(run), *_signs(run)]
    yield section("", "\n".join(f"- {line}" for line in lines))


def _measured(run):
    records = run["records.csv"]
    hz = run.fact("tick_hz")
    if records:
        trials = len({row.trial for row in records})
        each = sorted(collections.Counter(row.trial for row in records).values())
        yield (f"{trials} trials, {len(records)} repetitions of them: {each[0]} to {each[-1]} each, in rounds that take the trials "
               f"in a shuffled order (seed {run.fact('seed', 'not recorded')}), so that what drifts, drifts under all of them.")
    yield ("A repetition is a window of pinned threads that start together. Of one thread the window has slices, and the figure is "
           "the slice in the middle, the same loop without the operation subtracted; of several it is the window over what a thread "
           "did in it.")
    if hz:
        yield (f"Time is {run.fact('tick_source', 'the tick counter')} at {float(hz) / 1e9:.4f} GHz, measured against the system's "
               "clock before the run.")
    yield ("Core cycles are counted where there is a PMU; elsewhere the core's clock is calibrated beside each window, by chains of "
           "additions and multiplications. Ticks are never taken for cycles.")


def _told(run):
    limit = thresholds.of(run)
    yield ("A figure is the median of the repetitions that count. Disturbed ones (a thread was switched out, time was stolen, it "
           "moved between hidden placement modes) are kept in records.csv and do not count.")
    yield (f"In brackets stands the 95 % interval of that median. It is wide, and marked ~, beyond {thresholds.percent(run)} of the "
           f"median, or {limit.next_to_nothing_ns:g} ns of what costs next to nothing.")
    yield ("Where the host moves virtual CPUs between near and far cores, repetitions of several threads are parted by what a probe "
           "beside each of them saw: a hidden placement mode is named by that probe's half round trip (25ns). Medians are per mode, "
           "and where one figure is shown it is the commonest mode's.")


def _signs(run):
    yield f"Signs: {tell.marks_told(run)}   ▸ the bar is cut off, the figure beside it holds   cy: core cycles"
    yield "builtin_* is what the compiler makes of std::atomic; every other variant is named by its instructions."
