"""The families of attacks on signed PDF files, 1 to 17: which forgeries stand for each, or which tests do.

A forgery takes a signed file of the story and gives another one; each is tried after the first act and on the
finished file, as our own class of document and as a file of others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import forgery_slots as slots
from forgery_changes import CHANGES, STRIPPED
from forgery_prepared import ACTIVE, DRAWN, SHADOWS
from forgery_spelling import SPELLINGS
from forgery_tail import TAILS
from forgery_titles import TITLES
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from verify_world import byte_range, update

BROKEN = frozenset({"COVERAGE", "SIGNATURE_BROKEN"})
COVERED = frozenset({"COVERAGE"})
CHANGED = frozenset({"CHANGED_AFTER_SIGNING"})
UNREAD = frozenset({"UNREADABLE", "ENCRYPTED"})


@dataclass(frozen=True)
class Forgery:
    """At least one of `own` is among the reasons for our own class of files, one of `foreign` for those of others.

    `foreign` of None: nothing that anyone sees was altered; the report only mentions it.
    """

    title: str
    make: Callable[[bytes], bytes]
    own: frozenset[str]
    foreign: frozenset[str] | None
    only_last: bool = False  # needs more than one signature


@dataclass(frozen=True)
class Family:
    """One line of the list of attacks."""

    number: int
    name: str
    forgeries: tuple[Forgery, ...] = ()
    tests: tuple[str, ...] = ()  # "module::test" in which the rest of the family is tried, names without .py


def _each(makers: dict[str, slots.Make], own: frozenset[str], foreign: frozenset[str]) -> tuple[Forgery, ...]:
    return tuple(Forgery(title, make, own, foreign) for title, make in makers.items())


# What the appended change is called in our own class, beside the missing coverage. Others: changed after signing.
NAMED = {
    "other_price": "PAGES_CHANGED",
    "other_font": "PAGES_CHANGED",
    "one_page_less": "PAGES_CHANGED",
    "turned_page": "PAGES_CHANGED",
    "free_text": "UNKNOWN_ANNOTATION",
    "sneaky_field": "UNKNOWN_FIELD",
    "hidden_field": "UNKNOWN_FIELD",
    **{change.__name__: "METADATA_CHANGED" for change in TITLES},
    "other_info": "METADATA_CHANGED",
    "other_marking": "METADATA_CHANGED",
    "script": "ACTIVE_CONTENT",
    "layers": "ACTIVE_CONTENT",
    "no_certification": "NOT_CERTIFIED",
}


def _appended() -> tuple[Forgery, ...]:
    made = []
    for change in CHANGES:
        title = change.__name__
        own = frozenset({NAMED.get(title, "CHANGED_AFTER_SIGNING")})
        foreign = None if title == "orphan_only" else CHANGED | {"METADATA_CHANGED"}
        made.append(Forgery(title, lambda pdf, change=change: update(pdf, change), own, foreign))  # type: ignore[misc]
    return tuple(made)


def _removed() -> tuple[Forgery, ...]:
    return tuple(
        Forgery(change.__name__, lambda pdf, change=change: update(pdf, change), CHANGED, CHANGED)  # type: ignore[misc]
        for change in STRIPPED
    )


def _hybrid(pdf: bytes) -> bytes:
    """A last revision with two tables, of which old and new readers choose one each."""
    made = update(pdf, lambda writer: writer.update_root())
    place = int(pdf.rsplit(b"startxref", 1)[1].split()[0])
    return made[: len(pdf)] + made[len(pdf) :].replace(b"/Prev", b"/XRefStm %d /Prev" % place)


def _encrypted(pdf: bytes) -> bytes:
    made = update(pdf, lambda writer: writer.update_root())
    mark = b"/Encrypt<</Filter/Standard/V 1/R 2/O(x)/U(x)/P -1>>/Prev"
    return made[: len(pdf)] + made[len(pdf) :].replace(b"/Prev", mark)


def _reused(writer: IncrementalPdfFileWriter) -> None:
    fields = writer.root["/AcroForm"]["/Fields"]
    fields[-1]["/V"] = fields[0].raw_get("/V")
    writer.update_container(fields[-1])


def _copied_back(pdf: bytes) -> bytes:
    """The newest slot filled with the envelope of the first signature."""
    _, first, end, _ = byte_range(pdf, 0)
    _, a, b, _ = byte_range(pdf)
    digits = pdf[first + 1 : end - 1].rstrip(b"0")[: b - a - 2]
    return pdf[: a + 1] + digits.ljust(b - a - 2, b"0") + pdf[b - 1 :]


FAMILIES: tuple[Family, ...] = (
    Family(
        1,
        "ByteRange",
        (
            *_each(slots.RANGES, BROKEN, BROKEN),
            Forgery("a comment inside", slots.commented, BROKEN, BROKEN),
            Forgery("two Contents", slots.two_contents, BROKEN | UNREAD, BROKEN),
        ),
        ("test_foreign_files::test_coverage_that_is_not_the_whole_revision",),
    ),
    Family(
        2,
        "forgery by absence",
        (
            *_each(slots.CONTENTS, BROKEN | UNREAD, BROKEN | UNREAD),
            *_removed(),
            Forgery("emptied", slots.emptied, BROKEN, BROKEN | {"NO_SIGNATURE"}),
        ),
        ("test_forgeries::test_signature_of_another_in_the_same_field",),
    ),
    Family(
        3,
        "wrapping",
        (
            *_each(slots.WRAPPINGS, COVERED, COVERED),
            Forgery("another document behind", slots.sheltered, COVERED, COVERED),
        ),
    ),
    Family(
        4,
        "appended revision",
        _appended(),
        (
            "test_forgeries::test_revision_slipped_in_before_a_later_signature",
            "test_families::test_fields_drawn_otherwise_than_they_were_signed",
            "test_families::test_fields_drawn_otherwise_beside_one_that_is_filled",
        ),
    ),
    Family(5, "shadow contents", tests=("test_families::test_shadow", "test_families::test_shadow_before_it_is_set_off", "test_aside::test_what_was_prepared_is_sound_until_it_is_set_off")),
    Family(
        6,
        "drawn over what was certified",
        tests=(
            "test_families::test_drawn_over_what_was_certified",
            "test_foreign_kinds::test_field_drawn_after_the_first_signature_is_left_to_the_eye",
            "test_foreign_kinds::test_field_drawn_by_a_kid_without_a_name",
        ),
    ),
    Family(
        7,
        "unusual containers",
        (
            Forgery("hybrid", _hybrid, UNREAD, CHANGED | COVERED | UNREAD),
            Forgery("encrypted", _encrypted, UNREAD, UNREAD),
            Forgery("words before the beginning", lambda pdf: b"words\n" + pdf, UNREAD, UNREAD),
            *_each(TAILS | SPELLINGS, COVERED | UNREAD, CHANGED | UNREAD),
        ),
        (
            "test_foreign_kinds::test_price_changed_in_any_kind_of_file",
            "test_foreign_kinds::test_sound_file",
            "test_tail::test_tail_that_readers_take_in_two_ways",
        ),
    ),
    Family(
        8,
        "one signature, several places",
        (
            Forgery("one value in two fields", lambda pdf: update(pdf, _reused), COVERED, COVERED),
            Forgery("an envelope copied from an earlier signature", _copied_back, BROKEN, BROKEN, only_last=True),
        ),
        (
            "test_forgeries::test_timestamp_copied_from_another_document",
            "test_forgeries::test_contents_of_two_signatures_swapped",
            "test_foreign_files::test_two_signers_in_one_signature",
        ),
    ),
    Family(
        9,
        "CMS",
        (
            Forgery(
                "bytes behind it in its slot",
                slots.trailing,
                frozenset({"ENVELOPE_NOT_CANONICAL"}),
                frozenset({"ENVELOPE_NOT_CANONICAL"}),
            ),
        ),
        (
            "test_foreign_files::test_no_signed_attributes",
            "test_foreign_files::test_content_of_its_own",
            "test_foreign_files::test_signed_attributes_that_lie",
            "test_foreign_files::test_key_of_another",
            "test_foreign_kinds::test_sound_file",  # SHA-1, BER
            "test_envelope::test_other_spelling_of_the_cms",
        ),
    ),
    Family(
        10,
        "chains",
        tests=(
            "test_certificates::test_chain_that_rfc_5280_forbids",
            "test_pkits::test_path_and_revocation",
            "test_chain::test_one_shot_certificate_used_after_it_ended",
        ),
    ),
    Family(
        11,
        "revocation",
        tests=(
            "test_revocation::test_answer_older_than_the_use",
            "test_revocation::test_answers_of_those_who_may_not_answer",
            "test_revocation::test_list_of_another_authority_with_the_same_name",
            "test_revocation::test_current_list_covers_and_a_stale_one_does_not",
            "test_revocation::test_list_issued_after_a_certificate_ended_says_nothing_about_it",
            "test_pkits::test_path_and_revocation",
        ),
    ),
    Family(
        12,
        "timestamps",
        tests=(
            "test_foreign_files::test_timestamp_over_another_signature",
            "test_clock::test_authority_that_does_not_answer_properly",
            "test_clock::test_answer_to_another_question",
            "test_clock::test_a_unit_must_do_nothing_but_timestamps",
            "test_certificates::test_timestamp_anchor_is_for_clocks_alone",
        ),
    ),
    Family(
        13,
        "bombs and loops",
        tests=("test_bad_input::test_one_line_each_and_the_next_file_goes_on", "test_sandbox::test_hostile_file_is_unreadable_and_the_next_one_is_judged"),
    ),
    Family(14, "active content", tests=("test_families::test_active_content",)),
    Family(
        15,
        "any byte, any tail",
        tests=(
            "test_forgeries::test_any_bit_of_the_finished_file",
            "test_forgeries::test_any_tail_is_reported",
            "test_mutations::test_any_change_of_structure",
        ),
    ),
    Family(
        16,
        "cryptography",
        tests=(
            "test_crypto_vectors::test_ecdsa",
            "test_crypto_vectors::test_rsa",
            "test_foreign_files::test_sha1_in_the_algorithm_of_the_signature",
            "test_foreign_files::test_sha1_in_the_algorithm_of_a_timestamp",
        ),
    ),
    Family(17, "two validators", tests=("test_two_readers::test_a_file_of_ours_stays_ours_when_its_record_is_hidden",)),
)  # fmt: skip
__all__ = ["ACTIVE", "DRAWN", "FAMILIES", "SHADOWS", "Family", "Forgery"]
