"""What objects name as their parents, held against the trees in which they lie.

Readers inherit from a parent that is named, whether or not it has the object among its kids.
"""

from collections.abc import Mapping, Sequence

from signatures.trees import Key, PageTree, Place, Way

_FORM = (("/AcroForm",), ("/AcroForm", "/Fields"))
_BELOW_FORM = (("/Fields",), ("/Kids",))


def fields(holds: Mapping[Key, Sequence[Place]], catalog: Key) -> dict[Key, Key]:
    """Whatever lies in the tree of form fields, each with the object of the field (or of the form) above it."""
    places = holds.get(catalog, ())
    owners = {target: catalog for target, place in places if place[:2] in _FORM}
    waiting = list(owners)
    while waiting:
        holder = waiting.pop()
        for target, place in holds.get(holder, ()):
            if target not in owners and (place[:1] in _BELOW_FORM or _in_array(place)):
                owners[target] = owners[holder] if _in_array(place) else holder
                waiting.append(target)
    return owners


def told_apart(
    parents: Mapping[Key, Sequence[Place]], pages: PageTree, owners: Mapping[Key, Key]
) -> tuple[set[Key], dict[Key, list[Place]]]:
    """What is named as a parent and is none: by pages and fields, for readers inherit from there all the same;
    and by whatever else, with its place, for there it is used like anything else."""
    false: set[Key] = set()
    uses: dict[Key, list[Place]] = {}
    for one, named in parents.items():
        above = _above(one, pages) if one in pages.entrances else owners.get(one)
        for parent, place in named:
            in_itself = place[0] == "/Kids"  # of a kid that stands in the object itself
            if above is None or not (in_itself or place == ("/Parent",) or _in_array(place)):
                uses.setdefault(one, []).append((parent, place))
            elif parent != (one if in_itself else above):
                false.add(parent)
    return false, uses


def _above(page: Key, pages: PageTree) -> Key:
    """The node above a node of the page tree, past the arrays between them."""
    holder = pages.entrances[page][0]
    while holder not in pages.nodes and holder in pages.entrances:
        holder = pages.entrances[holder][0]
    return holder


def _in_array(place: Way) -> bool:
    return bool(place) and isinstance(place[0], int)
