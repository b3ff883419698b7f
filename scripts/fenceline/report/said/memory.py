"""Of memory: the levels that a walk finds, and where they are not what the topology tells."""

from fenceline.report.said.words import listed
from fenceline.results import select, tell
from fenceline.stats import caches

ALIKE = 1.1  # huge pages that spare less do not keep misses of the TLB out


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


def pages(run):
    """Whether huge pages keep TLB misses out of the largest walk: in a guest they do only where the host has them too."""
    walks = [] if run.gap("summary.csv") else caches.rows(run)
    by_place = select.grouped(walks, lambda row: (row.cpus, row.placement))
    for rows in list(by_place.values())[:1]:
        largest = max(map(caches.size, rows))
        at = {how: select.dominant(same) for how, same in select.grouped(
            (row for row in rows if caches.size(row) == largest), lambda row: row.how).items()}
        if not {"huge_pages", "small_pages"} <= at.keys():
            return
        huge, small = at["huge_pages"].median_ns, at["small_pages"].median_ns
        told = f"At {tell.bytes_text(largest)} a load takes {tell.nanoseconds(huge)} ns in huge pages and " \
               f"{tell.nanoseconds(small)} in small ones"
        if small < ALIKE * huge:
            yield f"{told}: huge pages spare little, so that neither need be the latency of caches and memory alone."
        else:
            yield f"{told}: the difference is misses of the TLB."


def caches_told(run):
    for cpus, found in caches.of(run)[:1]:
        wrong = [one.text for one in found if "differs" in one.text or one.cache is None]
        if wrong:
            yield f"Caches are not what the system says (CPU {cpus}): {'; '.join(text.partition(' (')[0] for text in wrong)}."
