"""The report of one run: DIR/report.html, one page that needs nothing else, and the shorter DIR/report.md.

The answer first: what the machine is and its figures; then a chapter for each suite; then how far to trust it, what is not
there, and how each number was made. The same chapters go into both pages.
"""

from fenceline.report import answer, claims, doctor, drawing, gaps, machine, made, page, said, suites, trust
from fenceline.report.sections import chapter


def chapters(run, others=()):
    """`others`: reference machines (answer.py) that it is held against."""
    drawings, without = drawing.all_of(run)
    modes = [one for one in drawings if one.path.stem == "modes"]  # not of a suite: of where the host put all of them
    told = [answer.key_chapter(run, others), *suites.chapters_of(run, [one for one in drawings if one not in modes]),
            _claims(run) if run.native else None,
            chapter("How far to trust it", [*trust.sections_of(run, modes), *doctor.sections_of(run)]),
            chapter("What is not here", gaps.sections_of(run, without)),
            chapter("How each number was made", [*made.sections_of(run), gaps.facts_section(run)])]
    return [one for one in told if one]


def _claims(run):
    """How many hold is said; which, when asked for."""
    judged, = claims.sections_of(run)
    return chapter(judged.title, [judged._replace(title="Each claim, its source, and what was measured here", text="")], judged.text)


def write(run):
    """Draws all plots and writes both reports; returns their paths."""
    others = answer.reference_machines(run)
    return render(run.dir, machine.title(run), chapters(run, others), subtitle=machine.subtitle(run), flags=trust.flags(run),
                  facts=machine.facts(run), cards=answer.cards(run, others), said=said.of(run))


def render(folder, title, told, **head):
    """Writes report.html and report.md of these chapters into `folder`; returns their paths. `head`: what stands above."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for make, name in ((page.html, "report.html"), (page.markdown, "report.md")):
        path = folder / name
        path.write_text(make(name, title=title, chapters=told, **head), encoding="utf-8")
        written.append(path)
    return written
