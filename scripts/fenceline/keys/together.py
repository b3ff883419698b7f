"""Several runs of one machine as one, where suites or litmus tests were measured apart."""

from fenceline.keys import evaluate, pick
from fenceline.results import schema, select

SAME = ("execution", "isa", "cpu_vendor", "cpu_model", "cpu_design")


def load(directories):
    """The runs in these folders together, as far as formulas look at them; Nothing of emulated ones."""
    run = together(schema.load_many(directories, only=pick.FILES))
    if not run.native:
        raise select.Nothing(evaluate.told_of_emulators(run))
    return run


def together(runs):
    """The first run, with the rows of trials and litmus tests that it lacks from the others, in their order."""
    first = runs[0]
    refuse_unlike(runs)
    out = schema.Run(first.dir)
    out.facts, out.gaps, out.tables, out.topology = first.facts, first.gaps, dict(first.tables), first.topology
    for file, name in (("summary.csv", "trial"), ("litmus.csv", "test")):
        rows, known = list(first[file]), {getattr(row, name) for row in first[file]}
        for other in runs[1:]:
            rows += [row for row in other[file] if getattr(row, name) not in known]
            known |= {getattr(row, name) for row in other[file]}
        out.tables[file] = rows
    out.tables["skips.csv"] = [row for run in runs for row in run["skips.csv"]]
    return out


def refuse_unlike(runs):
    """SchemaError where they are not of one machine."""
    first = runs[0]
    for other in runs[1:]:
        unlike = [fact for fact in SAME if other.fact(fact) != first.fact(fact)]
        if unlike:
            raise schema.SchemaError(f"{other.dir}: is of another machine than {first.dir}: {unlike[0]} is "
                                     f"'{other.fact(unlike[0])}', not '{first.fact(unlike[0])}'")
