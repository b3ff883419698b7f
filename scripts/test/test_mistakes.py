"""Known mistakes beside their cure."""

import made_up

from fenceline.report import mistakes, suites
from fenceline.results import schema


def row(group, variant, ns, **more):
    more = {"suite": "patterns", "threads": 2, **more}
    return made_up.summary_row(group, variant, 0, "turn", "contended", ns, **more)


def lines(tmp_path, rows):
    return [line for one in mistakes.sections_of(schema.load(made_up.run(tmp_path, rows=rows)), "patterns") for line in one.rows]


def test_the_ratio_is_told_with_what_the_two_intervals_allow(tmp_path):
    line, = lines(tmp_path, [row("false_sharing", "cure", 10), row("false_sharing", "mistake", 40)])
    assert line[0] == "false sharing" and line[4].startswith("40.0 ns") and line[5].startswith("10.0 ns")
    assert line[6] == ("4.00 [3.92, 4.08]", "bad")


def test_a_mistake_that_is_none_here_and_one_that_is_not_told_apart(tmp_path):
    quicker, like = lines(tmp_path, [row("a", "mistake", 5), row("a", "cure", 10), row("b", "mistake", 10), row("b", "cure", 10)])
    assert quicker[6] == ("0.50 [0.49, 0.51]", "good") and like[6] == "1.00 [0.98, 1.02]"


def test_too_few_repetitions_have_no_interval(tmp_path):
    line, = lines(tmp_path, [row("a", "mistake", 20, repetitions=3), row("a", "cure", 10)])
    assert line[6] == "2.00"


def test_only_what_has_both_at_the_same_place_is_compared(tmp_path):
    rows = [row("a", "mistake", 20), row("a", "cure", 10, threads=4), row("b", "mistake", 1), row("queue", "other", 1)]
    assert lines(tmp_path, rows) == []


def test_it_stands_in_the_chapter_of_its_suite(tmp_path):
    run = schema.load(made_up.run(tmp_path, rows=[row("a", "mistake", 20), row("a", "cure", 10)]))
    chapter, = [one for one in suites.chapters_of(run, []) if one and one.title == "Patterns"]
    assert "Known mistakes beside their cure" in [one.title for one in chapter.sections]
