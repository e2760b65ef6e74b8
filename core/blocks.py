"""StreamField blocks that need nothing from the shop: words and pictures."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

RICH_TEXT = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "hr"]
INLINE_TEXT = ["bold", "italic", "link"]


class LinkBlock(blocks.StructBlock):
    """A page of the shop, or an address elsewhere, with its words."""

    label = blocks.CharBlock(max_length=60, label=_("words"))
    page = blocks.PageChooserBlock(required=False, label=_("page"))
    url = blocks.URLBlock(required=False, label=_("address elsewhere"))

    class Meta:
        icon = "link"
        label = _("Link")

    def clean(self, value):
        """Accept an empty link where none is required; refuse words that lead nowhere."""
        if not getattr(self.meta, "required", True) and not any(value.values()):
            return value
        cleaned = super().clean(value)
        if not (cleaned["page"] or cleaned["url"]):
            problem = ValidationError(_("Choose a page or give an address."), code="no_target")
            raise blocks.StructBlockValidationError(block_errors={"page": problem})
        return cleaned


class HeroBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("picture"))
    eyebrow = blocks.CharBlock(max_length=60, required=False, label=_("small line above"))
    heading = blocks.CharBlock(max_length=90, label=_("heading"))
    text = blocks.TextBlock(max_length=300, required=False, label=_("text"))
    link = LinkBlock(required=False, label=_("link"))

    class Meta:
        icon = "image"
        label = _("Hero")
        template = "blocks/hero.html"


class ParagraphBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs):
        super().__init__(features=RICH_TEXT, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blocks/paragraph.html"


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("picture"))
    caption = blocks.CharBlock(max_length=200, required=False, label=_("caption"))
    width = blocks.ChoiceBlock(
        choices=[("text", _("as wide as the text")), ("wide", _("wide")), ("full", _("from edge to edge"))],
        default="text",
        label=_("width"),
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blocks/image.html"


class ImageTextBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("picture"))
    heading = blocks.CharBlock(max_length=90, label=_("heading"))
    text = blocks.RichTextBlock(features=[*INLINE_TEXT, "ul"], label=_("text"))
    link = LinkBlock(required=False, label=_("link"))
    image_side = blocks.ChoiceBlock(
        choices=[("left", _("left")), ("right", _("right"))], default="left", label=_("picture stands")
    )

    class Meta:
        icon = "doc-full"
        label = _("Picture beside text")
        template = "blocks/image_text.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(max_length=400, label=_("words"))
    author = blocks.CharBlock(max_length=80, required=False, label=_("who said it"))

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "blocks/quote.html"


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(max_length=200, label=_("question"))
    answer = blocks.RichTextBlock(features=[*INLINE_TEXT, "ul", "ol"], label=_("answer"))

    class Meta:
        icon = "help"
        label = _("Question")


class FaqBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=90, required=False, label=_("heading"))
    questions = blocks.ListBlock(QuestionBlock(), label=_("questions"))

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        template = "blocks/faq.html"


class CallToActionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=90, label=_("heading"))
    text = blocks.TextBlock(max_length=300, required=False, label=_("text"))
    link = LinkBlock(label=_("link"))

    class Meta:
        icon = "pick"
        label = _("Call to action")
        template = "blocks/call_to_action.html"


EDITORIAL_BLOCKS = [
    ("paragraph", ParagraphBlock()),
    ("image", PictureBlock()),
    ("image_text", ImageTextBlock()),
    ("quote", QuoteBlock()),
    ("faq", FaqBlock()),
    ("call_to_action", CallToActionBlock()),
]
