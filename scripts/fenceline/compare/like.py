"""What runs have in common, and what not: whether they are of one machine, made in one way, and what that means."""

from fenceline.results import thresholds

# Facts that say which machine it is; those that say how it was set up; those that say how the program was built.
MACHINE = ("isa", "cpu_vendor", "cpu_model", "cpu_design", "cpu_family", "cpu_model_number", "stepping",
           "instance_vendor", "instance_type", "usable_pus")
SETTING = ("kernel", "mitigations", "kernel_parameters", "microcode", "governor", "boost", "smt", "virt", "clocksource",
           "transparent_huge_pages", "numa_balancing", "cgroup_cpus", "sanitizers")
BUILD = ("compiler", "compiler_flags", "build_type", "libraries", "revision", "plugins")
SEPARATORS = {"mitigations": " | ", "libraries": ", "}
STEADY = 1.01  # a clock that moves by less
MOST_WORDS = 6  # that two settings differ in, told one by one


def machine(run):
    """What tells a machine from others; equal for two runs of one."""
    return tuple(run.fact(key) for key in MACHINE)


def setting(run):
    """Machine, setting and build: equal for runs that are pooled."""
    return (*machine(run), *(run.fact(key) for key in (*SETTING, *BUILD)), thresholds.of(run))


def told(run):
    """What a warning may be about."""
    return {**{key.replace("_", " "): run.fact(key) for key in (*SETTING, *BUILD)},
            **{f"threshold {name}": f"{value:g}" for name, value in thresholds.of(run)._asdict().items()}}


def unlike(runs, names=None):
    """A line for each setting that differs: 'compiler: A GNU 12.2.0; B GNU 13.1'."""
    names = names or [str(number + 1) for number in range(len(runs))]
    facts = [told(run) for run in runs]
    for key in facts[0]:
        values = [each[key] for each in facts]
        if len(set(values)) > 1:
            yield f"{key}: " + "; ".join(f"{name} {value}" for name, value in zip(names, _apart(values, SEPARATORS.get(key, " "))))


def _apart(values, separator):
    """Long settings (flags, mitigations) by the words that not all have."""
    words = [value.split(separator) for value in values]
    common = set.intersection(*map(set, words))
    if not common:
        return [value or "not told" for value in values]
    rest = [[word for word in each if word not in common] for each in words]
    return [separator.join(each[:MOST_WORDS]) + (" …" if len(each) > MOST_WORDS else "") or "none of that" for each in rest]


def clock_moved(runs):
    """In words where runs of one machine had more than one clock: that of nine tenths of their one-thread repetitions."""
    if len({machine(run) for run in runs}) > 1:
        return ""
    clocks = sorted(row.cycles_per_op / row.ns_per_op for run in runs for row in run["records.csv"]
                    if row.threads == 1 and not row.disturbed and (row.ns_per_op or 0) > 1 and row.cycles_per_op)
    if not clocks:
        return ""
    low, high = clocks[len(clocks) // 20], clocks[-1 - len(clocks) // 20]
    return f"the core's clock moved, {low:.2f} to {high:.2f} GHz: --cycles leaves it out" if high > STEADY * low else ""


def doubts(run):
    """What keeps a run as a whole from being compared with confidence."""
    if run.ended not in ("complete", None):
        yield f"it did not come to its end: {run.ended}"
    if run.fact("sanitizers"):
        yield f"built with sanitizers: {run.fact('sanitizers')}"
    if run.fact("caveat"):
        yield run.fact("caveat")
    wrong = sum(1 for table in ("records.csv", "emulated.csv") for row in run[table] if row.wrong)
    if wrong:
        yield f"{wrong} repetitions did wrong work and are left out"
    yield from run.remarks
