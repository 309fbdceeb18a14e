"""The portal's own rows. Evidence of dossiers is not here but in `dermadocs.store`."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from dermadocs.portal.accounts.rows import AccountChange as AccountChange
from dermadocs.portal.roles import RIGHTS, Right
from dermadocs.portal.room import rows as room_rows

__all__ = ["Member", "Members", "room_rows"]


class Members(BaseUserManager["Member"]):
    """Makes accounts: by a manager, or on the command line."""

    def enrol(self, *, email: str, name: str, role: str, practitioner: str = "", password: str | None = None) -> Member:
        """A new account; without a password until its owner has set one."""
        from allauth.account.models import EmailAddress  # it needs the accounts first

        member = self.model(email=self.normalize_email(email).lower(), name=name, role=role, practitioner=practitioner)
        member.set_password(password)
        member.save(using=self._db)
        # whoever invites answers for the address; one that is not verified may have no second factor
        EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
        return member


class Member(AbstractBaseUser):
    """Somebody who works at the practice, known by e-mail."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=[(role, role) for role in RIGHTS])
    practitioner = models.CharField(max_length=64, blank=True)
    """Of a surgeon: the id under which the papers name them."""
    is_active = models.BooleanField(default=True)

    objects: ClassVar[Members] = Members()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    @property
    def rights(self) -> frozenset[Right]:
        """What the role of this person allows."""
        return RIGHTS.get(self.role, frozenset())

    def __str__(self) -> str:
        return self.name


from dermadocs.portal.contacts import ContactRequest  # noqa: E402, F401  (Django finds rows here)
from dermadocs.portal.drafts import WorkingDraft  # noqa: E402, F401
