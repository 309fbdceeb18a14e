"""Attacks on a signing service, family by family, and the tests that hold each: a family without one would be seen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]

FAMILIES: dict[str, tuple[str, ...]] = {
    "18 bytes signed are bytes stored, no client supplies the paper": (
        "store/test_archive.py::test_bytes_that_are_not_those_of_their_name_are_damage",
    ),
    "19 one person's or dossier's things asked for by another": (
        "portal/test_security_permissions.py::test_every_address_as_every_role",
        "portal/test_security_permissions.py::test_dossier_that_is_not_there_is_not_found",
    ),
    "21 order, double submit, two at the same moment": ("store/test_archive.py::test_two_at_the_same_head_one_wins",),
    "22 no way to complete without a sealed file; killed anywhere": (
        "store/test_crashes.py::test_killed_there_and_nothing_is_lost_or_done_twice",
        "portal/test_courier.py::test_killed_between_claim_send_and_record_sends_again_and_records_once",
    ),
    "23 start refuses sample keys, empty secrets, an open house": (
        "portal/test_security_start.py::test_start_refuses",
        "portal/test_security_start.py::test_unreachable_authority_of_time_is_refused",
        "portal/test_security_start.py::test_certificate_that_has_ended_is_refused",
        "portal/test_accounts.py::test_account_without_second_factor_opens_nothing_but_that_page",
    ),
    "24 a later signature never rewrites earlier bytes": (
        "signatures/test_refusals.py::test_what_was_appended_is_not_signed_along",
    ),
    "25 links: no referrer leak, not at rest": (
        "portal/test_security_web.py::test_headers",
        "portal/test_courier.py::test_link_is_not_kept_in_the_outbox",
    ),
    "26 what leaves goes to public addresses alone, once resolved": (
        "portal/test_sms_gateway.py::test_address_inside_a_private_network_is_refused_once_resolved",
        "portal/test_sms_gateway.py::test_public_address_is_kept_to",
    ),
    "27 text from outside is text": (
        "portal/test_audit_desk.py::test_script_in_a_file_name_is_text",
        "portal/test_security_web.py::test_page_has_no_script_or_style_of_its_own",
    ),
    "28 the log is append-only and chained; cuts and changes are found": (
        "domain/test_timeline.py::test_a_changed_entry_is_named",
        "domain/test_timeline.py::test_a_removed_inserted_or_moved_entry_is_named",
        "store/test_register.py::test_rows_removed_from_the_end_are_named_by_the_register",
    ),
    "30 nobody of the staff signs for a patient": (
        "portal/test_security_permissions.py::test_no_role_signs_for_a_patient",
    ),
}
"""Codes (20) and the evidence of each signer (29) belong to the signing room, and are held by its own tests."""


@pytest.mark.parametrize("family", FAMILIES)
def test_family_is_held_by_tests_that_are_there(family: str) -> None:
    for named in FAMILIES[family]:
        file, _, name = named.partition("::")
        assert re.search(rf"^\s*def {name}\(", (TESTS / file).read_text(), re.MULTILINE), named
