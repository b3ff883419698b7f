"""What a host sends: a .tar.gz of a run's tables and of what was printed there. A host that measures is not trusted: only
plain files of known names are taken, and no more of them than any run has."""

import gzip
import io
import re
import tarfile
import zlib

from fenceline.results import packed, schema

TEXTS = ("doctor.txt", "bench.log", "ended")
MOST_BYTES = 1 << 30  # unpacked: CSV is four times what a packed run may be


class Refused(Exception):
    """What is wrong with it, in words that go after its name."""


def unpack(archive, folder):
    """Writes what is known of its members below `folder`; others (a lock, a table that was being written) are left out."""
    (folder / "run").mkdir()
    allowed = {*TEXTS, *(f"run/{file}" for file in schema.contract()), f"run/{packed.TOPOLOGY}"}
    try:
        with gzip.open(archive) as file:
            held = file.read(MOST_BYTES + 1)
        if len(held) > MOST_BYTES:
            raise Refused(f"holds more than {MOST_BYTES >> 20} MiB: that is no run")
        with tarfile.open(fileobj=io.BytesIO(held), mode="r:") as members:
            for item in members:
                name = re.sub(r"^\./", "", item.name)
                if name in allowed and item.isreg() and not item.issparse():
                    (folder / name).write_bytes(members.extractfile(item).read())
    except (OSError, EOFError, zlib.error, tarfile.TarError, ValueError) as error:
        raise Refused(f"is not what host.sh gathers, or was cut off: {error}") from None
