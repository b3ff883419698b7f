"""Tables by the contract: what columns a results file has, and a file's rows, checked cell by cell.

A missing column, or a cell of the wrong type, is a SchemaError that says file and line.

Files of other versions are read where that is right. A column that the contract does not name (a newer
version's, somebody's own) is left out with a remark: it changes no other column's meaning. A column that
is missing is refused, for what it would have said (disturbed, mode) may not be taken for "no"; but those
in ADDED came later than the rest, and where a version did not tell them they are empty, or told by a name.
A file may be compressed (records.csv.gz), and rows and columns may stand in any order.

Files with rows for each repetition name the trial by a number, which stands with all that belongs to it in trials.csv. A
run's tables have it in each row, as older versions wrote it (of_run()).
"""

import collections
import csv
import gzip
import io
import itertools
import math
import pathlib
import zlib

from fenceline.results import packed

CONTRACT = pathlib.Path(__file__).with_name("schema.csv")  # a link to results/schema.csv; a copy where installed
# {file: columns} that older versions did not write.
ADDED = {"records.csv": ("peer", "memory", "core_width"), "summary.csv": ("peer", "low_cycles", "high_cycles", "between", "between_cycles"), "emulated.csv": ("peer",)}
TRIALS, NUMBER = "trials.csv", "trial_id"
MOST_SHOWN = 40  # characters of a wrong cell in a message


class SchemaError(Exception):
    """What is wrong with a results file: one line with file:line and what was expected."""


Column = collections.namedtuple("Column", "name type unit meaning")


def _integer(text):
    return int(_plain(text)) if text else None


def _real(text):
    if not text:
        return None
    value = float(_plain(text))
    if not math.isfinite(value):
        raise ValueError
    return value


def _plain(text):
    """Python takes 1_000 for a number; a results file does not hold such a one."""
    if "_" in text:
        raise ValueError
    return text


def _yesno(text):
    return {"yes": True, "no": False, "": None}[text]


# An empty cell is None (unknown), except in a text column, where it is "".
PARSERS = {"text": str, "integer": _integer, "real": _real, "yesno": _yesno}


class Table(list):
    """Rows of one file, each a named tuple; `columns` says their units and meanings."""

    def __init__(self, file, columns, rows=()):
        super().__init__(rows)
        self.file = file
        self.columns = columns

    def column(self, name):
        return [getattr(row, name) for row in self]



def contract(path=CONTRACT):
    """{file: [Column]} as results/schema.csv has it."""
    files = {}
    columns = [Column(n, "text", "", "") for n in ("file", "column", "type", "unit", "meaning")]
    for row in read(path, columns)[0]:
        if row.type not in PARSERS:
            raise SchemaError(f"{path}: {row.file} {row.column} has the unknown type '{row.type}'")
        files.setdefault(row.file, []).append(Column(row.column, row.type, row.unit, row.meaning))
    return files


def of_run(files):
    """{file: [Column]} of a run's tables, from the contract's: in the place of a trial's number its name, in records.csv all
    that trials.csv has of it."""
    whose = [column for column in files.get(TRIALS, ()) if column.name != NUMBER]
    out = {}
    for file, columns in files.items():
        own = [column for column in columns if column.name != NUMBER]
        numbered = len(own) < len(columns)
        out[file] = [*(whose if file == "records.csv" else whose[:1]), *own] if numbered else columns
    out.pop(TRIALS, None)
    return out


def read(path, columns, trials=None):
    """A CSV file's rows, checked against `columns`. Returns (Table, remarks). `trials`: asked for the table of trials.csv
    where the file has a trial's number instead of columns that it has."""
    path = pathlib.Path(path)
    name = path.name.removesuffix(".gz")
    text = _text(path)
    rows, torn = _rows(path, text)
    if not rows:
        raise SchemaError(f"{path}:1: no header; expected {','.join(c.name for c in columns)}")
    header = rows.pop(0)
    if trials and NUMBER in header:
        whose, whole = trials(), columns
        columns = [whose.columns[0], *(c for c in whole if c not in whose.columns)]
    else:
        whose = whole = None
    expected = {c.name: c for c in columns}
    _refuse(path, "repeated", sorted({n for n in expected if header.count(n) > 1}))
    for number, cells in enumerate(rows):
        if len(cells) != len(header):
            raise SchemaError(f"{path}:{_line(text, number)}: {len(cells)} cells, expected {len(header)}")
    remarks = [f"{name}: torn last line left out"] if torn else []
    remarks += _fit(name, header, rows, expected)
    _refuse(path, "missing", [n for n in expected if n not in header])
    cells = dict(zip(header, zip(*rows) if rows else [()] * len(header)))
    place = lambda row: f"{path}:{_line(text, row)}"  # noqa: E731
    table = _parsed_table(name, columns, cells, place)
    return (_with_trials(table, whole, whose, place) if whose is not None else table), remarks


def turned(path, file, columns, cells):
    """The same of a table that is told by its columns, {name: cells}. `path`: what it was read from."""
    count = len(next(iter(cells.values()), ()))
    for name in ADDED.get(file, ()):
        cells.setdefault(name, [""] * count)
    _refuse(f"{path}: {file}", "missing", [c.name for c in columns if c.name not in cells])
    table = _parsed_table(file, columns, cells, lambda row: f"{path}: {file}: row {row + 1}")
    return table, _foreign(file, cells, {c.name for c in columns})


