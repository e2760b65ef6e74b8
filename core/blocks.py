"""StreamField blocks that need nothing from the shop: words and pictures."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from core.videos import UnknownVideo, allow_players, read_video

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


class GalleryPictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("picture"))
    caption = blocks.CharBlock(max_length=160, required=False, label=_("caption"))

    class Meta:
        icon = "image"
        label = _("Picture")


class GalleryBlock(blocks.StructBlock):
    """Pictures that belong together: side by side, as a strip to swipe, or one large with small ones."""

    heading = blocks.CharBlock(max_length=90, required=False, label=_("heading"))
    pictures = blocks.ListBlock(GalleryPictureBlock(), min_num=2, max_num=12, label=_("pictures"))
    layout = blocks.ChoiceBlock(
        choices=[
            ("strip", _("a strip to swipe")),
            ("grid", _("a grid of equal pictures")),
            ("lead", _("one large picture, the rest beside it")),
        ],
        default="strip",
        label=_("layout"),
        help_text=_("On a phone every gallery is a strip to swipe."),
    )

    class Meta:
        icon = "image"
        label = _("Gallery")
        template = "blocks/gallery.html"


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


class VideoAddressBlock(blocks.URLBlock):
    """The address of a film at a provider that the shop knows."""

    def clean(self, value: str) -> str:
        cleaned = super().clean(value)
        if cleaned:
            try:
                read_video(cleaned)
            except UnknownVideo:
                raise ValidationError(
                    _(
                        "This is no film at YouTube or Vimeo. Copy the address of the film's own page, for example "
                        "https://www.youtube.com/watch?v=… or https://vimeo.com/…"
                    ),
                    code="unknown_video",
                ) from None
        return cleaned


class VideoBlock(blocks.StructBlock):
    """A film that the provider hears of only when somebody presses play."""

    title = blocks.CharBlock(
        max_length=120,
        label=_("title"),
        help_text=_("What the film shows. It is read out to people who cannot see it."),
    )
    url = VideoAddressBlock(
        label=_("address of the film"), help_text=_("At YouTube or Vimeo; other providers are not accepted.")
    )
    poster = ImageChooserBlock(
        required=False,
        label=_("still picture"),
        help_text=_("Shown until somebody presses play; it comes from this shop, not from the provider."),
    )
    caption = blocks.CharBlock(max_length=200, required=False, label=_("caption"))

    class Meta:
        icon = "media"
        label = _("Film")
        template = "blocks/video.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add `video` (core.videos.Video), or None for an address that no provider has any more."""
        context = super().get_context(value, parent_context)
        try:
            context["video"] = read_video(value["url"])
        except UnknownVideo:
            context["video"] = None
        else:
            allow_players(context.get("request"))
        return context


EDITORIAL_BLOCKS = [
    ("paragraph", ParagraphBlock()),
    ("image", PictureBlock()),
    ("gallery", GalleryBlock()),
    ("image_text", ImageTextBlock()),
    ("video", VideoBlock()),
    ("quote", QuoteBlock()),
    ("faq", FaqBlock()),
    ("call_to_action", CallToActionBlock()),
]
