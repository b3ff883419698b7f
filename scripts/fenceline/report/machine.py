"""What the machine of a run is, in words: a title, and what a reader asks first."""

import statistics

from fenceline.results import select, tell, topology


def title(run):
    cpu = run.fact("cpu_model", "unknown CPU")
    design = run.fact("cpu_design")
    return f"{cpu} ({design})" if design and design not in cpu else cpu


def subtitle(run):
    cpus = _cpus(run)
    parts = [f"{_plural(len(cpus.pus), 'CPU')}" if cpus else "", _instance(run), _virtual(run),
             f"measured {run.fact('started')}" if run.fact("started") else ""]
    return " · ".join(filter(None, parts)) + ("" if run.native else f" · {run.execution}: no times")


def facts(run):
    """[(name, words)]; what is not known says so where a reader would look for it."""
    return [("Processor", _processor(run)), ("CPUs", _topology(run)), ("Caches", _caches(run)), ("Memory", _memory(run)),
            ("Clock", _clock(run)), ("Runs on", _surroundings(run)), ("System", _system(run)), ("Built by", _built(run)),
            ("Run", _run(run))]


def _plural(n, word):
    return f"{n} {word}" + ("" if n == 1 else "s")


def _cpus(run):
    return topology.of(run)


def _virtual(run):
    virt = tell.hypervisor(run)
    return f"a guest of {virt}" if virt else "no hypervisor seen"


def _instance(run):
    return " ".join(filter(None, (run.fact("instance_vendor"), run.fact("instance_type"))))


def _processor(run):
    numbers = [f"{name} {run.facts[key]}" for name, key in
               (("family", "cpu_family"), ("model", "cpu_model_number"), ("stepping", "stepping")) if run.fact(key)]
    return ", ".join(filter(None, (title(run), run.fact("isa"), *numbers, run.fact("masked_model"))))


def _topology(run):
    machine = _cpus(run)
    if not machine:
        return "not known: this run has no topology.xml"
    pus = machine.pus
    cores, packages, caches = ({getattr(pu, kind) for pu in pus} - {None} for kind in ("core", "package", "l3"))
    parts = [f"{_plural(len(pus), 'CPU')}"]
    if cores:
        threads = len(pus) / len(cores)
        parts.append(_plural(len(cores), "core") + (f" of {threads:g} hardware threads" if threads > 1 else
                                                    ", as the system tells it one thread each"))
    if packages:
        parts.append(_plural(len(packages), "package"))
    parts.append(_plural(len(machine.nodes) or 1, "NUMA node"))
    if len(caches) > 1:
        parts.append(_plural(len(caches), "L3 cache"))
    text = ", ".join(parts)
    return text + (f"; limited to {run.fact('cgroup_cpus')} CPUs by its cgroup" if run.fact("cgroup_cpus") else "")


def _caches(run):
    machine = _cpus(run)
    if not machine or not machine.caches:
        return run.fact("caches") or f"not known: {run.gap('caches')}"
    told = []
    for level, same in sorted(select.grouped(machine.caches, lambda c: c.level).items()):
        sizes = sorted({tell.bytes_text(cache.bytes) for cache in same})
        shared = max(len(cache.pus) for cache in same)
        told.append(f"L{level} {' or '.join(sizes)}" + (f", one for {shared} CPUs" if shared > 1 else " each"))
    return ", ".join(told)


def _memory(run):
    kib = run.fact("memory_kib")
    pages = run.fact("transparent_huge_pages")
    return ", ".join(filter(None, (
        f"{int(kib) / 2 ** 20:.1f} GiB" if kib.isdigit() else f"size not known: {run.gap('memory_kib')}",
        f"huge pages: {pages}" if pages else "",
        f"limited to {run.fact('cgroup_memory')} by its cgroup" if run.fact("cgroup_memory") else "")))


def _clock(run):
    hz = run.fact("tick_hz")
    parts = [f"{run.fact('tick_source', 'tick source not recorded')}"
             + (f" at {float(hz) / 1e9:.4f} GHz, calibrated" if hz else ", rate not recorded")]
    if run.fact("tick_hz_stated"):
        parts.append(f"the CPU states {float(run.fact('tick_hz_stated')) / 1e9:.4f} GHz")
    if run.fact("clock_cost_ns"):
        parts.append(f"a look at it costs {run.fact('clock_cost_ns')} ns")
    ghz = core_ghz(run)
    if ghz:
        parts.append(f"the core ran at {ghz:.2f} GHz")
    return "; ".join(parts)


def core_ghz(run):
    """The core's clock while one thread was measured, from cycles and times of the same rows; None where not known."""
    if not run.native:
        return None
    found = [row.median_cycles / row.median_ns for row in run["summary.csv"]
             if row.threads == 1 and row.median_cycles and row.median_ns and row.median_ns > 1]
    return statistics.median(found) if found else None


def _surroundings(run):
    return ", ".join(filter(None, (_virtual(run), _instance(run) or f"instance type not known: {run.gap('instance_type')}")))


def _system(run):
    return ", ".join(filter(None, (run.fact("kernel").partition(" #")[0], run.fact("distribution")))) or "not recorded"


def _built(run):
    flags = run.fact("compiler_flags")
    return ", ".join(filter(None, (run.fact("compiler", "compiler not recorded"), flags,
                                   f"Fenceline {run.fact('revision')}" if run.fact("revision") else "")))


def _run(run):
    words = run.fact("arguments").replace('["', "").replace('"]', "").replace('","', " ")
    return ", ".join(filter(None, (run.fact("started"), f"./bench {words}" if words else "", run.ended or "")))
