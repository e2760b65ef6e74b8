"""Addresses for machines; they carry no language."""

from django.urls import path

from core.views.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
