"""A comparison as data: a row for each pair of trials, as CSV, and all of it as JSON."""

import csv
import json
import math

HEADER = ("baseline", "other", "trial", "suite", "kernel", "args", "threads", "placement", "metric", "mode", "other_mode",
          "unit", "median", "other_median", "ratio", "low", "high", "p", "false_rate", "different", "runs", "other_runs",
          "spread", "other_spread", "repetitions", "other_repetitions", "note")


def rows(comparison):
    """[dict] by HEADER; empty where nothing is known."""
    for against in comparison.against:
        for row in against.rows:
            of = row.pair.row
            yield dict(zip(HEADER, (
                comparison.baseline.name, against.side.name, row.pair.trial, of.suite, of.kernel, of.args, of.threads,
                of.placement, of.metric, row.pair.a[1], row.pair.b[1], comparison.unit, *medians(row), row.ratio, row.low,
                row.high, row.chance, row.rate, row.different, row.a.runs, row.b.runs, row.a.spread, row.b.spread,
                row.a.repetitions, row.b.repetitions, row.pair.note)))


def medians(row):
    return tuple(math.exp(figure.log) for figure in (row.a, row.b))


def write_csv(path, comparison):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, HEADER, lineterminator="\n")
        out.writeheader()
        for row in rows(comparison):
            out.writerow({name: _cell(value) for name, value in row.items()})


def _cell(value):
    return ("yes" if value else "no") if isinstance(value, bool) else f"{value:.6g}" if isinstance(value, float) else value


def write_json(path, comparison):
    told = {
        "baseline": comparison.baseline.name, "unit": comparison.unit,
        "sides": [{"name": side.name, "machine": machine, "runs": [str(run.source) for run in side.runs]}
                  for side, machine in comparison.legend],
        "summary": comparison.summary, "remarks": comparison.remarks, "failed": comparison.failed,
        "suites": [{"other": against.side.name, "suite": mean.name[0], "threads": mean.name[1], "ratio": mean.ratio,
                    "low": mean.low, "high": mean.high, "rows": mean.rows, "different": mean.different}
                   for against in comparison.against for mean in against.means],
        "counts": [{"other": against.side.name, **against.counts._asdict()} for against in comparison.against
                   if against.counts],
        "not_compared": [{"other": against.side.name, "trial": trial, "why": why} for against in comparison.against
                         if against.matched for trial, why in against.matched.left_out.items()],
        "rows": list(rows(comparison)),
    }
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
