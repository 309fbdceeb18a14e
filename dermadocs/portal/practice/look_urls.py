"""Where one looks: board, dossier, registers, set-up."""

from __future__ import annotations

from django.urls import URLPattern, path

from dermadocs.portal.practice import board, doors, dossier, registers, setup

OF = "dossiers/<str:identifier>"
FILE = f"{OF}/files/<slug:sha256>"
urlpatterns: list[URLPattern] = [
    path("", board.index, name="index"),
    path("home", doors.first_door, name="home"),
    path("registers/", registers.estimates, name="registers"),
    path("registers/digests", registers.digests, name="digests"),
    path("setup/", setup.page, name="setup"),
    path("search", board.search, name="search"),
    path(f"{OF}/", dossier.page, name="dossier"),
    path(f"{OF}/evidence", dossier.evidence, name="evidence"),
    path(f"{OF}/looks", dossier.watched, name="looks"),
    path(FILE, dossier.file, name="file"),
    path(f"{FILE}/pages", dossier.pages, name="pages"),
    path(f"{FILE}/page-<int:number>.png", dossier.picture, name="picture"),
]
