"""A series is told as it was in one repetition: the one in the middle of those that count."""

import made_up

from fenceline.results import schema
from fenceline.stats import series


def test_the_middle_repetition_by_its_greatest_value_is_told(tmp_path):
    ours, theirs = series.of(schema.load(made_up.reclamation(tmp_path)))
    assert (ours.row.variant, ours.what, ours.unit) == ("bounded", "held", "node")
    assert ours.points[0] == (0, 15) and len(ours.points) == 30
    assert max(value for _, value in theirs.points) == 1015
    assert theirs.figures["stalled_to"] == 2000
