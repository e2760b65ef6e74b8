"""Looks for mails. Mail programs drop style sheets, so every element carries its style; each is written once, here."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

INK, SOFT, LINE, PAPER, RAISED = "#1b1c18", "#5b594e", "#ddd7c9", "#faf8f3", "#fffefb"
ACCENT, ON_ACCENT = "#1f4d38", "#f8f7f1"
FONT = "font-family:'Sofia Sans',-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

STYLES = {
    "page": f"margin:0;padding:0;background:{PAPER};color:{INK};{FONT}",
    "frame": f"width:100%;background:{PAPER}",
    "outer": "padding:32px 16px",
    "sheet": "width:100%;max-width:600px;margin:0 auto;text-align:left",
    "wordmark": f"padding:0 0 24px;{FONT};font-size:22px;line-height:28px;font-weight:700;letter-spacing:-0.01em",
    "wordmark_link": f"color:{ACCENT};text-decoration:none",
    "body": f"padding:32px;background:{RAISED};border:1px solid {LINE};border-radius:6px;"
    f"{FONT};font-size:17px;line-height:27px;color:{INK}",
    "h1": f"margin:0 0 16px;{FONT};font-size:28px;line-height:34px;font-weight:650;letter-spacing:-0.015em;color:{INK}",
    "h2": f"margin:32px 0 12px;{FONT};font-size:19px;line-height:26px;font-weight:650;color:{INK}",
    # A name without a space must not push the mail wide.
    "p": "margin:0 0 16px;overflow-wrap:anywhere;word-break:break-word",
    "small": f"margin:0 0 12px;font-size:14px;line-height:22px;color:{SOFT}",
    "link": f"color:{ACCENT};text-decoration:underline",
    "button_cell": f"background:{ACCENT};border-radius:4px",
    "button": f"display:inline-block;padding:14px 26px;{FONT};font-size:17px;line-height:22px;font-weight:600;"
    f"color:{ON_ACCENT};text-decoration:none",
    "button_box": "margin:8px 0 24px",
    "table": "width:100%;border-collapse:collapse;margin:8px 0 24px",
    "th": f"padding:8px 0;border-bottom:1px solid {LINE};{FONT};font-size:14px;line-height:20px;font-weight:600;"
    f"color:{SOFT};text-align:left;vertical-align:bottom",
    "th_number": f"padding:8px 0 8px 16px;border-bottom:1px solid {LINE};{FONT};font-size:14px;line-height:20px;"
    f"font-weight:600;color:{SOFT};text-align:right;vertical-align:bottom;white-space:nowrap",
    "td": f"padding:10px 0;border-bottom:1px solid {LINE};{FONT};font-size:16px;line-height:24px;color:{INK};"
    "text-align:left;vertical-align:top",
    "td_number": f"padding:10px 0 10px 16px;border-bottom:1px solid {LINE};{FONT};font-size:16px;line-height:24px;"
    f"color:{INK};text-align:right;vertical-align:top;white-space:nowrap;font-variant-numeric:tabular-nums",
    "total": f"padding:12px 0;{FONT};font-size:18px;line-height:26px;font-weight:650;color:{INK};text-align:left",
    "total_number": f"padding:12px 0 12px 16px;{FONT};font-size:18px;line-height:26px;font-weight:650;color:{INK};"
    "text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums",
    "note": f"margin:0 0 24px;padding:16px 20px;border-left:3px solid {ACCENT};background:{PAPER};"
    f"font-size:16px;line-height:25px;color:{INK};overflow-wrap:anywhere;word-break:break-word",
    "rule": f"margin:32px 0;border:0;border-top:1px solid {LINE}",
    "enclosed": f"font-size:14px;line-height:22px;color:{SOFT}",
    "footer": f"padding:24px 0 0;{FONT};font-size:13px;line-height:20px;color:{SOFT}",
    "footer_line": "margin:0 0 4px",
    "footer_link": f"color:{SOFT};text-decoration:underline",
    "preheader": "display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;opacity:0",
}


@register.simple_tag
def email_style(name: str) -> SafeString:
    """Return the style attribute of that name; raises TemplateSyntaxError for a name that does not exist."""
    try:
        return format_html('style="{}"', SafeString(STYLES[name]))
    except KeyError:
        raise template.TemplateSyntaxError(f"there is no mail style called {name!r}") from None


@register.simple_tag
def email_button(url: str, text: str) -> SafeString:
    """Return a button that Outlook shows as well: a table cell with the colour around a link."""
    return format_html(
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0" {}><tr><td {}>'
        '<a href="{}" {}>{}</a></td></tr></table>',
        email_style("button_box"),
        email_style("button_cell"),
        url,
        email_style("button"),
        text,
    )
