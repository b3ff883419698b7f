"""Reads a run's results, and nothing that results/schema.csv does not name.

    run = schema.load("results/native/host/run")
    run.facts["cpu_model"]; run["summary.csv"]; run.gap("counters.csv")

Every cell is checked against the contract: a missing column, or a cell of the wrong type, is a
SchemaError that says file and line. Native and emulated results are never mixed: where the files lie,
what run.csv says and which files there are must agree.

Runs of other versions are read where that is right. A column that the contract does not name (a newer
version's, somebody's own) is left out with a remark: it changes no other column's meaning. A column that
is missing is refused, for what it would have said (disturbed, mode) may not be taken for "no"; but those
in ADDED came later than the rest, and where a version did not tell them they are empty, or told by a name.
A file may be compressed (records.csv.gz), and rows and columns may stand in any order. A run may be packed into one file
(fenceline pack): it is read as its folder would be.
"""

import collections
import contextlib
import csv
import gc
import gzip
import io
import itertools
import math
import pathlib
import zlib

from fenceline.results import packed, references

CONTRACT = pathlib.Path(__file__).with_name("schema.csv")  # a link to results/schema.csv; a copy where installed
# A column in one of these units holds a time or what was derived from one.
TIME_UNITS = {"ns", "s", "1/s", "cycle", "GHz", "B/s"}
# {file: columns} that older versions did not write.
ADDED = {"records.csv": ("peer", "memory"), "summary.csv": ("peer",), "emulated.csv": ("peer",)}
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


class Run:
    """One run: `facts` (run.csv), tables by file name, `gaps`: why something is not there, `topology`: bytes of
    topology.xml, or None. `dir`: where to write what is made of it; of a packed run a folder beside it, yet to be made,
    and of a reference machine one where the user stands.
    `source`: what was read."""

    def __init__(self, directory, source=None):
        self.dir = pathlib.Path(directory)
        self.source = pathlib.Path(source or directory)
        self.topology = None
        self.facts = {}
        self.gaps = {}
        self.remarks = []
        self.tables = {}

    @property
    def name(self):
        """What to call it by, where a path is too long."""
        return references.name_of(self.source)

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
    name = path.name.removesuffix(".gz")
    text = _text(path)
    rows, torn = _rows(path, text)
    if not rows:
        raise SchemaError(f"{path}:1: no header; expected {','.join(c.name for c in columns)}")
    header = rows.pop(0)
    expected = {c.name: c for c in columns}
    _refuse(path, "repeated", sorted({n for n in expected if header.count(n) > 1}))
    for number, cells in enumerate(rows):
        if len(cells) != len(header):
            raise SchemaError(f"{path}:{_line(text, number)}: {len(cells)} cells, expected {len(header)}")
    remarks = [f"{name}: torn last line left out"] if torn else []
    remarks += _fit(name, header, rows, expected)
    _refuse(path, "missing", [n for n in expected if n not in header])
    cells = dict(zip(header, zip(*rows) if rows else [()] * len(header)))
    return _table(name, columns, cells, lambda row: f"{path}:{_line(text, row)}"), remarks


def _table(name, columns, cells, place):
    """The rows of columns of text. `place`: says where a row stands, by its number."""
    values = [_parsed(column, cells[column.name], place) for column in columns]
    row_type = collections.namedtuple("Row", [column.name for column in columns])
    return Table(name, columns, map(row_type._make, zip(*values)))


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


class _Folder:
    """A run as bench wrote it."""

    def __init__(self, path):
        self.dir = pathlib.Path(path)
        if not self._file("run.csv").is_file():
            raise SchemaError(f"{path}: no run.csv; give the folder of one run, as bench prints it, or a packed one"
                              + ("" if self.dir.exists() else f", or a reference machine: {', '.join(references.machines())}"))

    def _file(self, name):
        """Where a file lies: as it was written, or compressed."""
        plain, compressed = self.dir / name, self.dir / f"{name}.gz"
        return compressed if compressed.is_file() and not plain.is_file() else plain

    def has(self, file):
        return self._file(file).is_file()

    def read(self, file, columns):
        return read(self._file(file), columns)

    def topology(self):
        path = self.dir / packed.TOPOLOGY
        return path.read_bytes() if path.is_file() else None

    def others(self):
        return [path.name for path in sorted(self.dir.glob("*.csv"))]


