"""Many runs in one SQLite file, as fenceline collect wrote it: FILE.sqlite is all of them, FILE.sqlite#NAME one, FILE.sqlite#PATTERN
those whose name or instance type matches (m7i.*).

`runs` has a row a run: its name, what it is known by, and where it came from. `files` has a row for each file that the run
has. Of a table with a row for each repetition (records, threads, …) its `body` is the table column by column, as a packed run
has it (packed.py), compressed by zlib; of the others the rows stand in the SQL table of the file's name without .csv, with
`run_id` before the contract's columns. yes and no are 1 and 0, unknown is NULL.

Such a file may come from somebody else: it is opened for reading only, nothing in it is run, and cells are held to their type.
"""

import collections
import contextlib
import fnmatch
import math
import pathlib
import sqlite3
import urllib.parse
import zlib

from fenceline.results import packed

SUFFIX, MARK = ".sqlite", "#"
MAGIC = b"SQLite format 3\0"
APPLICATION, FORM = 0x46_6E_63_6C, 1  # PRAGMA application_id ("Fncl") and user_version
SHOWN = 6  # names in a message
SQL_TYPES = {"text": "TEXT NOT NULL", "integer": "INTEGER", "real": "REAL", "yesno": "INTEGER"}

# A row of `runs`. `identity`: hash of what the run measured, the same of its folder and however it was packed; `host`: the
# name of the host, where it is known; `origin`: the file or folder that it was read from; `digest`: SHA-256 of the packed
# file, empty of a folder; `collected`: when; `revision`: of the bench; the others are facts, for who looks with SQL.
Entry = collections.namedtuple("Entry", "name identity host origin digest collected revision started execution isa cpu "
                               "instance_type region")


class Refused(Exception):
    """What is wrong with a collected file, in words that go after its name."""


def split(name):
    """(path of the file, which of its runs): a file whose own name has the mark is taken as it is."""
    path = pathlib.Path(name)
    if path.exists() or MARK not in str(name):
        return path, ""
    file, _, which = str(name).rpartition(MARK)
    return pathlib.Path(file), which


def is_one(name):
    """Whether this names a collected file, or runs in one."""
    path = split(name)[0]
    if not path.is_file():
        return False
    with open(path, "rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def by_rows(columns):
    """Whether a table's rows stand in SQL: those of a trial, not those of each repetition."""
    return all(column.name != "repetition" for column in columns)


def table_of(file):
    """A file's SQL table."""
    return file.removesuffix(".csv")


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


@contextlib.contextmanager
def opened(path):
    """The file's connection, for reading; what SQLite finds wrong with it is Refused."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{urllib.parse.quote(str(path))}?mode=ro", uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            kind, = database.execute("PRAGMA application_id").fetchone()
            form, = database.execute("PRAGMA user_version").fetchone()
            if kind != APPLICATION:
                raise Refused("is an SQLite file, but no collected one: give what fenceline collect wrote")
            if form > FORM:
                raise Refused(f"has form {form}, newer than {FORM}, which this version reads")
            views = database.execute("SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index')").fetchall()
            if views:
                raise Refused(f"holds {packed.shown(views[0][0])}, which collect did not make")
            yield database
    except sqlite3.Error as error:
        raise Refused(f"cannot be read: {error}") from None


def entries(path, which=""):
    """[Entry] in the order in which they were collected: all, the one of that name, or those that match."""
    with opened(path) as database:
        found = [Entry(*row) for row in database.execute(f"SELECT {', '.join(Entry._fields)} FROM runs ORDER BY id")]
    exact = [one for one in found if one.name == which]
    return exact or [one for one in found if not which or fnmatch.fnmatchcase(one.name, which)
                     or fnmatch.fnmatchcase(one.instance_type, which)]


def chosen(name):
    """[FILE#NAME] of what was named; Refused where it names nothing."""
    path, found = _found(name)
    return [f"{path}{MARK}{one.name}" for one in found]


def _found(name):
    """(path, [Entry])"""
    path, which = split(name)
    found = entries(path, which)
    if not found:
        raise Refused(f"has no run or instance type '{which}'; {_there(entries(path))}" if which else "holds no run")
    return path, found


def _there(found):
    names = [one.name for one in found]
    return f"it has {', '.join(names[:SHOWN])}" + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")


class Reader:
    """One run of a collected file."""

    def __init__(self, name):
        self.path, found = _found(name)
        if len(found) > 1:
            raise Refused(f"is {len(found)} runs: name one, FILE{MARK}NAME, or rank them, fenceline fleet; {_there(found)}")
        self.entry = found[0]
        with opened(self.path) as database:
            self._id, = database.execute("SELECT id FROM runs WHERE name = ?", (self.entry.name,)).fetchone()
            self.files = dict(database.execute("SELECT file, length(body) FROM files WHERE run_id = ?", (self._id,)))

    def body(self, file):
        """A file's bytes: of a table with a row for each repetition, column by column; of the topology, as they were."""
        with opened(self.path) as database:
            held, = database.execute("SELECT body FROM files WHERE run_id = ? AND file = ?", (self._id, file)).fetchone()
        unpacker = zlib.decompressobj()
        try:
            out = unpacker.decompress(held, packed.MOST_BYTES)
        except (zlib.error, TypeError) as error:
            raise Refused(f"{file} cannot be decompressed: {error}") from None
        if unpacker.unconsumed_tail or not unpacker.eof:
            raise Refused(f"{file} is cut off, or holds more than {packed.MOST_BYTES >> 20} MiB")
        return out

    def cells(self, file):
        """{name: cells} of a table that has a row for each repetition."""
        return packed.columns(self.body(file))

    def values(self, file, columns):
        """{name: values} of a table that stands in SQL, of the columns of the contract that it has."""
        table = table_of(file)
        with opened(self.path) as database:
            there = {name for _, name, *_ in database.execute(f"PRAGMA table_info({quoted(table)})")}
            if not there:
                raise Refused(f"has no table {table}")
            known = [column for column in columns if column.name in there]
            rows = database.execute(f"SELECT {', '.join(quoted(column.name) for column in known)} FROM {quoted(table)} "
                                    "WHERE run_id = ? ORDER BY rowid", (self._id,)).fetchall()
        return {column.name: _typed(file, column, cells) for column, cells in
                zip(known, zip(*rows) if rows else [()] * len(known))}


def _typed(file, column, cells):
    """Values as tables.py parses them."""
    wanted = {"text": str, "integer": int, "real": float, "yesno": int}[column.type]
    for cell in set(cells):
        if not isinstance(cell, wanted) and (cell is not None or column.type == "text") or (
                column.type == "real" and cell is not None and not math.isfinite(cell)):
            raise Refused(f"{file}: column {column.name}: {packed.shown(str(cell))} is not {column.type}")
    return [None if cell is None else bool(cell) for cell in cells] if column.type == "yesno" else cells
