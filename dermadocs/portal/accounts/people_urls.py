"""The addresses of the page of accounts."""

from __future__ import annotations

from django.urls import path

from dermadocs.portal.accounts import people

app_name = "people"
urlpatterns = [
    path("", people.index, name="index"),
    path("invite", people.invite, name="invite"),
    path("<int:member>/role", people.role, name="role"),
    path("<int:member>/close", people.close, name="close"),
    path("<int:member>/reopen", people.reopen, name="reopen"),
    path("<int:member>/reset", people.reset, name="reset"),
]
