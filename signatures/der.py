"""The few lines of DER that the envelope check needs: strict reading, plain writing (ITU-T X.690, clause 10).

asn1crypto reads BER, keeps unusual encodings alive and costs a millisecond a structure. Here everything that
is not the one DER form is refused, and a whole signature envelope is walked in some ten microseconds.
"""

from collections.abc import Iterator

INTEGER, OCTET_STRING, OID, SEQUENCE, SET = 0x02, 0x04, 0x06, 0x30, 0x31
CONTEXT_0, CONTEXT_1 = 0xA0, 0xA1

Span = tuple[int, int, int, int]  # tag, start of the element, start of its content, end


class NotDer(ValueError):
    """The bytes are not the one DER form of the structure expected."""


def element(data: bytes, at: int, end: int) -> Span:
    """The element that starts at `at` and must finish by `end`. Raises NotDer."""
    if at + 2 > end:
        raise NotDer("an element is cut short")
    tag, length = data[at], data[at + 1]
    if tag & 0x1F == 0x1F:
        raise NotDer("a tag in long form")
    start = at + 2
    if length >= 0x80:
        size = length & 0x7F
        start += size
        if not 1 <= size <= 4 or start > end:
            raise NotDer("a length that is indefinite or too long")
        length = int.from_bytes(data[at + 2 : start], "big")
        if length < 0x80 or data[at + 2] == 0:
            raise NotDer("a length not in its shortest form")
    stop = start + length
    if stop > end:
        raise NotDer("an element longer than what holds it")
    return tag, at, start, stop


def children(data: bytes, span: Span) -> Iterator[Span]:
    """The elements inside `span`, which they must fill exactly. Raises NotDer."""
    _, _, at, end = span
    while at < end:
        child = element(data, at, end)
        yield child
        at = child[3]


class Cursor:
    """Takes the children of one element in the order in which their tags are expected."""

    def __init__(self, data: bytes, span: Span) -> None:
        self.data = data
        self._at, self._end = span[2], span[3]

    @classmethod
    def over(cls, data: bytes) -> "Cursor":
        """A cursor over `data` itself."""
        return cls(data, (0, 0, 0, len(data)))

    def next(self) -> Span:
        """The next element whatever its tag. Raises NotDer when there is none."""
        span = element(self.data, self._at, self._end)
        self._at = span[3]
        return span

    def take(self, tag: int) -> Span:
        """The next element, which must carry `tag`. Raises NotDer."""
        span = self.next()
        if span[0] != tag:
            raise NotDer(f"tag {span[0]:#04x} where {tag:#04x} belongs")
        return span

    def enter(self, tag: int) -> "Cursor":
        """A cursor over the children of the next element, which must carry `tag`."""
        return Cursor(self.data, self.take(tag))

    def peek(self) -> int | None:
        """Tag of the next element, or None at the end."""
        return self.data[self._at] if self._at < self._end else None

    def finish(self) -> None:
        """Raises NotDer if anything is left."""
        if self._at != self._end:
            raise NotDer("something follows where nothing belongs")


def raw(data: bytes, span: Span) -> bytes:
    """The element as it stands, header included."""
    return data[span[1] : span[3]]


def content(data: bytes, span: Span) -> bytes:
    """The content of the element."""
    return data[span[2] : span[3]]


def write(tag: int, *parts: bytes) -> bytes:
    """One DER element around the concatenated `parts`."""
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body
