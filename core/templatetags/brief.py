"""Parts of a page that are the same for everybody, written once a second (core.brief)."""

from time import monotonic

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.translation import get_language

from core.brief import MOST_KEYS, answers_are_kept

register = template.Library()

_kept: dict[tuple[str, ...], tuple[float, str]] = {}


class BriefNode(template.Node):
    def __init__(self, name: str, varies: list[FilterExpression], nodelist: NodeList) -> None:
        self.name, self.varies, self.nodelist = name, varies, nodelist

    def render(self, context: Context) -> str:
        if not answers_are_kept():
            return self.nodelist.render(context)
        key = (
            get_language() or "",
            self.name,
            *(str(expression.resolve(context)) for expression in self.varies),
        )
        now = monotonic()
        found = _kept.get(key)
        if found is None or found[0] <= now:
            if len(_kept) >= MOST_KEYS:
                _kept.clear()
            found = _kept[key] = (now + settings.BRIEF_SECONDS, self.nodelist.render(context))
        return found[1]


@register.tag
def brief(parser: Parser, token: Token) -> BriefNode:
    """{% brief name value … %}…{% endbrief %}: keep what is inside for each language and each of the values.

    They must be all that it depends on, and nothing in it may be about who is looking.
    """
    _tag, name, *values = token.split_contents()
    nodelist = parser.parse(("endbrief",))
    parser.delete_first_token()
    return BriefNode(name, [parser.compile_filter(value) for value in values], nodelist)
