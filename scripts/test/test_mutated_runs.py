"""Runs that were damaged, rearranged or written by others: a right reading or one clear line, never a traceback.

A few hundred mutations by default; FENCELINE_MUTATIONS=10000 makes as many.
"""

import csv
import gzip
import io
import os
import random
import re
import shutil

import pytest
import test_compare

from fenceline import cli
from fenceline.results import schema

MUTATIONS = int(os.environ.get("FENCELINE_MUTATIONS", "300"))


def table(data):
    return [row for row in csv.reader(io.StringIO(data.decode("utf-8", "replace"), newline="")) if row]


def text(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def cut(chance, data):
    return data[:chance.randrange(len(data))]


def flip(chance, data):
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 20))):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def insert(chance, data):
    at = chance.randrange(len(data))
    what = chance.choice((b"\xff\xfe", b"\0", b'"', b",", b"\n", b"\r\n", b"\xef\xbb\xbf", b"9" * 400, b"=1+1", b"\xc3("))
    return data[:at] + what + data[at:]


def cell(chance, data):
    rows = table(data)
    row = chance.choice(rows)
    row[chance.randrange(len(row))] = chance.choice(
        ("", "nan", "inf", "-1", "0", "1e308", "1e-320", "-1e308", "1_0", " 1", "yes", "text", "9" * 30, "0x1", "1,5", "a\nb"))
    return text(rows)


def rows_moved(chance, data):
    header, *rows = table(data)
    chance.shuffle(rows)
    return text([header, *rows])


def rows_lost_or_doubled(chance, data):
    header, *rows = table(data)
    return text([header, *(row for row in rows for _ in range(chance.choice((0, 1, 1, 2))))])


def columns_moved(chance, data):
    rows = table(data)
    order = list(range(len(rows[0])))
    chance.shuffle(order)
    return text([[row[i] for i in order] for row in rows])


def column_lost(chance, data):
    rows = table(data)
    gone = chance.randrange(len(rows[0]))
    return text([row[:gone] + row[gone + 1:] for row in rows])


def column_added(chance, data):
    rows = table(data)
    at = chance.randrange(len(rows[0]) + 1)
    return text([row[:at] + [chance.choice(("since", "x")) if row is rows[0] else "2"] + row[at:] for row in rows])


def nothing(_, data):
    return data[:0]


HARMLESS = (rows_moved, columns_moved, column_added)  # the reading stays what it was
KINDS = (*HARMLESS, cut, flip, insert, cell, rows_lost_or_doubled, column_lost, nothing)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    modes = {"205ns": (1, 206.0), "60ns": (0.5, 61.0)}
    return test_compare.write(folder, seed=1, modes=modes, threads=2), test_compare.write(folder, seed=2, modes=modes, threads=2)


def read(a, b, out):
    cli.run("compare", [str(a), str(b), "--csv", str(out)], "fenceline compare")
    return sorted(out.read_text().splitlines())


def test_a_mutated_run_is_read_rightly_or_refused_in_one_line(runs, tmp_path, capsys):
    chance = random.Random(1)
    a, b = runs
    right = read(a, b, tmp_path / "out.csv")
    refused = 0
    for number in range(MUTATIONS):
        broken = tmp_path / "broken" / "results" / "native" / "box" / b.name
        shutil.copytree(b, broken)
        file = broken / chance.choice(("records.csv", "records.csv", "trials.csv", "run.csv"))
        mutate = chance.choice(KINDS)
        data = mutate(chance, file.read_bytes())
        for _ in range(chance.choice((0, 0, 1)) if mutate not in HARMLESS and data else 0):
            data = chance.choice((cut, flip, insert))(chance, data)
        if chance.random() < 0.1:
            file.unlink()
            file = file.with_name(file.name + ".gz")
            data = gzip.compress(data)
            data = flip(chance, data) if mutate not in HARMLESS and chance.random() < 0.5 else data
        file.write_bytes(data)
        said = f"mutation {number}, {mutate.__name__} of {file.name}"
        try:
            found = read(a, broken, tmp_path / "out.csv")
            assert mutate not in HARMLESS or found == right, said
        except SystemExit as ended:
            refused += 1
            error = capsys.readouterr().err
            assert ended.code == 2 and mutate not in HARMLESS, f"{said}: {error}"
            assert error.count("\n") == 1 and len(error) < 1000 and error.startswith("fenceline compare: "), f"{said}: {error}"
            assert str(tmp_path) in error or str(a) in error, f"{said}: {error}"
        except Exception as error:
            raise AssertionError(said) from error
        capsys.readouterr()
        shutil.rmtree(tmp_path / "broken")
    assert MUTATIONS / 5 < refused < MUTATIONS


@pytest.mark.parametrize("file", [name for name in schema.contract() if not name.startswith("emulated")])
def test_a_mutated_table_is_read_or_refused_by_line(file, tmp_path):
    """The same of every table of the contract, as the loader sees it."""
    chance = random.Random(file)
    columns = schema.contract()[file]
    values = {"text": "word", "integer": "7", "real": "1.5", "yesno": "no"}
    whole = text([[c.name for c in columns], *([values[c.type] for c in columns] for _ in range(6))])
    expected, _ = schema.read(_written(tmp_path / file, whole), columns)
    for number in range(MUTATIONS // 10):
        mutate = chance.choice(KINDS)
        path = _written(tmp_path / file, mutate(chance, whole))
        try:
            rows, _ = schema.read(path, columns)
            assert mutate not in HARMLESS or sorted(rows) == sorted(expected)
        except schema.SchemaError as error:
            assert mutate not in HARMLESS and re.match(rf"{re.escape(str(path))}(:\d+)?: ", str(error)), (number, str(error))
            assert "\n" not in str(error)


def _written(path, data):
    path.write_bytes(data)
    return path
