"""One file that holds a run: a .tar.xz of its tables, each column by column, and of its topology.

A member `records.columns` is the table of records.csv, with all that trials.csv says of a trial in each of its rows, as CSV
turned on its side: a first row "rows,N", then a row for each column: its name, "each" and a cell for each row, or "runs" and by turns a cell and for how many rows it holds. In the order
of trials most columns change once a trial, so that a file is a twentieth of the tables that it was made of.

Whoever sends such a file is not known: nothing is unpacked to where a name points, no link is followed, and what is larger
than any run is refused before it is held in memory.
"""

import csv
import io
import itertools
import lzma
import pathlib
import tarfile

SUFFIX = ".tar.xz"
TOPOLOGY = "topology.xml"
MAGIC = b"\xfd7zXZ\0"
MOST_BYTES = 256 << 20  # of all members together, unpacked
MOST_CELLS = 20_000_000  # of a table: 450,000 repetitions
MEMORY = 128 << 20  # for unpacking; the strongest preset wants 65 MiB
BLOCK = 1 << 20


class Refused(Exception):
    """What is wrong with a packed file, in words that go after its name."""


def is_one(path):
    """Whether this names a packed file, rather than the folder of a run."""
    return pathlib.Path(path).is_file()


def member(file):
    """What a table is called inside: records.columns."""
    return file.removesuffix(".csv") + ".columns"


def read(path, files):
    """{name: bytes} of a packed file. `files`: names of the tables that there may be."""
    allowed = {member(file) for file in files} | {TOPOLOGY}
    held = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(_decompressed(path)), mode="r:") as archive:
            for item in archive:
                if item.name not in allowed:
                    raise Refused(f"holds {shown(item.name)}, which is no part of a packed run")
                if not item.isreg() or item.issparse():
                    raise Refused(f"{item.name} is no plain file")
                if item.name in held:
                    raise Refused(f"holds {item.name} twice")
                held[item.name] = archive.extractfile(item).read()
                if len(held[item.name]) != item.size:
                    raise Refused("is cut off")
    except (tarfile.TarError, ValueError, OverflowError, EOFError, RecursionError) as error:
        raise Refused(f"is no packed run: {error}") from None
    if member("run.csv") not in held:
        raise Refused("is no packed run: it holds no run.columns")
    return held


def _decompressed(path):
    """The archive in memory. What is larger than MOST_BYTES is given up where it gets so large."""
    unpacker, parts, size = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MEMORY), [], 0
    with open(path, "rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise Refused(f"is no packed run: no {SUFFIX}; give what fenceline pack wrote, or the folder of a run")
        file.seek(0)
        try:
            while not unpacker.eof:
                block = file.read(BLOCK) if unpacker.needs_input else b""
                if unpacker.needs_input and not block:
                    raise Refused("is cut off")
                parts.append(unpacker.decompress(block, BLOCK))
                size += len(parts[-1])
                if size > MOST_BYTES:
                    raise Refused(f"holds more than {MOST_BYTES >> 20} MiB: that is no run")
        except lzma.LZMAError as error:
            raise Refused(f"is no packed run: {error}") from None
        if unpacker.unused_data or file.read(1):
            raise Refused("goes on after its end")
    return b"".join(parts)


def write(path, members):
    """Writes {name: bytes} as one file, the same bytes for the same members whoever packs them and when."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(members):
            item = tarfile.TarInfo(name)  # without a date, an owner
            item.size = len(members[name])
            archive.addfile(item, io.BytesIO(members[name]))
    pathlib.Path(path).write_bytes(lzma.compress(out.getvalue(), preset=9 | lzma.PRESET_EXTREME))


def turned(table):
    """A table of text cells, {name: cells}, as bytes of a member."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["rows", len(next(iter(table.values()), ()))])
    for name, cells in table.items():
        runs = [(cell, len(list(same))) for cell, same in itertools.groupby(cells)]
        few = 2 * len(runs) < len(cells)
        writer.writerow([name, "runs", *itertools.chain(*runs)] if few else [name, "each", *cells])
    return out.getvalue().encode()


def columns(held):
    """{name: cells} of a member."""
    try:
        lines = list(csv.reader(io.StringIO(held.decode("utf-8"), newline=""), strict=True))
        (told, count), *lines = lines
        if told != "rows":
            raise ValueError("it does not begin with its number of rows")
        count = _number(count)
        if count * len(lines) > MOST_CELLS:
            raise ValueError(f"{count} rows: that is no run")
        out = {name: _cells(form, cells, count) for name, form, *cells in lines}
    except (ValueError, csv.Error) as error:
        raise Refused(f"is not laid out as packed tables are: {error}") from None
    if len(out) != len(lines):
        raise Refused("tells a column twice")
    return out


def _cells(form, cells, count):
    if form == "runs":
        times = [_number(text) for text in cells[1::2]]
        if len(cells) % 2 or sum(times) != count:
            raise ValueError("runs of cells do not make up all rows")
        return list(itertools.chain.from_iterable(map(itertools.repeat, cells[::2], times)))
    if form != "each" or len(cells) != count:
        raise ValueError(f"{len(cells)} cells, expected {count}")
    return cells


def _number(text):
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise ValueError("a number of rows is none")
    return int(text)


def shown(name):
    """What somebody else called something, on one line and short."""
    return "'" + "".join(c if c.isprintable() else "?" for c in name[:40]) + "'"
