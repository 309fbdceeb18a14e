"""Where one acts: a new patient, the estimate, every step of a dossier."""

from __future__ import annotations

from django.urls import URLPattern, path

from dermadocs.portal.practice import acts, editor, patients, preview
from dermadocs.portal.practice.steps import all_steps

OF = "dossiers/<str:identifier>"

urlpatterns: list[URLPattern] = [
    path("demands/", patients.demands, name="demands"),
    path("demands/<int:number>/enter", patients.enter, name="enter"),
    path("demands/<int:number>/set-aside", patients.set_aside, name="set-aside"),
    path("dossiers/new", patients.new, name="new"),
    path(f"{OF}/entered", patients.entered, name="entered"),
    path(f"{OF}/patient", patients.patient, name="patient"),
    path(f"{OF}/steps", acts.steps, name="steps"),
    path(f"{OF}/answers", acts.answers, name="answers"),
    path(f"{OF}/done/<slug:slug>", acts.done, name="done"),
    path(f"{OF}/estimate", editor.estimate, name="estimate"),
    path(f"{OF}/estimate/check", editor.check, name="estimate-check"),
    path(f"{OF}/estimate/draft.pdf", preview.draft_pdf, name="draft-pdf"),
    path(f"{OF}/estimate/pages", preview.draft_pages, name="draft-pages"),
    path(f"{OF}/estimate/page-<int:number>.png", preview.draft_page, name="draft-page"),
    *(path(f"{OF}/{slug}", acts.view_of(slug), name=slug) for slug in all_steps()),
]
