"""Several runs of one machine as one, where suites or litmus tests were measured apart."""

from fenceline.keys import evaluate, pick
from fenceline.results import schema, select

SAME = ("execution", "isa", "cpu_vendor", "cpu_model", "cpu_design")
SANITIZER = "thread"


class Together(schema.Run):
    """`sanitized`: what the same machine's bench showed when it was built with ThreadSanitizer; None: it is not known."""

    def __init__(self, runs, sanitized):
        first = runs[0]
        super().__init__(first.dir, first.source)
        self.facts, self.gaps, self.tables, self.topology = first.facts, first.gaps, _tables(runs), first.topology
        self.sanitized = Together(sanitized, ()) if sanitized else None


def load(directories):
    """The runs in these folders together, as far as formulas look at them; Nothing where they tell nothing of a machine."""
    run = together(schema.load_many(directories, only=pick.FILES))
    if evaluate.refused(run):
        raise select.Nothing(evaluate.refused(run))
    return run


def together(runs):
    """The first run, with the rows of trials and litmus tests that it lacks from the others, in their order. Runs of a
    bench that was built with ThreadSanitizer stand beside those that were not."""
    refuse_unlike(runs)
    plain = [run for run in runs if run.fact("sanitizers") != SANITIZER]
    return Together(plain or runs, [run for run in runs if run not in plain] if plain else ())


def refuse_unlike(runs):
    """SchemaError where they are not of one machine."""
    first = runs[0]
    for other in runs[1:]:
        unlike = [fact for fact in SAME if other.fact(fact) != first.fact(fact)]
        if unlike:
            raise schema.SchemaError(f"{other.source}: is of another machine than {first.source}: {unlike[0]} is "
                                     f"'{other.fact(unlike[0])}', not '{first.fact(unlike[0])}'")


def _tables(runs):
    out = dict(runs[0].tables)
    for file, name in (("summary.csv", "trial"), ("litmus.csv", "test")):
        rows, known = [], set()
        for run in runs:
            rows += [row for row in run[file] if getattr(row, name) not in known]
            known |= {getattr(row, name) for row in run[file]}
        out[file] = rows
    out["skips.csv"] = [row for run in runs for row in run["skips.csv"]]
    return out
