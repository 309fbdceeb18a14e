"""Files that people name: read up to a limit, and never anything but a regular one; written whole or not at all.

What goes wrong is an OSError whose `strerror` says it in words; each program makes an error of its own of it.
"""

import errno
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from asn1crypto import pem

NO_HARD_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS)  # memory sticks, shares of other systems


def read_limited(path: Path, most: int) -> bytes:
    """The bytes of a regular file. OSError for a pipe, a device, a folder, or a file larger than `most`."""
    opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe would wait for a writer for ever
    with open(opened, "rb") as file:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"larger than {most} bytes", str(path))
    return data


def read_stream(path: Path, most: int) -> bytes:
    """The bytes of a file, or of the pipe that a shell gives for one. OSError for what holds more than `most`."""
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"larger than {most} bytes", str(path))
    return data


def pem_blocks(data: bytes) -> list[tuple[str, bytes]]:
    """The kind and the DER of each block of a PEM file. ValueError also when one of them does not end.

    The library passes over such a block: of a file that was cut off, the list that revokes could be missing.
    """
    found = [(str(kind), der) for kind, _headers, der in pem.unarmor(data, multiple=True)]
    if len(found) != data.count(b"-----BEGIN "):
        raise ValueError("it is cut off, or a block in it does not end")
    return found


def write_whole(path: Path, data: bytes, *, over: bool) -> None:
    """Write a file beside its place first, then give it its name. A link is followed, never replaced.

    `over`: a regular file that is there gives way, and its permissions stay; else it is refused, even one that came
    in the meantime. OSError when that or the disk refuses; nothing is left behind then. A process that is killed may
    leave its draft, under a name that begins with a dot.
    """
    if not path.name:
        raise OSError(errno.EINVAL, "names no file", str(path))
    place = Path(os.path.realpath(path))
    there = place.exists()
    if there and not place.is_file():
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    draft = place.with_name(f".{secrets.token_hex(6)}.part")
    try:
        with draft.open("xb") as out:
            if there and over:
                os.fchmod(out.fileno(), stat.S_IMODE(place.stat().st_mode))
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        if over:
            draft.replace(place)
        else:
            _name(draft, place)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _name(draft: Path, place: Path) -> None:
    """Give a draft its name, unless somebody has it: unlike a rename, a link never takes another file's place."""
    try:
        os.link(draft, place)
    except OSError as problem:
        if problem.errno not in NO_HARD_LINKS:
            raise
        if place.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(place)) from None
        draft.replace(place)


def is_one_of(place: Path, read: Iterable[Path]) -> bool:
    """Whether what would be written there takes the place of a file that is read, by whatever name."""
    return place.exists() and any(one.exists() and place.samefile(one) for one in read)


def pdfs_below(folder: Path) -> Iterator[Path]:
    """Every PDF below a folder, sorted; broken links and pipes too, for nothing is left out in silence.

    OSError for a folder that cannot be read.
    """

    def refuse(problem: OSError) -> None:
        raise problem

    found = (Path(place, name) for place, _, names in os.walk(folder, onerror=refuse) for name in names)
    yield from sorted(path for path in found if path.name.lower().endswith(".pdf"))
