"""The act, as precisely as the arrêté asks: nature, zone, technique, one anaesthesia (ARR1996-2-05)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from dermadocs.domain.facts import Fact, Identifier, Long, Short
from dermadocs.domain.people import Reference


class Stay(StrEnum):
    """How long the patient stays."""

    OUTPATIENT = "outpatient"
    OVERNIGHT = "overnight"


class Anaesthesia(StrEnum):
    """One choice: an estimate for "local or general" is not precise (Q13: one estimate a variant)."""

    NONE = "none"
    LOCAL = "local"
    LOCAL_SEDATION = "local_sedation"
    REGIONAL = "regional"
    GENERAL = "general"


class Purpose(StrEnum):
    """Why the act is done; it decides VAT (VAT-01 to VAT-03)."""

    AESTHETIC = "aesthetic"
    THERAPEUTIC = "therapeutic"


class Procedure(Fact, frozen=True, kw_only=True):
    """The planned act. `implant_days` is how long a product stays in the body (notice above 30)."""

    code: Identifier
    act: Short
    zone: Short
    technique: Long
    indication: Long
    stay: Stay
    duration_minutes: Annotated[int, Meta(ge=1, le=1440)]
    anaesthesia: Anaesthesia
    purpose: Purpose
    implant_days: Annotated[int, Meta(ge=0, le=40000)]
    information_sheet: Reference


NEEDS_CONSULTATION = frozenset({Anaesthesia.REGIONAL, Anaesthesia.GENERAL})
"""Anaesthesia that needs a consultation 48 h before (CSP-GA-01)."""
