"""The addresses of this door."""

from __future__ import annotations

from django.urls import URLPattern, path

from dermadocs.portal.audit import views

app_name = "audit"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("report.pdf", views.as_pdf, name="pdf"),
    path("report.json", views.as_json, name="json"),
    path("report-<slug:digest>.css", views.stylesheet, name="look"),
]
