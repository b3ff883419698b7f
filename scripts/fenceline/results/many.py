"""The same asked of many runs, by as many processes as there are CPUs for it."""

import concurrent.futures
import os

from fenceline.project import fail

AT_A_TIME = 4  # names that a process is given


def each(question, names):
    """question(name) of each name, in their order, as they come. `question`: a function of a module."""
    processes = min(len(os.sched_getaffinity(0)), len(names))
    if processes < 2:
        yield from map(question, names)
        return
    try:
        with concurrent.futures.ProcessPoolExecutor(processes) as pool:
            yield from pool.map(question, names, chunksize=AT_A_TIME)
    except concurrent.futures.process.BrokenProcessPool:
        fail(3, "a process that read runs was killed, as by want of memory")
