"""What a mail says that was only noted (core.mail.note_mail): each kind has one writer, in the app that it is about."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from core.models import OutgoingMail, default_shop

# From a noted mail to its template and what is put into it.
Writer = Callable[[OutgoingMail], tuple[str, dict[str, Any]]]
_Function = TypeVar("_Function", bound=Writer)
_writers: dict[str, Writer] = {}


def writes(kind: str) -> Callable[[_Function], _Function]:
    """Register the writer of a kind of mail."""

    def register(function: _Function) -> _Function:
        _writers[kind] = function
        return function

    return register


def complete(mail: OutgoingMail) -> None:
    """Give a noted mail its subject and its bodies, and keep them: every further attempt sends the same words."""
    if mail.body_text:
        return
    with translation.override(mail.language):
        template, context = _writers[mail.kind](mail)
    words = parts(template, context, mail.language)
    for name, text in words.items():
        setattr(mail, name, text)
    OutgoingMail.objects.filter(pk=mail.pk, body_text="").update(**words)


def parts(template: str, context: dict[str, Any], language: str) -> dict[str, str]:
    """Return subject and bodies from templates/emails/<template>.{subject.txt,txt,html}, as the columns of a mail."""
    with translation.override(language):
        full = {**context, "shop": default_shop(), "site_url": settings.SITE_URL, "language": language}
        subject = " ".join(_render(f"emails/{template}.subject.txt", full, is_html=False).split())[:255]
        full["subject"] = subject
        return {
            "subject": subject,
            "body_text": _render(f"emails/{template}.txt", full, is_html=False).strip() + "\n",
            "body_html": _render(f"emails/{template}.html", full, is_html=True).strip() + "\n",
        }


def _render(name: str, context: dict[str, Any], *, is_html: bool) -> str:
    """Render a mail template; text parts are not escaped, "Mug & Co" stays as it is."""
    # The backend's own render() always escapes; the engine's template below it can be told not to.
    return get_template(name).template.render(Context(context, autoescape=is_html))  # type: ignore[attr-defined]
