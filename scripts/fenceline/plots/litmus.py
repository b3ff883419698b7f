"""Litmus: how fast each test ran, and how often it showed what sequential consistency forbids.

Grey, all outcomes judged; blue, distinct weak events; a ring, weak pairs of iterations. Beside it what the memory
model says of the test's condition, and how many of the allowed final states were reached. An outcome that was not
seen proves nothing; one that the model forbids is a finding, in red.
"""

import re

from fenceline.plots import plotting
from fenceline.plots.plotting import HAND
from fenceline.results import tell
from fenceline.results.select import Nothing

PAGES = 6
RED, GREY = "#c0392b", "#c9ced6"


def draw(run):
    if not run.native:
        raise Nothing(f"execution is '{run.execution}': there are no rates to draw")
    rows = run["litmus.csv"]
    if not rows:
        raise Nothing("no litmus tests were run")
    # What is forbidden and was seen must not be on a page that nobody opens.
    rows = sorted(rows, key=lambda row: (not row.finding, shape(row)))
    several = len({tell.place(row) for row in rows}) > 1
    pages = plotting.listing([(shape(row), row.test + (f", {row.placement}" if several else ""), row)
                              for row in rows])
    rest = sum(map(len, pages[PAGES:]))
    names = plotting.pages("litmus", len(pages))[:PAGES]
    return [_page(run, name, page, plotting.part_of(i, pages), f"{rest} more tests: litmus.csv" if rest else "")
            for i, (name, page) in enumerate(zip(names, pages))]


def shape(row):
    """MP of MP+mfence+po: what is drawn together. The names of some shapes have a + themselves."""
    return re.match(r"2\+2W|W\+RWC|[^+]*", row.test).group()


def verdict(row):
    """(what model and machine say of the test's condition, its colour)"""
    if row.finding:
        return f"FINDING: {row.finding}", RED
    if row.verdict == "Forbidden":
        return f"forbidden; not seen in {short(row.outcomes)}", "#3c4048"
    if row.verdict == "Allowed" and row.matching:
        return f"allowed; seen {row.matching / row.outcomes:.1e} of outcomes", HAND
    if row.verdict == "Undecided":
        return "not decided, as loops may go on", "#3c4048"
    if row.verdict == "Required":
        return f"required; always so in {short(row.outcomes)}", "#3c4048"
    if row.oversubscribed:
        return "allowed; unobservable here: threads take turns", "#3c4048"
    return f"allowed; not seen in {short(row.outcomes)}", "#3c4048"


def _page(run, name, page, part, remark):
    rows = [row for *_, row in page]
    fig, axes = plotting.canvas(run, f"Litmus tests{part}: model {', '.join(sorted({r.model for r in rows}))}", rows,
                                plotting.lines_height(page), remark, marked=False, ncols=2, sharey=True,
                                squeeze=False, gridspec_kw={"width_ratios": [3, 1]})
    rates, states = axes[0]
    for y, _, _, row in page:
        rates.barh(y, row.outcomes_per_s, height=0.72, color=GREY)
        rates.barh(y, row.weak_per_s, height=0.4, color=RED if row.finding else HAND)
        if row.pairs_per_s and row.pairs != row.weak:
            rates.plot(row.pairs_per_s, y, "o", color="#20242b", markerfacecolor="none", markersize=6)
        states.barh(y, row.states_allowed, height=0.72, color=GREY)
        states.barh(y, row.states_reached, height=0.4, color=HAND)
        text, colour = verdict(row)
        plotting.beside(states, max(row.states_allowed, row.states_reached), y,
                        f"{row.states_reached} of {row.states_allowed}  {text}" + (" ⚠" if row.trouble else ""))
        states.texts[-1].set_color(colour)
        plotting.beside(rates, max(row.outcomes_per_s, row.pairs_per_s or 0), y, _rates(row))
    rates.set_xscale("log")
    most = max(max(row.outcomes_per_s, row.pairs_per_s or 0) for row in rows)
    rates.set_xlim(1e3, max(most, 1e4) * 60)
    rates.set_xlabel("per second: outcomes judged (grey), distinct weak events (blue), weak pairs (ring)")
    states.set_xlim(0, max(max(row.states_allowed, row.states_reached) for row in rows) * 4)
    states.set_xlabel("final states reached of those allowed")
    plotting.label_lines(axes[0], page)
    return plotting.save(fig, run, name)


def _rates(row):
    text = f"{short(row.outcomes_per_s)}/s"
    text += f", {short(row.weak_per_s)} weak/s" if row.weak_per_s else ""
    return text + (f", {short(row.pairs_per_s)} pairs/s" if row.pairs != row.weak else "")


def short(value):
    for limit, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= limit:
            return f"{value / limit:.3g} {unit}"
    return f"{value:.3g}"