def of_values(path, file, columns, values):
    """The same of columns whose cells have their type already."""
    count = len(next(iter(values.values()), ()))
    for column in columns:
        if column.name in ADDED.get(file, ()):
            values.setdefault(column.name, ["" if column.type == "text" else None] * count)
    _refuse(f"{path}: {file}", "missing", [c.name for c in columns if c.name not in values])
    return _table(file, columns, [values[c.name] for c in columns])


def _with_trials(table, whole, trials, place):
    """The rows of a table, whose first column is a trial's number, with `whole` columns: before its own what `trials` says."""
    told = [at for at, column in enumerate(trials.columns) if column in whole]
    known = {row[0]: tuple(row[at] for at in told) for row in trials}
    if len(known) < len(trials):
        raise SchemaError(f"{place(0)}: its trials.csv gives two trials one number")
    for number, row in enumerate(table):
        if row[0] not in known:
            raise SchemaError(f"{place(number)}: column {NUMBER}: {row[0]} is not in trials.csv")
    row_type = _row_type(whole)
    return Table(table.file, whole, (row_type._make(known[row[0]] + row[1:]) for row in table))


def _parsed_table(name, columns, cells, place):
    """The rows of columns of text. `place`: says where a row stands, by its number."""
    return _table(name, columns, [_parsed(column, cells[column.name], place) for column in columns])


def _table(name, columns, values):
    return Table(name, columns, map(_row_type(columns)._make, zip(*values)))


def _row_type(columns):
    return collections.namedtuple("Row", [column.name for column in columns])


def _refuse(path, problem, names):
    if names:
        raise SchemaError(f"{path}:1: {problem} column {', '.join(names)}; was it written by another version than "
                          "results/schema.csv?")


def _parsed(column, cells, place):
    """A column's values. Most columns repeat few texts: each is looked at once."""
    if column.type == "text":
        return cells
    known = {}
    for cell in dict.fromkeys(cells):
        try:
            known[cell] = PARSERS[column.type](cell)
        except (ValueError, KeyError):
            raise SchemaError(f"{place(cells.index(cell))}: column {column.name}: {_shown(cell)} is not "
                              f"{column.type}") from None
    return [known[cell] for cell in cells]


def _shown(text):
    """A cell in a message: on one line, and no longer than a line bears."""
    printable = "".join(c if c.isprintable() else "?" for c in text[:MOST_SHOWN])
    return f"'{printable}{'…' if len(text) > MOST_SHOWN else ''}'"


def _text(path):
    """What the file holds. Bytes that are not UTF-8 (firmware's, in older versions) are shown as \\xff."""
    try:
        if path.suffix == ".gz":
            with gzip.open(path) as file:
                held = file.read(packed.MOST_BYTES + 1)
        else:
            held = path.read_bytes()
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SchemaError(f"{path}: cannot be decompressed: {error}") from None
    except OSError as error:
        raise SchemaError(f"{path}: cannot be read: {error.strerror}") from None
    if path.suffix == ".gz" and len(held) > packed.MOST_BYTES:
        raise SchemaError(f"{path}: holds more than {packed.MOST_BYTES >> 20} MiB: decompress it if that is right")
    return held.decode("utf-8", errors="backslashreplace").removeprefix("\ufeff")


def _fit(file, header, rows, expected):
    """Brings a table of another version to the contract's columns as far as that is right; returns remarks."""
    if "how" in expected and "kernel" in header and "variant" in header and "how" not in header:
        _tell_use_and_how(header, rows)
    for name in ADDED.get(file, ()):
        if name in expected and name not in header:
            header.append(name)
            for cells in rows:
                cells.append("")
    return _foreign(file, header, expected)


def _foreign(file, header, expected):
    foreign = [_shown(name) for name in header if name not in expected]
    return [f"{file}: column {', '.join(foreign)} is not in results/schema.csv, not read"] if foreign else []


def _tell_use_and_how(header, rows):
    """Adds these columns to a table of an older version, where a kernel's name alone told them."""
    kernel, variant = header.index("kernel"), header.index("variant")
    header += ["use", "how"]
    for cells in rows:
        group, _, rest = cells[kernel].partition("/")
        *between, how = rest.split("/")
        subject, *between = between or [""]
        use = "/".join(between)
        if group == "line_state":  # line_state/<state>/<operation>
            use, how = how, subject
        elif cells[variant] == how:  # the variant was named after how it is measured
            cells[variant] = subject
        cells += [use, how]


def _rows(path, text):
    """The cells of all whole rows, the header's first, and whether something torn followed them."""
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if cells:
                rows.append(cells)
    except csv.Error as error:
        if "unexpected end of data" not in str(error):
            raise SchemaError(f"{path}:{reader.line_num}: is not CSV: {error}") from None
        return rows, True  # the text ended inside a quoted cell: the row was never finished
    if text and not text.endswith("\n"):
        return rows[:-1], True
    return rows, False


def _line(text, number):
    """The line in which the row ends that is number `number` after the header."""
    reader = csv.reader(io.StringIO(text, newline=""))
    whole = (reader.line_num for cells in reader if cells)
    return next(itertools.islice(whole, number + 1, None))
