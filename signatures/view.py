"""What pyHanko's reader sees of a file, as digests, to be compared with what another reader sees."""

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject
from pyhanko.sign.fields import enumerate_sig_fields

from signatures.one_parse import OneParseReader

MAX_NODES = 10_000  # of a page or name tree; a file of ours has a handful


@dataclass(frozen=True)
class View:
    """Pages, attachments, signature fields and metadata: digests of decoded bytes, hexadecimal."""

    pages: tuple[str, ...]
    attachments: Mapping[str, tuple[str, ...]]
    fields: Mapping[str, bool]  # name: filled
    metadata: str


def view(pdf: bytes) -> View:
    """Read `pdf` at its latest revision. Raises whatever a malformed file makes the reader raise."""
    reader = OneParseReader(io.BytesIO(pdf), strict=True)
    metadata = _get(reader.root, "/Metadata")
    return View(
        pages=tuple(_digest(_content(page)) for page in _pages(reader.root["/Pages"])),
        attachments=_attachments(reader.root),
        fields={name: value is not None for name, value, _ in enumerate_sig_fields(reader)},
        metadata=_digest(b"" if metadata is None else metadata.data),
    )


def _pages(node: Any, budget: int = MAX_NODES) -> Iterator[DictionaryObject]:
    """Pages in order; a tree deeper or larger than any real one is refused."""
    waiting, seen = [node], 0
    while waiting:
        seen += 1
        if seen > budget:
            raise ValueError("the page tree does not end")
        item = waiting.pop(0)
        if _get(item, "/Type") == "/Pages":
            waiting = [_object(kid) for kid in item["/Kids"]] + waiting
        else:
            yield item


def _content(page: DictionaryObject) -> bytes:
    contents = _get(page, "/Contents")
    parts = contents if isinstance(contents, ArrayObject) else [] if contents is None else [contents]
    return b"\n".join(_stream(part).data for part in parts)


def _attachments(root: DictionaryObject) -> dict[str, tuple[str, ...]]:
    names = _get(root, "/Names")
    tree = None if names is None else _get(names, "/EmbeddedFiles")
    found: dict[str, list[str]] = {}
    waiting, seen = [] if tree is None else [tree], 0
    while waiting:
        seen += 1
        if seen > MAX_NODES:
            raise ValueError("the name tree does not end")
        node = waiting.pop(0)
        waiting += [_object(kid) for kid in _get(node, "/Kids") or ()]
        pairs = list(_get(node, "/Names") or ())
        for name, spec in zip(pairs[0::2], pairs[1::2], strict=True):
            file = _object(spec)["/EF"]["/F"]
            found.setdefault(str(name), []).append(_digest(_stream(file).data))
    return {name: tuple(sorted(digests)) for name, digests in found.items()}


def _get(dictionary: DictionaryObject, key: str) -> Any:
    """The value of a key, references followed; pyHanko's own `get` does not follow them."""
    return dictionary[key] if key in dictionary else None  # noqa: SIM401 - see above


def _object(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _stream(value: Any) -> StreamObject:
    found = _object(value)
    if not isinstance(found, StreamObject):
        raise ValueError("a stream was expected")
    return found


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
