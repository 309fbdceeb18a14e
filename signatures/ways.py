"""The ways from the trailer to an object, over references alone.

Page tree nodes are entered by their place in the tree alone, structure elements through the structure tree alone
(the conventions of pyHanko's difference analysis). A way is kept as its last link, for a long outline has ways as
long as itself; it is written out when somebody asks. Only objects that can lead to what is likely to be asked about
are walked through; whoever asks about another one has the whole document walked.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pyhanko.pdf_utils import misc

from signatures.errors import TooLarge
from signatures.trees import TRAILER, Key, PageTree, Place, StructureTree, Way

MAX_WAYS = 300_000  # in one revision; more means a document built to exhaust its reader
MAX_SPENT = 8_000_000
"""What all revisions together may cost, in steps of ways that are written out. An honest text of twenty thousand parts,
of which thirty revisions each write a page again, costs as much."""
_LINK, _WAY = 6, 16  # steps in whose time a reference is followed, and a way made, however short it is
ASIDE: Way = ("/Root", "/Parent")  # stands for every way through a false parent: no rule allows it
STRUCTURE: Way = ("/Root", "/StructTreeRoot", "/K")
Link = tuple["Link | None", Way]  # the end of a way: what leads to the object that holds the reference, and its place


class Spent:
    """What a file has cost so far, in all its revisions: many small ones are no cheaper than a large one."""

    def __init__(self) -> None:
        self._steps = 0

    @property
    def links_left(self) -> int:
        """How many references may still be followed."""
        return (MAX_SPENT - self._steps) // _LINK

    def walk(self, links: int) -> None:
        """Raises TooLarge."""
        self._spend(links * _LINK)

    def write(self, steps: int) -> None:
        """Raises TooLarge."""
        self._spend(steps + _WAY)

    def _spend(self, steps: int) -> None:
        self._steps += steps
        if self._steps > MAX_SPENT:
            raise TooLarge("the objects of this document are used in too many ways, in all revisions together")


class Ways:
    """The ways of one revision.

    `holds` are the references in each object and where they stand, `holders` says what holds an object, `unreadable`
    are the objects of which nobody knows; `aside` is what a false parent leads to, `likely` what will be asked about;
    what this costs is counted in `spent`.
    """

    def __init__(
        self,
        holds: Mapping[Key, Sequence[Place]],
        holders: Callable[[Key], Iterable[Key]],
        unreadable: set[Key],
        pages: PageTree,
        structure: StructureTree,
        aside: set[Key],
        likely: set[Key],
        spent: Spent,
    ) -> None:
        self._holds, self._holders, self._unreadable = holds, holders, unreadable
        self._pages, self._entrances = pages
        self._structure = structure.elements
        self._not_uses = pages.nodes | structure.passed  # by the /P of a structure element
        self._aside, self._likely, self._spent = aside, likely, spent
        self.whole = False
        """Whether the whole document was walked."""
        self._found: dict[Key, list[Link]] | None = None

    def to(self, target: Key) -> Iterator[Way]:
        """All ways to an object that pass no object twice. Raises PdfReadError if there are too many."""
        if not self.whole and target not in self._likely:
            self.whole, self._found = True, None
        if self._found is None:
            self._found = self._walk(None if self.whole else self._leading_to(self._likely))
        if target in self._aside:
            yield ASIDE
        yield from map(_written_out, self._found.get(target, ()))

    def _leading_to(self, targets: set[Key]) -> set[Key]:
        """All objects by which a way may pass that ends at one of `targets`; what cannot be read may lead anywhere."""
        leading = set(self._unreadable)
        waiting = [holder for target in targets for holder in self._holders(target)] + list(leading)
        while waiting:
            one = waiting.pop()
            leading.add(one)
            entered_from = [self._entrances[one][0]] if one in self._pages else self._holders(one)
            waiting += [holder for holder in entered_from if holder not in leading]
        return leading

    def _walk(self, through: set[Key] | None) -> dict[Key, list[Link]]:
        """The ways found by passing objects in `through` alone; None: any object."""
        found: dict[Key, list[Link]] = {}
        passed: set[Key] = set()
        count, most = 0, min(MAX_WAYS, self._spent.links_left)
        levels = [_Level(TRAILER, None, (), False, True, iter(self._holds.get(TRAILER, ())))]
        while levels:
            level = levels[-1]
            for target, inner in level.left:
                if target in passed:
                    continue
                beginning = level.beginning + inner if len(level.beginning) < len(STRUCTURE) else level.beginning
                inside = level.structural or beginning[: len(STRUCTURE)] == STRUCTURE
                if inside and inner[-1:] == ("/P",) and target in self._not_uses:
                    continue
                link = (level.link, inner)
                if through is None or target in self._likely:
                    found.setdefault(target, []).append(link)
                count += 1
                if count > most:
                    self._spent.walk(count)
                    raise misc.PdfReadError("the objects of this document are used in too many ways to be judged")
                if through is not None and target not in through:
                    continue
                canonical = level.canonical and self._entrances.get(target) == (level.here, inner)
                if (target in self._pages and not canonical) or (target in self._structure and not inside):
                    continue
                if target in self._unreadable:
                    self._spent.walk(count)
                    raise misc.PdfReadError(f"object {target} cannot be read")
                passed.add(target)
                levels.append(_Level(target, link, beginning, inside, canonical, iter(self._holds.get(target, ()))))
                break
            else:
                passed.discard(level.here)
                levels.pop()
        self._spent.walk(count)
        return found


class _Level(NamedTuple):
    """How deep the walk is: an object, and what is still to be followed from it."""

    here: Key
    link: Link | None  # the way to it
    beginning: Way  # of that way: three steps or more, as far as there are any
    structural: bool  # whether it lies in the structure tree
    canonical: bool  # whether the way is that of the page tree so far
    left: Iterator[Place]


def _written_out(link: Link | None) -> Way:
    parts = []
    while link is not None:
        link, inner = link
        parts.append(inner)
    return tuple(step for inner in reversed(parts) for step in inner)
