"""Caps on the form of each revision, before the library reads all of its fields and names them.

A field is named after its parents: one long name above many fields is copied for every one of them.
"""

from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from signatures.caps import MAX_FIELDS, MAX_FIELDS_LOOKED_AT, MAX_NAME, MAX_NAMES
from signatures.errors import TooLarge
from signatures.usages import Usages


class Forms:
    """The forms of a file, from the first revision on; an object is looked up again only when it is written again."""

    def __init__(self, reader: PdfFileReader, usages: Usages) -> None:
        self._reader, self._usages = reader, usages
        self._revision = -1
        self._looked_at = 0  # fields, each once for every revision
        self._kept: dict[tuple[int, int], Any] = {}

    def check_next(self) -> None:
        """Count the fields of the next revision, and the characters of their full names. Raises TooLarge."""
        self._revision += 1
        for written in self._usages.written_in(self._revision):
            self._kept.pop((written.idnum, written.generation), None)
        root = self._follow(self._reader.trailer.raw_get("/Root", revision=self._revision))
        waiting = [(self._under("/Fields", self._under("/AcroForm", root)), 0)]
        count = characters = 0
        while waiting:
            items, prefix = waiting.pop()
            if not isinstance(items, generic.ArrayObject):
                continue
            count += len(items)
            self._looked_at += len(items)
            if count > MAX_FIELDS:
                raise TooLarge(f"the form has more than {MAX_FIELDS} fields")
            if self._looked_at > MAX_FIELDS_LOOKED_AT:
                raise TooLarge(f"the forms of all revisions have more than {MAX_FIELDS_LOOKED_AT} fields together")
            for index in range(len(items)):
                field = self._follow(items.raw_get(index))
                name = prefix + len(str(self._under("/T", field) or "")) + 1  # and a full stop
                characters += name
                if name > MAX_NAME:
                    raise TooLarge(f"the full name of a form field has more than {MAX_NAME} characters")
                if characters > MAX_NAMES:
                    raise TooLarge(f"the names of the form's fields have more than {MAX_NAMES} characters together")
                waiting.append((self._under("/Kids", field), name))

    def _follow(self, value: Any) -> Any:
        if not isinstance(value, generic.IndirectObject):
            return value
        key = (value.idnum, value.generation)
        if key not in self._kept:
            self._kept[key] = self._usages.followed(self._revision, value)
        return self._kept[key]

    def _under(self, key: str, dictionary: Any) -> Any:
        found = isinstance(dictionary, generic.DictionaryObject) and key in dictionary
        return self._follow(dictionary.raw_get(key)) if found else None
