"""Made-up runs for tests: rows by the contract, with figures that a reader can recompute."""

import csv

from fenceline.results import schema, tables

FACTS = {
    "execution": "native", "cpu_vendor": "AuthenticAMD", "cpu_model": "Made-up 9000", "cpu_design": "Zen 4",
    "instance_vendor": "Example", "instance_type": "x2.large",
    "virt": "kvm", "started": "2026-01-02T03:04:05Z", "isa": "x86_64",
}

VARIANTS = {  # group: [(variant, width, order, cycles)]
    "load": [("mov", 8, "acquire", 5), ("mov", 64, "acquire", 4),
             ("builtin_load_seq_cst", 64, "seq_cst", 4)],
    "exchange": [("xchg", 8, "seq_cst", 18), ("xchg", 64, "seq_cst", 18),
                 ("builtin_exchange_seq_cst", 64, "seq_cst", 18)],
    "fetch_add": [("lock_xadd", 32, "seq_cst", 18), ("lock_xadd", 64, "seq_cst", 18),
                  ("cas_loop_add", 64, "seq_cst", 27),
                  ("builtin_fetch_add_relaxed", 64, "relaxed", 18)],
    "cas": [("lock_cmpxchg", 64, "seq_cst", 20), ("lock_cmpxchg16b", 128, "seq_cst", 30)],
    "fence": [("mfence", 0, "rw,rw", 38), ("lock_add_rsp", 0, "rw,rw", 18), ("sfence", 0, "w,w", 6)],
}
GHZ = 4.0


