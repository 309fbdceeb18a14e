"""Heaps looked at in the background, one after the other: whoever sends two hundred pages need not wait at the form.

What was not finished when the server ended begins again when somebody opens the heap's page.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from dermadocs.bootstrap.checking import beside_checker
from dermadocs.flows.indexing import Index, Indexing
from dermadocs.portal.office import office

_told = logging.getLogger(__name__)
_line = ThreadPoolExecutor(1, "reader")
_lock = threading.Lock()
_reading: set[str] = set()
_failed: set[str] = set()
_indexing: list[Indexing] = []


def begin(name: str) -> None:
    """Look at a heap, unless somebody does."""
    with _lock:
        if name in _reading:
            return
        _reading.add(name)
        _failed.discard(name)
    _line.submit(_look, name)


def failed(name: str) -> bool:
    """Whether the last try came to nothing."""
    return name in _failed


def _look(name: str) -> None:
    try:
        at = office()
        with beside_checker(at.desk, at.home.archive, at.press, known()) as checker:
            checker.look(at.desk.archive.heaps.heap(name))
    except Exception:  # told on the heap's page; its bytes are kept
        _told.exception("heap %s could not be looked at", name)
        _failed.add(name)
    finally:
        connections.close_all()
        with _lock:
            _reading.discard(name)


def known() -> Index:
    """Whose each page is; of what was recorded only what is new is read."""
    with _lock:
        if not _indexing:
            _indexing.append(Indexing(office().desk.archive))
        return _indexing[0].now()
