"""Asking for word of a restock, and taking it back by signed link."""

from django.urls import path

from products import restock_views

urlpatterns = [
    path("", restock_views.ask, name="restock"),
    path("<str:token>/", restock_views.asked, name="restock-asked"),
]
