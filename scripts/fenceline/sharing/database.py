"""Writes the file of many runs that results/collected.py reads: all of it is changed at once, or nothing.

What is written goes into FILE.part, a copy of FILE where that is there, which takes FILE's place when it is whole.
"""

import contextlib
import fcntl
import os
import pathlib
import shutil
import sqlite3

from fenceline.results import collected, schema


class Busy(Exception):
    """Another process writes the file."""


@contextlib.contextmanager
def changed(path):
    """The Database of a file, new or as it is; it takes the file's place where the block ends without an error."""
    path = pathlib.Path(path)
    part = path.with_name(f"{path.name}.part")
    with open(part, "ab") as held:
        _lock(held, part)
        try:
            held.truncate(0)
            if path.exists():
                with collected.opened(path):  # it is refused unless it is one of ours
                    shutil.copyfile(path, part)
            with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as connection:
                database = Database(connection)
                yield database
                filled = database.names()
                connection.execute("COMMIT")
            if filled:
                os.fsync(held.fileno())
                os.replace(part, path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                part.unlink()


def _lock(held, part):
    """Only one writes: what another has finished meanwhile is no longer the part that was opened."""
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(held.fileno()), os.stat(part)):
            return
    except (BlockingIOError, FileNotFoundError):
        pass
    raise Busy(f"{part}: another collect writes here; wait for it")


def _tables():
    return schema.of_run(schema.contract())


class Database:
    """A collected file while it is changed."""

    def __init__(self, connection):
        self._connection = connection
        connection.execute("PRAGMA journal_mode = MEMORY")  # nobody else sees the part, and it is nothing until it is whole
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        self._make()

    def names(self):
        return {name for name, in self._connection.execute("SELECT name FROM runs")}

    def known(self, column, value):
        """[Entry] of the runs that have this value."""
        return [collected.Entry(*row) for row in self._connection.execute(
            f"SELECT {', '.join(collected.Entry._fields)} FROM runs WHERE {column} = ?", (value,))]

    def add(self, entry, bodies, rows):
        """One run. `bodies`: {file: bytes, or None where the rows stand in SQL}; `rows`: {file: [values by the contract]}."""
        marks = ", ".join("?" * len(entry))
        run_id = self._connection.execute(f"INSERT INTO runs ({', '.join(entry._fields)}) VALUES ({marks})", entry).lastrowid
        self._connection.executemany("INSERT INTO files VALUES (?, ?, ?)", [(run_id, *one) for one in bodies.items()])
        for file, values in rows.items():
            if values:
                columns = ", ".join(collected.quoted(column.name) for column in _tables()[file])
                self._connection.executemany(f"INSERT INTO {collected.quoted(collected.table_of(file))} (run_id, {columns}) "
                                             f"VALUES (?{', ?' * len(values[0])})", [(run_id, *row) for row in values])

    def remove(self, name):
        """Forgets a run."""
        run_id, = self._connection.execute("SELECT id FROM runs WHERE name = ?", (name,)).fetchone()
        for table in self._tables():
            if table != "runs":
                self._connection.execute(f"DELETE FROM {collected.quoted(table)} WHERE run_id = ?", (run_id,))
        self._connection.execute("DELETE FROM runs WHERE id = ?", (run_id,))

    def _tables(self):
        return [name for name, in self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]

    def _make(self):
        """The tables that are not there yet, and in those of an older version the columns."""
        run = self._connection.execute
        run(f"PRAGMA application_id = {collected.APPLICATION}")
        run(f"PRAGMA user_version = {collected.FORM}")
        texts = ", ".join(f"{name} TEXT NOT NULL" + (" UNIQUE" if name in ("name", "identity") else "")
                          for name in collected.Entry._fields)
        run(f"CREATE TABLE IF NOT EXISTS runs (id INTEGER PRIMARY KEY, {texts}) STRICT")
        run("CREATE TABLE IF NOT EXISTS files (run_id INTEGER NOT NULL REFERENCES runs, file TEXT NOT NULL, body BLOB, "
            "PRIMARY KEY (run_id, file)) STRICT")
        for file, columns in _tables().items():
            if not collected.by_rows(columns):
                continue
            table = collected.quoted(collected.table_of(file))
            types = [f"{collected.quoted(column.name)} {collected.SQL_TYPES[column.type]}" for column in columns]
            run(f"CREATE TABLE IF NOT EXISTS {table} (run_id INTEGER NOT NULL REFERENCES runs, {', '.join(types)}) STRICT")
            run(f"CREATE INDEX IF NOT EXISTS {collected.quoted(collected.table_of(file) + '_of_run')} ON {table} (run_id)")
            there = {name for _, name, *_ in run(f"PRAGMA table_info({table})")}
            for column, told in zip(columns, types):
                if column.name not in there:
                    run(f"ALTER TABLE {table} ADD COLUMN {told}" + (" DEFAULT ''" if column.type == "text" else ""))
