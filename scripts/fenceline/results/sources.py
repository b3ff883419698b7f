"""Where a run is read from: its folder, the file that it was packed into, a file of many that it stands in.

Each says which files of the contract the run has, and reads one: (Table, remarks). `dir`: where to write what is made of it.
"""

import pathlib

from fenceline.results import collected, packed, references, tables


class Folder:
    """A run as bench wrote it."""

    entry = None

    def __init__(self, path, files):
        self.dir = pathlib.Path(path)
        self._files = files
        self._trials = None
        if not self._file("run.csv").is_file():
            raise tables.SchemaError(f"{path}: no run.csv; give the folder of one run, as bench prints it, or a packed one"
                                     + ("" if self.dir.exists() else f", or a reference machine: {', '.join(references.machines())}"))

    def _file(self, name):
        """Where a file lies: as it was written, or compressed."""
        plain, compressed = self.dir / name, self.dir / f"{name}.gz"
        return compressed if compressed.is_file() and not plain.is_file() else plain

    def has(self, file):
        return self._file(file).is_file()

    def read(self, file, columns):
        return tables.read(self._file(file), columns, self._whose)

    def _whose(self):
        """trials.csv, for the tables that name trials by numbers."""
        if self._trials is None:
            self._trials, _ = tables.read(self._file(tables.TRIALS), self._files[tables.TRIALS])
        return self._trials

    def topology(self):
        path = self.dir / packed.TOPOLOGY
        return path.read_bytes() if path.is_file() else None

    def others(self):
        return [path.name for path in sorted(self.dir.glob("*.csv"))]


class Packed:
    """A run in one file, as fenceline pack wrote it."""

    entry = None

    def __init__(self, path, files):
        self.path = pathlib.Path(path)
        name = f"{references.name_of(path)}-run"
        self.dir = pathlib.Path(name) if self.path in references.machines().values() else self.path.with_name(name)
        try:
            self.held = packed.read(path, files)
        except packed.Refused as error:
            raise tables.SchemaError(f"{path}: {error}") from None

    def has(self, file):
        return packed.member(file) in self.held

    def read(self, file, columns):
        try:
            cells = packed.columns(self.held[packed.member(file)])
        except packed.Refused as error:
            raise tables.SchemaError(f"{self.path}: {file}: {error}") from None
        table, remarks = tables.turned(self.path, file, columns, cells)
        if file == "records.csv":
            table.sort(key=lambda row: row.repetition or 0)  # about as they were measured: round by round
        return table, remarks

    def topology(self):
        return self.held.get(packed.TOPOLOGY)

    def others(self):
        return []


class Collected:
    """A run among others in one file, as fenceline collect wrote it. `entry`: what the file says of where it had it from."""

    def __init__(self, name):
        self.name = name
        self._reader = self._asked(collected.Reader, name)
        self.entry = self._reader.entry
        self.dir = self._reader.path.with_name(f"{self._reader.path.stem}-runs") / self.entry.name

    def _asked(self, question, *about):
        try:
            return question(*about)
        except (collected.Refused, packed.Refused) as error:
            raise tables.SchemaError(f"{self.name}: {error}") from None

    def has(self, file):
        return file in self._reader.files

    def read(self, file, columns):
        if collected.by_rows(columns):
            values = self._asked(self._reader.values, file, columns)
            return tables.of_values(self.name, file, columns, values), []
        return tables.turned(self.name, file, columns, self._asked(self._reader.cells, file))

    def topology(self):
        return self._asked(self._reader.body, packed.TOPOLOGY) if self.has(packed.TOPOLOGY) else None

    def others(self):
        return []


def of(name, files):
    """Where to read what was named. `files`: the contract."""
    return Collected(name) if collected.is_one(name) else Packed(name, files) if packed.is_one(name) else Folder(name, files)
