"""Messages wait in the outbox with their act, are sent by one worker at a time, and are given up at last, never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from store_world import START, requested

from dermadocs.domain.kept import Summary
from dermadocs.domain.message import Message
from dermadocs.domain.timeline import GENESIS, append
from dermadocs.errors import Busy
from dermadocs.store import models, outbox
from dermadocs.store.archive import Archive

NAME = "2026-0001"
LATER = START + timedelta(minutes=1)


def invitation(key: str = "a") -> Message:
    return Message(key, "invitation", NAME, "patient", START)


def keep(archive: Archive, *messages: Message, head: str = GENESIS) -> None:
    summary = Summary(NAME, "DRAFT", "", "", START, None, None)
    archive.commit(summary, head, append((), requested()), [], b"token", messages)


def alias(archive: Archive) -> str:
    return archive._alias


def test_a_message_is_recorded_with_its_act(archive: Archive) -> None:
    keep(archive, invitation())
    claimed = outbox.claim(alias(archive), LATER)
    assert claimed is not None
    assert (claimed.kind, claimed.dossier_id, claimed.person) == ("invitation", NAME, "patient")


def test_an_act_that_is_refused_tells_nobody(archive: Archive) -> None:
    with pytest.raises(Busy):
        keep(archive, invitation(), head="f" * 64)
    assert outbox.claim(alias(archive), LATER) is None


def test_nothing_is_sent_before_it_is_due(archive: Archive) -> None:
    keep(archive, invitation())
    assert outbox.claim(alias(archive), START - timedelta(seconds=1)) is None


def test_one_worker_at_a_time_and_the_next_one_when_the_first_was_killed(archive: Archive) -> None:
    keep(archive, invitation())
    first = outbox.claim(alias(archive), LATER)
    assert first is not None
    assert outbox.claim(alias(archive), LATER) is None
    second = outbox.claim(alias(archive), LATER + outbox.LEASE + timedelta(seconds=1))
    assert second is not None
    assert not outbox.done(alias(archive), first, LATER), "who outlived the lease has no say"
    assert outbox.done(alias(archive), second, LATER)
    assert models.Message.objects.using(alias(archive)).get().state == "done"


def test_a_failure_is_tried_again_later_and_given_up_at_last(archive: Archive) -> None:
    keep(archive, invitation())
    now = LATER
    for attempt in range(outbox.MOST):
        claimed = outbox.claim(alias(archive), now)
        assert claimed is not None, attempt
        outbox.failed(alias(archive), claimed, now, "no route to host")
        assert outbox.claim(alias(archive), now) is None, "not at once"
        now += timedelta(hours=2)
    assert outbox.claim(alias(archive), now) is None
    dead = models.Message.objects.using(alias(archive)).get()
    assert (dead.state, dead.error) == ("dead", "no route to host")
    assert outbox.again(alias(archive), dead.key, now)
    assert outbox.claim(alias(archive), now) is not None


def test_the_same_message_twice_is_one(archive: Archive) -> None:
    keep(archive, invitation(), invitation())
    assert models.Message.objects.using(alias(archive)).count() == 1