def write(folder, file, rows):
    """A results file of the contract; columns that a row does not give are empty. A row about a repetition tells its trial,
    which gets a row of trials.csv and a number."""
    names = [column.name for column in schema.contract()[file]]
    folder.mkdir(parents=True, exist_ok=True)
    if file != tables.TRIALS and names[0] == tables.NUMBER:
        rows = _numbered(folder, rows)
    with open(folder / file, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(names)
        for row in rows:
            unknown = set(row) - set(names)
            assert not unknown, f"{file} has no column {unknown}"
            writer.writerow(["" if row.get(name) is None else row[name] for name in names])


def _numbered(folder, rows):
    """The rows, each with its trial's number for what trials.csv says of it."""
    whose = [column.name for column in schema.contract()[tables.TRIALS]]
    path = folder / tables.TRIALS
    trials = {}
    if path.exists():
        with open(path, newline="", encoding="utf-8") as file:
            trials = {row["trial"]: row for row in csv.DictReader(file)}
    out = []
    for row in rows:
        trial = trials.setdefault(row["trial"], {"trial": row["trial"], tables.NUMBER: len(trials)})
        trial.update((name, row[name]) for name in whose if name in row)
        out.append({tables.NUMBER: trial[tables.NUMBER], **{name: value for name, value in row.items() if name not in whose}})
    write(folder, tables.TRIALS, trials.values())
    return out


def facts(folder, **changes):
    values = {**FACTS, **changes}
    write(folder, "run.csv", [{"key": k, "value": v or "", "gap": "" if v else "made up without"}
                              for k, v in values.items()])


def summary_row(group, variant, width, how, metric, ns, use="", **more):
    name = f"{variant}.{width}" if width else variant
    kernel = "/".join(filter(None, (group, name, use, how)))
    row = {"suite": "atomics", "kernel": kernel, "group": group, "variant": variant, "width": width,
           "use": use, "how": how, "peer": "no", "order": "seq_cst", "metric": metric, "args": "", "threads": 1, "policy": "numa",
           "placement": "node-local n0", "relation": "same_pu", "distance": "", "cpus": "0",
           "memory_node": 0, "oversubscribed": "no", "mode": "", "mode_share": 1, "repetitions": 9,
           "disturbed": 0, "median_ns": ns, "low_ns": ns * 0.99, "high_ns": ns * 1.01,
           "min_ns": ns * 0.98, "max_ns": ns * 1.05, "median_cycles": ns * GHZ, "low_cycles": ns * GHZ * 0.99,
           "high_cycles": ns * GHZ * 1.01, "between": 0.0025, "between_cycles": 0.0025, "closed": "yes", "note": ""}
    row.update(more)
    row["trial"] = f"atomics/{kernel}/{row['args']}/{row['placement']}/{row['threads']}"
    return row


def uncontended():
    rows = []
    for group, variants in VARIANTS.items():
        for variant, width, order, cycles in variants:
            ns = cycles / GHZ
            suite = "fences" if group == "fence" else "atomics"
            hows = ["throughput"] if group == "fence" else ["latency", "throughput"]
            for how in hows:
                rows.append(summary_row(group, variant, width, how, how, ns, order=order, suite=suite))
    rows[1].update(closed="no", low_ns=0.6, high_ns=1.9)
    rows[4].update(disturbed=3, note="3 of 12 repetitions were switched out")
    return rows


def contended(thread_counts=(2, 4, 8), places=("compact", "scatter")):
    rows = []
    for group, variants in VARIANTS.items():
        if group in ("load", "fence"):
            continue
        for variant, width, order, cycles in variants:
            for p, place in enumerate(places):
                for n in thread_counts:
                    where = {"order": order, "threads": n, "placement": place, "policy": place,
                             "relation": "l3", "distance": "l3", "cpus": " ".join(map(str, range(n)))}
                    ns = cycles / GHZ * n * (2 + p)
                    rows.append(summary_row(group, variant, width, "contended", "contended", ns, **where))
                    for spacing, factor in ((8, n * (2 + p)), (128, 1)):
                        rows.append(summary_row(group, variant, width, "false_sharing", "contended",
                                                cycles / GHZ * factor, args=f"spacing={spacing}", **where))
    return rows


def drain(how="after_misses"):
    rows = []
    for variant, base, slope in (("mfence", 38, 12), ("lock_add_rsp", 18, 12), ("sfence", 6, 0)):
        for k in (0, 1, 2, 4, 8, 16, 32):
            rows.append(summary_row("drain", variant, 0, how, "latency", (base + slope * k) / GHZ,
                                    suite="fences", args=f"pending_stores={k}", order="rw,rw"))
    return rows


def price(name, ns, threads=1, **more):
    return summary_row("primitive", name, 0, "", "contended", ns, suite="primitives", threads=threads,
                       distance="" if threads == 1 else "l3", **more)


def run(folder, rows=None, records=(), **changes):
    """A whole native run in folder/results/native/box/run; returns that folder."""
    out = folder / "results" / "native" / "box" / "run"
    facts(out, **changes)
    write(out, "summary.csv", uncontended() + contended() + drain() + [price("mutex", 20.0)] if rows is None else rows)
    write(out, "records.csv", records)
    write(out, "skips.csv", [{"what": "cross-node placement", "reason": "this machine has one NUMA node"}])
    return out


def topology(folder, packages=2, nodes=1, l3=2, cores=2):
    """topology.xml of a machine: packages × nodes × L3 caches × cores, one PU a core, numbered across packages."""
    total = packages * nodes * l3 * cores
    order = sorted(range(total), key=lambda os: os % packages)  # PU 0 is in package 0, PU 1 in package 1 …
    next_pu, gp = iter(order), iter(range(1, 10000))

    def mask(pus):
        return f"0x{sum(1 << pu for pu in pus):08x}"

    def thing(kind, pus, inside="", extra=""):
        return f'<object type="{kind}" gp_index="{next(gp)}" cpuset="{mask(pus)}" {extra}>{inside}</object>'

    node_numbers, body = iter(range(100)), ""
    for _ in range(packages):
        inner, package_pus = "", []
        for _ in range(nodes):
            group, node_pus = "", []
            for _ in range(l3):
                pus = [next(next_pu) for _ in range(cores)]
                node_pus += pus
                leaves = "".join(thing("Core", [pu], thing("PU", [pu], extra=f'os_index="{pu}"')) for pu in pus)
                group += thing("L3Cache", pus, leaves, 'depth="3" cache_size="33554432" cache_type="0"')
            group = thing("NUMANode", node_pus, extra=f'os_index="{next(node_numbers)}"') + group
            inner += thing("Group", node_pus, group)
            package_pus += node_pus
        body += thing("Package", package_pus, inner)
    (folder / "topology.xml").write_text(
        f'<topology version="2.0">{thing("Machine", order, body, f"""allowed_cpuset="{mask(order)}" """)}</topology>')
    return order


def transfer(order, per_package=4):
    """(summary rows, records) of a line's trips between all pairs: 20 ns, 60 by L3, 140 across packages."""
    rows, records = [], []
    for i, a in enumerate(order):
        for j, b in enumerate(order):
            if i == j:
                continue
            far = i // per_package != j // per_package
            ns = 140.0 + (i < j) if far else 20.0 if i // 2 == j // 2 else 60.0
            where = {"threads": 2, "placement": f"{a}-{b}", "policy": "all", "cpus": f"{a} {b}",
                     "relation": "cross_package" if far else "l3", "suite": "coherence",
                     "distance": "cross-package 21" if far else "l3" if i // 2 == j // 2 else "numa"}
            row = summary_row("ping_pong", "cas", 64, "transfer", "transfer", ns, **where)
            rows.append(row)
            records += [{**keys_of(row), "repetition": r, "ns_per_op": ns * (1 + 0.01 * r), "mode": "near" if ns < 50
                         else "far", "probe_before_ns": ns, "probe_after_ns": ns * 1.1} for r in range(5)]
    return rows, records


def memory(order, node_of):
    """(summary rows, records): a pointer chase and reads from PU 0 and PU 1 to each node's memory."""
    rows, records = [], []
    for cpu in order[:1] + order[-1:]:
        for node in sorted(set(node_of.values())):
            far = node_of[cpu] != node
            where = {"suite": "memory", "placement": f"n{node_of[cpu]}-to-n{node}", "cpus": str(cpu),
                     "memory_node": node}
            for size in [4096 << i for i in range(0, 17, 2)]:
                ns = 1.0 if size <= 32768 else 10.0 if size <= 33554432 else 150.0 if far else 90.0
                rows.append(summary_row("chase", "random", 64, "latency", "latency", ns, args=f"working_set={size}",
                                        **where))
                records.append({**keys_of(rows[-1]), "repetition": 0, "ns_per_op": ns, "memory_landed": node})
            for threads in (1, 2):
                rows.append(summary_row("bandwidth", "read", 0, "bandwidth", "bandwidth", 1.0, **where,
                                        threads=threads))
                records.append({**keys_of(rows[-1]), "repetition": 0, "memory_landed": node,
                                "bytes_per_s": (5e9 if far else 10e9) * threads})
    return rows, records


def keys_of(row):
    """The columns of a summary row that name its trial, as records have them."""
    return {**{k: row[k] for k in list(row)[:18]}, "trial": row["trial"]}


def queues(folder, values=range(1, 2001)):
    """A run of two queues, ours and another's which takes twice as long: items that were on their way for so many ns, in
    two repetitions that count and one that was disturbed, and the same of their streams."""
    rows, records, threads, percentiles, histograms = [], [], [], [], []
    for variant, peer, factor in (("ring", "no", 1), ("theirs", "yes", 2)):
        where = {"suite": "queues", "threads": 2, "placement": "near", "cpus": "0 1", "peer": peer, "args": "interval=500"}
        for how, metric in (("latency", "sojourn"), ("stream", "contended")):
            row = summary_row("queue", variant, 0, how, metric, 100.0 * factor, **where)
            rows.append(row)
            for repetition in range(3):
                key = {"trial": row["trial"], "repetition": repetition}
                records.append({**keys_of(row), **key, "ns_per_op": 100.0 * factor, "window_ns": 1e6, "mode": "",
                                "disturbed": "" if repetition < 2 else "switched out"})
                threads += [{**key, "thread": t, "role": role, "cpu": t, "ops": 10000 // factor + t}
                            for t, role in enumerate(("producer", "consumer"))]
                if how != "latency":
                    continue
                worse = factor if repetition < 2 else 1000
                of = {**key, "role": "consumer", "what": "latency", "unit": "ns"}
                histograms += [{**of, "low": value * worse, "high": value * worse, "count": 1} for value in values]
                percentiles.append({**of, "count": len(values), "max": max(values) * worse})
    out = run(folder, rows=rows, records=records)
    for file, lines in (("threads.csv", threads), ("percentiles.csv", percentiles), ("histograms.csv", histograms)):
        write(out, file, lines)
    write(out, "figures.csv", [{"trial": rows[0]["trial"], "repetition": 0, "figure": "clock_cost", "unit": "ns",
                                "value": 11}])
    return out


def reclamation(folder, stall=1000):
    """A run of two reclaimers, ours and another's, of which the other's keeps all that is retired while a reader stalls:
    an object a ns. In three repetitions that count peaks are 10 apart, one was disturbed and holds more than all."""
    rows, records, points, figures = [], [], [], []
    for variant, peer, kept in (("bounded", "no", 0), ("unbounded", "yes", 1)):
        row = summary_row("reclaim", variant, 0, "stalled", "contended", 50.0, suite="reclamation", threads=2, peer=peer,
                          args=f"stall={stall}", cpus="0 1")
        rows.append(row)
        for repetition in range(4):
            key = {"trial": row["trial"], "repetition": repetition}
            records.append({**keys_of(row), **key, "ns_per_op": 50.0, "mode": "",
                            "disturbed": "" if repetition < 3 else "switched out"})
            least = 5 + 10 * repetition if repetition < 3 else 9000
            points += [{**key, "what": "held", "unit": "node", "at_ns": at,
                        "value": least + kept * (at - stall if stall < at <= 2 * stall else 0)}
                       for at in range(0, 3 * stall, stall // 10)]
            figures += [{**key, "figure": name, "unit": unit, "value": value} for name, unit, value in
                        (("stalled_from", "ns", stall), ("stalled_to", "ns", 2 * stall), ("held_growth", "", kept))]
    out = run(folder, rows=rows, records=records)
    write(out, "series.csv", points)
    write(out, "figures.csv", figures)
    return out


def litmus_row(test, **more):
    return {"test": test, "isa": "x86_64", "model": "x86-tso", "threads": 2, "policy": "numa", "placement": "near",
            "cpus": "0 1", "oversubscribed": "no", "mode": "auto", "settings": "burst", "settings_share": 100,
            "outcomes": 2000000, "weak": 0, "pairs": 0, "states_reached": 3, "states_allowed": 3, "condition": "exists …", "verdict": "Forbidden",
            "matching": 0, "seconds": 1.0, "outcomes_per_s": 2e6, "weak_per_s": 0, "pairs_per_s": 0, **more}
