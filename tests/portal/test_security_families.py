"""Attacks on a signing service, family by family, and the tests that hold each: a family without one would be seen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]

FAMILIES: dict[str, tuple[str, ...]] = {
    "18 bytes signed are bytes stored, no client supplies the paper": (
        "store/test_archive.py::test_bytes_that_are_not_those_of_their_name_are_damage",
        "portal/test_security_signing.py::test_what_is_signed_is_what_is_kept_whatever_a_browser_sends",
        "portal/test_security_signing.py::test_no_page_of_the_room_takes_a_file",
    ),
    "19 one person's or dossier's things asked for by another": (
        "portal/test_security_permissions.py::test_every_address_as_every_role",
        "portal/test_security_permissions.py::test_dossier_that_is_not_there_is_not_found",
        "portal/test_security_strangers.py::test_every_address_of_the_room_with_what_belongs_to_another",
        "portal/test_security_strangers.py::test_same_names_give_ones_own_files",
        "portal/test_security_strangers.py::test_link_of_another_shows_nothing_until_their_own_code_comes_back",
        "portal/test_security_strangers.py::test_code_of_another_signs_nothing",
        "portal/test_security_strangers.py::test_device_that_waits_for_another_signs_nothing_here",
        "portal/test_security_strangers.py::test_roles_get_nothing_of_a_dossier_that_they_may_not_open",
        "portal/test_security_strangers.py::test_form_of_one_dossier_does_nothing_on_another",
    ),
    "20 codes: of chance, bound, single, short-lived, counted through a kill, never logged": (
        "portal/test_security_signing.py::test_code_is_over_after_ten_minutes",
        "portal/test_security_signing.py::test_code_is_good_once",
        "portal/test_security_signing.py::test_newer_code_ends_the_older_one",
        "portal/test_security_signing.py::test_wrong_codes_are_counted_through_a_kill",
        "portal/test_security_signing.py::test_tries_at_the_same_moment_are_counted_each",
        "portal/test_security_signing.py::test_chance_is_the_systems_and_figures_are_compared_in_equal_time",
        "portal/test_security_signing.py::test_nothing_of_all_this_was_said_to_the_log",
        "portal/test_room_entry.py::test_ten_wrong_codes_lock_a_dossier_until_the_practice_invites_again",
        "portal/test_room_acts.py::test_code_of_one_act_does_not_sign_another_paper",
        "portal/test_room_half_signed.py::test_estimate_that_a_surgeon_has_not_signed_yet_is_not_the_patients",
    ),
    "21 order, double submit, two at the same moment, after the end": (
        "store/test_archive.py::test_two_at_the_same_head_one_wins",
        "portal/test_room_acts.py::test_two_tabs_that_sign_at_once_are_one_act",
        "portal/test_room_half_signed.py::test_two_tabs_with_codes_of_their_own_are_one_act",
        "portal/test_room_acts.py::test_before_the_gate_an_acceptance_is_refused_and_noted",
        "portal/test_security_signing.py::test_decline_and_acceptance_at_the_same_moment_are_told_in_one_order",
        "portal/test_security_signing.py::test_nothing_is_signed_after_the_end",
    ),
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
        "portal/test_security_signing.py::test_what_is_signed_is_what_is_kept_whatever_a_browser_sends",
    ),
    "25 links: of chance, revocable, safe from scanners, no referrer leak, not at rest": (
        "portal/test_security_signing.py::test_links_are_of_chance_and_all_different",
        "portal/test_security_signing.py::test_link_ends_after_fourteen_days",
        "portal/test_security_signing.py::test_scanner_of_mail_uses_no_link_up",
        "portal/test_security_signing.py::test_secret_of_a_link_stays_on_this_site",
        "portal/test_room_entry.py::test_newer_link_ends_the_older_one",
        "portal/test_room_entry.py::test_secrets_are_not_kept",
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
    "29 the evidence of each signer shows no other signer's data": (
        "portal/test_room_trouble.py::test_interpreter_attests_before_the_patient_can_consent",
        "portal/test_room_holding.py::test_each_holds_what_they_may",
        "portal/test_room_half_signed.py::test_act_in_progress_is_not_shown_to_the_practice_nor_done_twice",
    ),
    "30 nobody of the staff signs for a patient": (
        "portal/test_security_permissions.py::test_no_role_signs_for_a_patient",
    ),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_family_is_held_by_tests_that_are_there(family: str) -> None:
    for named in FAMILIES[family]:
        file, _, name = named.partition("::")
        assert re.search(rf"^\s*def {name}\(", (TESTS / file).read_text(), re.MULTILINE), named
