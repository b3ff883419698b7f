"""Reads a run's results, and nothing that results/schema.csv does not name.

    run = schema.load("results/native/host/run")
    run.facts["cpu_model"]; run["summary.csv"]; run.gap("counters.csv")

Every cell is checked against the contract: a missing or unknown column, or a cell of the wrong
type, is a SchemaError that says file and line. Native and emulated results are never mixed: where
the files lie, what run.csv says and which files there are must agree.
"""

import collections
import csv
import io
import math
import pathlib

CONTRACT = pathlib.Path(__file__).with_name("schema.csv")  # a link to results/schema.csv; a copy where installed
# A column in one of these units holds a time or what was derived from one.
TIME_UNITS = {"ns", "s", "1/s", "cycle", "GHz", "B/s"}


class SchemaError(Exception):
    """What is wrong with a results file: one line with file:line and what was expected."""


Column = collections.namedtuple("Column", "name type unit meaning")


def _integer(text):
    return int(text) if text else None


def _real(text):
    if not text:
        return None
    value = float(text)
    if not math.isfinite(value):
        raise ValueError
    return value


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


class Run:
    """One run: `facts` (run.csv), tables by file name, `gaps`: why something is not there."""

    def __init__(self, directory):
        self.dir = pathlib.Path(directory)
        self.facts = {}
        self.gaps = {}
        self.remarks = []
        self.tables = {}

    @property
    def execution(self):
        return self.facts["execution"]

    @property
    def native(self):
        return self.execution == "native"

    @property
    def ended(self):
        """"complete", or in words how the run ended before its time; None: it is of a version that did not tell."""
        return self.facts["ended"] or self.gap("ended") if "ended" in self.facts else None

    def __getitem__(self, file):
        """The rows of a file of the contract; none where the run has no such file (see gap())."""
        return self.tables[file]

    def gap(self, name):
        """Why a file, or a fact, is not there; empty where it is."""
        if name in self.facts and self.facts[name] or self.tables.get(name):
            return ""
        return self.gaps.get(name, "not recorded")

    def fact(self, key, default=""):
        return self.facts.get(key) or default


def contract(path=CONTRACT):
    """{file: [Column]} as results/schema.csv has it."""
    files = {}
    columns = [Column(n, "text", "", "") for n in ("file", "column", "type", "unit", "meaning")]
    for row in read(path, columns)[0]:
        if row.type not in PARSERS:
            raise SchemaError(f"{path}: {row.file} {row.column} has the unknown type '{row.type}'")
        files.setdefault(row.file, []).append(Column(row.column, row.type, row.unit, row.meaning))
    return files


def read(path, columns):
    """A CSV file's rows, checked against `columns`. Returns (Table, remarks)."""
    path = pathlib.Path(path)
    try:
        # Runs of older versions hold bytes as the firmware had them: shown as \\xff, as the bench now writes them.
        text = path.read_bytes().decode("utf-8", errors="backslashreplace")
    except OSError as error:
        raise SchemaError(f"{path}: cannot be read: {error.strerror}") from None
    lines, torn = _lines(path, text)
    if not lines:
        raise SchemaError(f"{path}:1: no header; expected {','.join(c.name for c in columns)}")
    header = lines[0][1]
    expected = [c.name for c in columns]
    if "how" in expected and "kernel" in header and "how" not in header:
        _tell_use_and_how(header, [cells for _, cells in lines[1:]])
    if path.name == "records.csv" and "memory" in expected and "memory" not in header:
        _add_column(header, [cells for _, cells in lines[1:]], "memory")  # older versions did not tell
    for problem, names in (("missing", [n for n in expected if n not in header]),
                           ("unknown", [n for n in header if n not in expected]),
                           ("repeated", sorted({n for n in header if header.count(n) > 1}))):
        if names:
            raise SchemaError(f"{path}:1: {problem} column {', '.join(names)}; was it written by "
                              "another version than results/schema.csv?")
    by_name = {c.name: c for c in columns}
    order = [by_name[name] for name in header]
    row_type = collections.namedtuple("Row", header)
    table = Table(path.name, columns)
    for number, cells in lines[1:]:
        if len(cells) != len(order):
            raise SchemaError(f"{path}:{number}: {len(cells)} cells, expected {len(order)}")
        values = []
        for column, text in zip(order, cells):
            try:
                values.append(PARSERS[column.type](text))
            except (ValueError, KeyError):
                raise SchemaError(f"{path}:{number}: column {column.name}: '{text}' is not "
                                  f"{column.type}") from None
        table.append(row_type(*values))
    return table, [f"{path.name}: torn last line left out"] if torn else []


