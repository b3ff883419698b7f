"""Of memory: the levels that a walk finds, and where they are not what the topology tells."""

from fenceline.report.said.words import listed
from fenceline.results import select, tell
from fenceline.stats import caches


def levels(run):
    for cpus, found in caches.of(run)[:1]:
        told = [f"{tell.nanoseconds(one.level.ns)} ns up to {tell.bytes_text(one.level.last)}"
                for one in sorted((j for j in found if j.level), key=lambda j: j.level.last)]
        rows = [row for row in caches.rows(run) if row.cpus == cpus]
        huge = [row for row in rows if row.how == "huge_pages"] or rows
        largest = max(map(caches.size, huge))
        far = select.dominant([row for row in huge if caches.size(row) == largest])
        told.append(f"{tell.nanoseconds(far.median_ns)} ns at {tell.bytes_text(largest)}")
        yield f"A load that waits for the one before takes {listed(told)}."


def caches_told(run):
    for cpus, found in caches.of(run)[:1]:
        wrong = [one.text for one in found if "differs" in one.text or one.cache is None]
        if wrong:
            yield f"Caches are not what the system says (CPU {cpus}): {'; '.join(text.partition(' (')[0] for text in wrong)}."
