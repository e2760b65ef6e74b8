"""The way of staff into the admin, as they walk it: password, then the code of their app."""

from django.conf import settings
from playwright.sync_api import Page

from accounts.models import User
from accounts.tests.people import PASSWORD, code_of, give_factor


def enter_admin(page: Page, home: str, person: User) -> None:
    """Sign the person in at the form, with an app for codes that is set up for it."""
    secret = give_factor(person)
    page.goto(f"{home}/{settings.ADMIN_PATH}/")
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    send(page)
    page.fill("[name=code]", code_of(secret))
    send(page)


def send(page: Page) -> None:
    """Press the first button in the main part of the page and wait for what comes."""
    with page.expect_navigation():
        page.locator("main form .button[type=submit]").first.click()
