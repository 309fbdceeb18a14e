"""A heap against what was sent: each sheet in exactly one place, and the pack's state by what people decided."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dermadocs.domain.sheet import Pack, Sheet
from dermadocs.paper.reconcile import UNKNOWN, Awaited, Image, Place, reconcile

HERE, THERE, OLD = "AAAAAAAA", "BBBBBBBB", "CCCCCCCC"
REVISION, BEFORE = "0a1b2c3d", "ffffffff"


def places(handle: str = HERE, pages: int = 3) -> list[Place]:
    return [Place(handle, page, "estimate", REVISION, pages) for page in range(1, pages + 1)]


PACK = Awaited("2026-0001/1", places(), places(THERE), frozenset({(OLD, BEFORE)}))


def sheet(
    page: int | None = 1, handle: str | None = HERE, status: Any = "clean", file: str = "a", **other: Any
) -> Sheet:
    told: dict[str, Any] = {
        "revision": REVISION if handle else None,
        "page": page or 1,
        "differences": (),
        "boxes": (),
        "grade": "good",
        **other,
    }
    named = {"document": "estimate" if handle else None, "page_number": page, "page_count": 3 if handle else None}
    return Sheet(file=f"{file}.pdf", sha256=(file * 64)[:64], status=status, handle=handle, **named, **told)


def image(one: Sheet) -> Image:
    return Image(one.sha256, one.page)


def only(packs: list[Pack]) -> Pack:
    (pack,) = packs
    return pack


def test_a_whole_pack_in_any_order_waits_for_eyes() -> None:
    pack = only(reconcile([PACK], [sheet(3), sheet(1), sheet(2)]))
    assert (pack.status, pack.missing, pack.duplicate, pack.foreign) == ("to_review", (), (), ())


def test_what_lacks_is_named_by_its_page() -> None:
    pack = only(reconcile([PACK], [sheet(1), sheet(3)]))
    assert (pack.status, [one.page_number for one in pack.missing]) == ("waiting", [2])


def test_the_copy_that_the_patient_keeps_may_come_back_and_is_not_missed() -> None:
    pack = only(reconcile([PACK], [sheet(1), sheet(2), sheet(3), sheet(1, THERE)]))
    assert (pack.status, pack.missing, pack.foreign) == ("to_review", (), ())


def test_the_better_of_two_images_is_in_the_place_and_the_other_a_duplicate() -> None:
    poor, good = sheet(1, status="too_poor", file="a"), sheet(1, file="b")
    pack = only(reconcile([PACK], [poor, good, sheet(2), sheet(3)]))
    assert [one.file for one in pack.duplicate] == ["a.pdf"]


def test_a_sheet_of_a_replaced_revision_is_never_in_the_place() -> None:
    old = sheet(2, OLD, revision=BEFORE, status="superseded_revision")
    same_handle = sheet(3, revision=BEFORE)
    pack = only(reconcile([PACK], [sheet(1), old, same_handle]))
    assert [one.page_number for one in pack.missing] == [2, 3]
    assert len(pack.superseded) == 2
    assert pack.foreign == ()


def test_two_dossiers_in_one_heap_are_parted() -> None:
    other = Awaited("2026-0002/1", places("DDDDDDDD"))
    first, second = reconcile([PACK, other], [sheet(1), sheet(1, "DDDDDDDD"), sheet(2), sheet(3), sheet(2, "EEEEEEEE")])
    assert (first.status, second.status) == ("to_review", "waiting")
    assert [one.handle for one in first.foreign] == ["EEEEEEEE"] == [one.handle for one in second.foreign]


def test_a_heap_without_any_sheet_of_ours_is_told_too() -> None:
    pack = only(reconcile([], [sheet(None, None, "unidentified"), sheet(1, "EEEEEEEE", "foreign")]))
    assert (pack.pack, pack.status) == (UNKNOWN, "waiting")
    assert (len(pack.unidentified), len(pack.foreign)) == (1, 1)


def test_a_pack_is_accepted_when_people_accepted_each_page() -> None:
    heap = [sheet(1), sheet(2), sheet(3)]
    some = {image(heap[0]): "accept", image(heap[1]): "accept"}
    assert only(reconcile([PACK], heap, some)).status == "to_review"  # type: ignore[arg-type]
    assert only(reconcile([PACK], heap, {**some, image(heap[2]): "accept"})).status == "accepted"  # type: ignore[dict-item]
    assert only(reconcile([PACK], heap, {**some, image(heap[2]): "ask_again"})).status == "refused_asked_again"  # type: ignore[dict-item]


def test_a_page_sent_again_and_accepted_heals_the_pack() -> None:
    heap = [sheet(1), sheet(2, file="a"), sheet(3), sheet(2, file="b")]
    said: Any = {image(one): "accept" for one in heap} | {image(heap[1]): "ask_again"}
    assert only(reconcile([PACK], heap, said)).status == "accepted"


def test_what_comes_after_its_ink_was_sealed_is_a_second_time() -> None:
    done = frozenset((place.handle, place.page) for place in PACK.due)
    pack = only(reconcile([Awaited("p", PACK.due, done=done)], [sheet(1)]))
    assert (pack.status, pack.missing, len(pack.duplicate)) == ("accepted", (), 1)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, 1, 2, 3]),
            st.sampled_from([None, HERE, THERE, OLD, "EEEEEEEE"]),
            st.sampled_from(
                ["clean", "differs", "foreign", "unidentified", "superseded_revision", "two_pages_in_one_image"]
            ),
        ),
        max_size=9,
    )
)
def test_no_sheet_is_lost_and_none_counts_twice(drawn: list[tuple[Any, Any, Any]]) -> None:
    heap = [sheet(page, handle, status, file="abcdefghi"[n]) for n, (page, handle, status) in enumerate(drawn)]
    pack = only(reconcile([PACK], heap))
    told = [one.file for one in (*pack.duplicate, *pack.superseded, *pack.foreign, *pack.unidentified)]
    assert len(told) == len(set(told))
    placed = {(one.handle, one.page_number) for one in heap if one.file not in told}
    assert len(heap) == len(told) + len(placed)  # each place holds one
    assert placed <= {(handle, page) for handle in (HERE, THERE) for page in (1, 2, 3)}
    assert len(pack.missing) == 3 - sum(handle == HERE for handle, _ in placed)
