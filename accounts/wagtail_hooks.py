"""What the Wagtail admin gets from accounts: help with a lost second factor."""

from wagtail import hooks

from accounts.staff.factor import FactorPanel, reset_button, reset_urls

hooks.register("register_admin_urls", reset_urls)
hooks.register("register_user_listing_buttons", reset_button)
hooks.register("register_account_settings_panel", FactorPanel)
