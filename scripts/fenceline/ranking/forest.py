"""A part's ranking as a picture: a line a type with its interval, and a dot a host, as SVG in the page's colours."""

import html
import math

from fenceline.keys import tell_figures
from fenceline.ranking import words

LEFT, WIDTH, ROW, TOP, MARGIN = 220, 900, 22, 24, 16  # of the drawing
MOST_LETTERS = 30
STEPS = (1, 2, 5, 1.5, 3, 7, 1.2, 8, 6, 4, 9, 1.1, 9.5, 1.05, 1.3)  # the rounder first
MOST_STEPS = 14


def svg(ranking, off, odd, described_by):
    """`off`: types with runs that may be off; `odd`: hosts that are odd in this part; `described_by`: the id of what tells the
    same in words."""
    dots = {one.type: [] for one in ranking.standings}
    for host, log in ranking.part.scores.items():
        dots[host.type].append((math.exp(-log), host))
    ends = [end for one in ranking.standings for end in (one.low, one.high, *(index for index, _ in dots[one.type]))]
    low, high = math.log(min(ends)) - 0.02, math.log(max(ends)) + 0.02

    def at(index):
        return LEFT + (WIDTH - LEFT - MARGIN) * (math.log(index) - low) / (high - low)

    height = TOP + ROW * len(ranking.standings) + 4
    out = [f'<svg class="plot" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{html.escape(words.suite(ranking.part))}: '
           f'where each type stands" aria-describedby="{described_by}">']
    for step in _steps(math.exp(low), math.exp(high)):
        x = at(step)
        out.append(f'<line x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{height}" stroke="var(--{"axis" if step == 1 else "grid"})"/>'
                   f'<text x="{x:.1f}" y="{TOP - 10}" font-size="11" text-anchor="middle" fill="var(--soft)">{step:g}×</text>')
    for number, one in enumerate(ranking.standings):
        y = TOP + ROW * number + ROW / 2
        name = one.type if len(one.type) <= MOST_LETTERS else one.type[:MOST_LETTERS - 1] + "…"
        out.append(f'<text x="{LEFT - 10}" y="{y + 4:.1f}" font-size="12" text-anchor="end" fill="var(--ink)">'
                   f'{html.escape(name)}{"†" if one.type in off else ""}</text>'
                   f'<line x1="{at(one.low):.1f}" y1="{y}" x2="{at(one.high):.1f}" y2="{y}" stroke="var(--hand)" stroke-width="7" '
                   f'stroke-opacity=".35"/><line x1="{at(one.index):.1f}" y1="{y - 7}" x2="{at(one.index):.1f}" y2="{y + 7}" '
                   f'stroke="var(--hand)" stroke-width="2.5"/>')
        for index, host in dots[one.type]:
            colour = "bad" if host in odd else "ink"
            told = html.escape(f"{host.name}{', ' + host.region if host.region else ''}: {tell_figures.number(index)}")
            out.append(f'<circle cx="{at(index):.1f}" cy="{y}" r="3.2" fill="var(--{colour})" fill-opacity=".8"><title>{told}'
                       "</title></circle>")
    return "".join([*out, "</svg>"])


def _steps(low, high):
    """Round indices between two ends, 1 first, as many as the width bears."""
    kept = []
    for power in (0, -1, 1, -2, 2):
        for step in STEPS:
            value = float(f"{step * 10.0 ** power:.3g}")
            if low <= value <= high and all(abs(math.log(value / other)) > math.log(high / low) / MOST_STEPS for other in kept):
                kept.append(value)
    return kept