class _Packed:
    """A run in one file, as fenceline pack wrote it."""

    def __init__(self, path, files):
        self.path = pathlib.Path(path)
        name = f"{references.name_of(path)}-run"
        self.dir = pathlib.Path(name) if self.path in references.machines().values() else self.path.with_name(name)
        try:
            self.held = packed.read(path, files)
        except packed.Refused as error:
            raise SchemaError(f"{path}: {error}") from None

    def has(self, file):
        return packed.member(file) in self.held

    def read(self, file, columns):
        try:
            cells = packed.columns(self.held[packed.member(file)])
        except packed.Refused as error:
            raise SchemaError(f"{self.path}: {file}: {error}") from None
        count = len(next(iter(cells.values()), ()))
        expected = {c.name for c in columns}
        for name in ADDED.get(file, ()):
            cells.setdefault(name, [""] * count)
        _refuse(f"{self.path}: {file}", "missing", [c.name for c in columns if c.name not in cells])
        table = _table(file, columns, cells, lambda row: f"{self.path}: {file}: row {row + 1}")
        if file == "records.csv":
            table.sort(key=lambda row: row.repetition or 0)  # about as they were measured: round by round
        return table, _foreign(file, cells, expected)

    def topology(self):
        return self.held.get(packed.TOPOLOGY)

    def others(self):
        return []


@contextlib.contextmanager
def _uncollected():
    """Reading makes a million small things that all stay: the collector would look them through again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def load(directory, files=None, only=None):
    """The run in a folder or a packed file, or of a reference machine by its name. `files`: a contract other than
    results/schema.csv, for tests. `only`: the files whose rows are wanted beside run.csv; of the others it is only seen
    whether they are there."""
    with _uncollected():
        return _load(references.found(directory), files or contract(), only)


def _load(directory, files, only):
    source = _Packed(directory, files) if packed.is_one(directory) else _Folder(directory)
    run = Run(source.dir, directory)
    run.topology = source.topology()
    for file, columns in files.items():
        if only is not None and file not in (*only, "run.csv"):
            run.tables[file] = Table(file, columns)
            run.gaps[file] = "not asked for"
        elif source.has(file):
            run.tables[file], remarks = source.read(file, columns)
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
    run.remarks += [f"{name}: not in results/schema.csv, not read" for name in source.others() if name not in files]
    _refuse_mixture(run, [file for file in files if source.has(file)], files)
    return run


def _refuse_mixture(run, there, contracted):
    """Path, run.csv and the files that are there must tell the same kind of execution."""
    if not run.fact("execution"):
        raise SchemaError(f"{run.dir}/run.csv: no 'execution': native cannot be told from emulated")
    tree = next((p for p in reversed(run.dir.resolve().parts) if p in ("native", "emulated")), None)
    if tree and (tree == "native") != run.native:
        raise SchemaError(f"{run.dir}: lies under {tree}/ but run.csv says execution "
                          f"'{run.execution}'; native and emulated results are not mixed")
    for file in there:
        if run.native and file.startswith("emulated"):
            raise SchemaError(f"{run.dir}/{file}: emulated results in a native run")
        if not run.native:
            timed = {c.name for c in contracted[file] if c.unit in TIME_UNITS}
            if timed and not file.startswith("emulated"):
                raise SchemaError(f"{run.dir}/{file}: holds times ({', '.join(sorted(timed))}) in "
                                  f"a run whose execution is '{run.execution}'")


def load_many(directories, only=None):
    """Several runs to be shown side by side: all native or none. `only`: as in load()."""
    runs = [load(d, only=only) for d in directories]
    kinds = {run.native: run for run in runs}
    if len(kinds) > 1:
        raise SchemaError(f"{kinds[True].source} is native and {kinds[False].source} is "
                          f"'{kinds[False].execution}': they are not compared with each other")
    return runs


def parse_args(text):
    """A row's `args` ("pending_stores=4 sharers=2") as {name: int, or text where it is none}."""
    out = {}
    for item in text.split():
        name, _, value = item.partition("=")
        out[name] = int(value) if value.lstrip("-").isdigit() else value
    return out
