"""What is good or odd about a machine, in sentences that are made from its figures; each file tells of one kind."""

from fenceline.report.said import alone, beyond, elsewhere, inside, lines, memory, together

TELLERS = (alone.locked, alone.fences, alone.orders, alone.dear, inside.late, inside.forwarded, inside.flushes,
           inside.transactions, inside.mappings, inside.own, together.contended, together.line_homes, together.modes,
           together.false_sharing, together.transfers, lines.states, lines.prefetched, lines.changed, together.waking,
           beyond.asymmetric, beyond.per_cpu, beyond.code, beyond.timers, memory.levels, memory.pages, memory.caches_told,
           elsewhere.litmus, elsewhere.structures, elsewhere.published)


def of(run):
    """[sentence]; of what was not measured there is none."""
    return [sentence for tell_of in TELLERS for sentence in tell_of(run)] if run.native else []