def _tell_use_and_how(header, rows):
    """Adds these columns to a table of an older version, where a kernel's name alone told them."""
    width, kernel, variant = len(header), header.index("kernel"), header.index("variant")
    header += ["use", "how"]
    for cells in rows:
        if len(cells) != width:
            continue  # read() says which line it is
        group, *between, how = cells[kernel].split("/")
        subject, *between = between or [""]
        use = "/".join(between)
        if group == "line_state":  # line_state/<state>/<operation>
            use, how = how, subject
        elif cells[variant] == how:  # the variant was named after how it is measured
            cells[variant] = subject
        cells += [use, how]


def _add_column(header, rows, name):
    """An empty one, to a table of an older version."""
    width = len(header)
    header.append(name)
    for cells in rows:
        if len(cells) == width:
            cells.append("")


def _lines(path, text):
    """[(line number, cells)] of whole rows, and whether something torn followed them."""
    lines = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if cells:
                lines.append((reader.line_num, cells))
    except csv.Error as error:
        if "unexpected end of data" not in str(error):
            raise SchemaError(f"{path}:{reader.line_num}: is not CSV: {error}") from None
        return lines, True  # the text ended inside a quoted cell: the row was never finished
    if text and not text.endswith("\n"):
        return lines[:-1], True
    return lines, False


def load(directory, files=None):
    """The run in `directory`. `files`: a contract other than results/schema.csv, for tests."""
    files = files or contract()
    run = Run(directory)
    if not (run.dir / "run.csv").is_file():
        raise SchemaError(f"{run.dir}: no run.csv; give the folder of one run, as bench prints it")
    for file, columns in files.items():
        if (run.dir / file).is_file():
            run.tables[file], remarks = read(run.dir / file, columns)
            run.remarks += remarks
        else:
            run.tables[file] = Table(file, columns)
            run.gaps[file] = "this run wrote no such file"
    for row in run["run.csv"]:
        # A fact may be told several times (each remark, each time that the run was resumed); of its end the last holds.
        known = run.facts.get(row.key)
        last = row.key == "ended" or known in (None, "", row.value)
        run.facts[row.key] = row.value if last else f"{known}; {row.value}"
        if not row.value:
            run.gaps[row.key] = row.gap or "no reason given"
    for path in sorted(run.dir.glob("*.csv")):
        if path.name not in files:
            run.remarks.append(f"{path.name}: not in results/schema.csv, not read")
    _refuse_mixture(run, files)
    return run


def _refuse_mixture(run, files):
    """Path, run.csv and the files that are there must tell the same kind of execution."""
    if not run.fact("execution"):
        raise SchemaError(f"{run.dir}/run.csv: no 'execution': native cannot be told from emulated")
    tree = next((p for p in reversed(run.dir.resolve().parts) if p in ("native", "emulated")), None)
    if tree and (tree == "native") != run.native:
        raise SchemaError(f"{run.dir}: lies under {tree}/ but run.csv says execution "
                          f"'{run.execution}'; native and emulated results are not mixed")
    for file, columns in files.items():
        if not (run.dir / file).is_file():
            continue
        if run.native and file.startswith("emulated"):
            raise SchemaError(f"{run.dir}/{file}: emulated results in a native run")
        if not run.native:
            timed = {c.name for c in columns if c.unit in TIME_UNITS}
            if timed and not file.startswith("emulated"):
                raise SchemaError(f"{run.dir}/{file}: holds times ({', '.join(sorted(timed))}) in "
                                  f"a run whose execution is '{run.execution}'")


def load_many(directories):
    """Several runs to be shown side by side: all native or none."""
    runs = [load(d) for d in directories]
    kinds = {run.native: run for run in runs}
    if len(kinds) > 1:
        raise SchemaError(f"{kinds[True].dir} is native and {kinds[False].dir} is "
                          f"'{kinds[False].execution}': they are not compared with each other")
    return runs


def parse_args(text):
    """A row's `args` ("pending_stores=4 sharers=2") as {name: int, or text where it is none}."""
    out = {}
    for item in text.split():
        name, _, value = item.partition("=")
        out[name] = int(value) if value.lstrip("-").isdigit() else value
    return out
