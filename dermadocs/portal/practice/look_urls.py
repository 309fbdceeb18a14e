"""Where one looks: board, dossier, registers, set-up."""

from __future__ import annotations

from django.urls import URLPattern, path

from dermadocs.portal.practice import board, doors, dossier, heaps, naming, registers, reviewing, setup

OF = "dossiers/<str:identifier>"
FILE = f"{OF}/files/<slug:sha256>"
urlpatterns: list[URLPattern] = [
    path("", board.index, name="index"),
    path("home", doors.first_door, name="home"),
    path("registers/", registers.estimates, name="registers"),
    path("registers/digests", registers.digests, name="digests"),
    path("setup/", setup.page, name="setup"),
    path("search", board.search, name="search"),
    path("post/", heaps.post, name="post"),
    path("post/<slug:name>", heaps.heap, name="heap"),
    path("post/<slug:heap>/<slug:key>", naming.name, name="name"),
    path("post/<slug:heap>/<slug:key>.png", naming.loose, name="loose"),
    path(f"{OF}/review", reviewing.review, name="review"),
    path(f"{OF}/sheets/<slug:key>", reviewing.sheet, name="sheet"),
    path(f"{OF}/sheets/<slug:key>/scan.png", reviewing.scan, name="sheet-scan"),
    path(f"{OF}/sheets/<slug:key>/original.png", reviewing.original, name="sheet-original"),
    path(f"{OF}/", dossier.page, name="dossier"),
    path(f"{OF}/evidence", dossier.evidence, name="evidence"),
    path(f"{OF}/looks", dossier.watched, name="looks"),
    path(FILE, dossier.file, name="file"),
    path(f"{FILE}/pages", dossier.pages, name="pages"),
    path(f"{FILE}/page-<int:number>.png", dossier.picture, name="picture"),
]
