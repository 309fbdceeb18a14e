"""Somebody who asked for contact, before there is an estimate: what they told of themselves, and no health detail."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta

from dermadocs.domain.facts import CountryCode, Email, Fact, LanguageCode, Name, Phone, Short
from dermadocs.domain.people import Address


class Newcomer(Fact, frozen=True, kw_only=True):
    """A patient to be; what an estimate needs besides (title, address) may still be missing."""

    title: Name | None
    family_name: Name
    given_names: Name
    native_name: Short | None
    """The whole name in its own script, when that is not Latin."""
    birth_date: date
    country: CountryCode
    address: Address | None
    language: LanguageCode
    time_zone: Annotated[str, Meta(min_length=3, max_length=64)]
    email: Email | None
    phone: Phone | None
    zone: Short | None
    """Which part of the body the request is about, in the person's own neutral words."""
