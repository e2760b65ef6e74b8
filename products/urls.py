"""Addresses for machines that read the shop: what to index, and where it is."""

from django.urls import path

from products.views import robots, sitemap

urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
]
