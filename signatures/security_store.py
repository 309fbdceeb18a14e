"""The document security store (DSS; ETSI EN 319 142-1, clause 5.4.2.2), extended in a signature's own increment.

It holds issuers' certificates and revocation lists, and is written before the signature, which covers it; there is no
VRI, for the lists are of the whole file. What others put into it stays as it is, and is not taken apart here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from signatures.document import MALFORMED, entry
from signatures.errors import NotConformant
from signatures.increment import Increment

_KINDS = ("/Certs", "/OCSPs", "/CRLs")


def extend(increment: Increment, certificates: Iterable[x509.Certificate], lists: Iterable[bytes]) -> None:
    """Add certificates and lists to the store; what is there already stays the same object.

    Raises NotConformant when what stands in the place of a store is none, so that nothing can be added to it.
    """
    writer = increment.writer
    try:
        store = entry(writer.root, "/DSS")
    except MALFORMED:
        raise _none("its entry leads nowhere") from None
    if store is None:
        store = generic.DictionaryObject()
        writer.root[pdf_name("/DSS")] = writer.add_object(store)
        writer.update_root()  # type: ignore[no-untyped-call]  # pyHanko's
    if not isinstance(store, generic.DictionaryObject) or isinstance(store, generic.StreamObject):
        raise _none("it is not a dictionary")
    held = {kind: _items(store, kind) for kind in _KINDS}
    for kind in _KINDS:
        if kind in store and entry(store, kind) is None:  # null is as good as absent, but not to every reader
            del store[kind]
            writer.update_container(store)
    wanted = {"/Certs": [one.dump() for one in certificates], "/CRLs": lists}
    for kind, items in wanted.items():
        there = {_content(one) for one in held[kind]}
        new = [one for one in dict.fromkeys(items) if one not in there]
        if new:
            added = [writer.add_object(generic.StreamObject(stream_data=one)) for one in new]
            store[pdf_name(kind)] = generic.ArrayObject([*held[kind], *added])
            writer.update_container(store)


def _items(store: generic.DictionaryObject, kind: str) -> list[generic.IndirectObject]:
    """References to streams, whatever is in them. Raises NotConformant for anything else."""
    try:
        listed = entry(store, kind, ())
        if not isinstance(listed, list | tuple):
            raise _none(f"its {kind} are not an array")
        for one in listed:
            if not isinstance(one, generic.IndirectObject) or not isinstance(one.get_object(), generic.StreamObject):
                raise _none(f"one of its {kind} is not the reference of a stream")
    except MALFORMED:
        raise _none(f"one of its {kind} leads nowhere") from None
    return list(listed)


def _content(item: generic.IndirectObject) -> bytes | None:
    """What stands there unpacked, as we write it; what others packed may stand there once more."""
    stream: Any = item.get_object()
    return None if "/Filter" in stream else bytes(stream.encoded_data)


def _none(why: str) -> NotConformant:
    return NotConformant(
        f"the security store (DSS) of the file cannot be extended: {why}; nothing was signed, ask for the original file"
    )
