"""Files that a command reads and writes: a place for the result is looked at before a key is touched."""

import errno
import os
from collections.abc import Iterable
from pathlib import Path

import click

from signatures.cli.options import LIMIT
from signatures.errors import SignatureError, TooLarge
from signatures.files import is_one_of, read_stream, write_whole

MOST = 2 * LIMIT  # a document that waits for its signature, in writing, has a third more
SMALL = 1024 * 1024  # bytes: certificates of a chain, a password


def read(path: Path, most: int = MOST) -> bytes:
    """The bytes of a file, or of the pipe that a shell gives for one. Raises SignatureError in words."""
    try:
        return read_stream(path, most)
    except OSError as problem:
        if problem.errno == errno.EFBIG:
            raise TooLarge(f"{path} is {problem.strerror}, and is not read") from problem
        raise SignatureError(f"{path} cannot be read: {problem.strerror}") from problem


def check_place(path: Path, read: Iterable[Path | None]) -> None:
    """Refuse before anything is signed a place that cannot take the result; `read`: what the command reads.

    Nothing that exists is written over: it may be the only copy of a paper, or a key. Raises SignatureError in words.
    """
    try:
        why = _why_not(path, [one for one in read if one is not None])
    except OSError as problem:
        why = f"cannot be written: {problem.strerror}; name another place for the result"
    if why is not None:
        raise SignatureError(f"{path} {why}")


def _why_not(path: Path, read: list[Path]) -> str | None:
    if path.is_dir():
        return "is a folder; name a file in it for the result"
    if path.exists():
        if is_one_of(path, read):
            return "is read by this command and stays as it is; name another file for the result"
        if not path.is_file():
            return "is not a regular file; name another place for the result"
        return "is there already and stays as it is; name another file for the result, or remove this one first"
    place = Path(os.path.realpath(path))
    if place.is_symlink():
        return "is a link that leads to itself; name another place for the result"
    folder = place.parent
    if not folder.is_dir():
        return f"cannot be written: {folder} is no folder; make it, or name another place for the result"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"cannot be written: nothing may be written in {folder}; name another place for the result"
    return None


def write(path: Path, data: bytes) -> None:
    """Write a result whole or not at all, under a name that nobody has yet. Raises SignatureError in words."""
    try:
        write_whole(path, data, over=False)
    except OSError as problem:
        raise SignatureError(
            f"{path} cannot be written: {problem.strerror}; the result is lost, name another place and begin again"
        ) from problem


def tell(path: Path, *lines: str) -> None:
    """Say on standard output what was written; where that takes no more, say at least that the file is there."""
    try:
        for line in lines:
            click.echo(line)
    except BrokenPipeError:  # nobody wants to know
        raise
    except OSError as problem:
        why = f"{path} is written and whole; only standard output takes no more: {problem.strerror}"
        raise SignatureError(why) from problem
