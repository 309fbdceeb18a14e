"""What is said of an act done in ink: the dates that a person read on the paper and on its envelope, and its copy.

The event itself is of the moment of recording, so that no chain is ever back-dated (docs/decisions/0026).
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from dermadocs.domain.facts import Fact, Sha256

PackNumber = Literal[1, 2]
"""1: estimate, information, notices; 2, from the gate on: acceptance and consent."""

COPY = "copy"
"""The kind of a file that is a reliable copy."""


class OnPaper(Fact, frozen=True, kw_only=True):
    """Civil days only: a paper tells no hour."""

    written_on: date
    """In the patient's hand, beside the signature."""
    posted_on: date | None
    """When the practice posted the pack; None: handed over in person."""
    registered_on: date | None
    """When the addressee signed for a registered letter; None for any other way."""
    arrived_on: date
    """When it was back at the practice."""
    copy: Sha256
    """The reliable copy in which it can be seen."""


def ink_of(event: object) -> OnPaper | None:
    """What an event says of its paper; None for one on a screen. The paper of an identity seen is another."""
    paper = getattr(event, "paper", None)
    return paper if isinstance(paper, OnPaper) else None
