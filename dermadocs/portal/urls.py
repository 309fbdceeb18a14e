"""The addresses of the portal, door by door."""

from __future__ import annotations

from django.urls import include, path

from dermadocs.portal import front, health

urlpatterns = [
    path("", front.request_form, name="front"),
    path("thanks", front.thanks, name="thanks"),
    path("language", front.choose_language, name="language"),
    path("look-<slug:digest>.css", front.stylesheet, name="look"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("practice/messages/", include("dermadocs.portal.messages.urls")),
    path("practice/people/", include("dermadocs.portal.accounts.people_urls")),
    path("practice/", include("dermadocs.portal.practice.urls")),
    path("room/", include("dermadocs.portal.room.urls")),
    path("audit/", include("dermadocs.portal.audit.urls")),
    path("accounts/", include("dermadocs.portal.accounts.urls")),
    path("demonstration/", include("dermadocs.portal.demonstration.urls")),
]
handler400 = "dermadocs.portal.edge.bad_request"
handler403 = "dermadocs.portal.edge.forbidden"
handler404 = "dermadocs.portal.edge.not_found"
handler500 = "dermadocs.portal.edge.server_error"
