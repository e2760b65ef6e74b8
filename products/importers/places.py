"""The categories that a file names by their titles: found again among their siblings, made where they are missing."""

from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site

from products.importers.results import Refused
from products.importers.slugs import LONGEST, free_slug
from products.models import CategoryPage

# The tree of pages could hold three times as many, but nobody would find the way back.
MOST_LEVELS = 20
# Of a category, so that those of its products fit into the list of what is sold (ListingEntry.url).
LONGEST_ADDRESS = 1024 - LONGEST - 20


class Places:
    """Finds categories for one run, each only once.

    A run that keeps nothing (dry run) makes a new one of these for every product, since the pages that it knows are gone.
    """

    def __init__(self, *, language: str, category_id: int | None) -> None:
        self.locale = Locale.objects.filter(language_code=language).first()
        if self.locale is None:
            raise Refused(_("The shop has no pages in this language."))
        self.top = self._top(category_id)
        self._found: dict[tuple[int, str], CategoryPage] = {}

    def forget(self) -> None:
        """Look every category up anew: a transaction in which some were made was rolled back."""
        self._found.clear()

    def category(self, path: tuple[str, ...]) -> CategoryPage:
        """Return the category at the end of a path of titles, made with all above it where it is missing.

        Without a path: the category that was chosen for the import, or one for what has no place of its own,
        which no menu shows.
        """
        if not path:
            if isinstance(self.top, CategoryPage):
                return self.top
            with translation.override(self.locale.language_code):
                return self._below(self.top, _("Imported"), in_menus=False)
        if len(path) > MOST_LEVELS:
            words = _("Its category lies %(levels)d levels deep; here are at most %(most)d.")
            raise Refused(words % {"levels": len(path), "most": MOST_LEVELS})
        place: Page = self.top
        for title in path:
            place = self._below(place, title.strip()[:255])
        if not isinstance(place, CategoryPage):
            raise Refused(_("The path of its category is empty."))
        if len(place.url_path) > LONGEST_ADDRESS:
            raise Refused(_("The titles of its category make an address that is too long."))
        return place

    def _below(self, parent: Page, title: str, *, in_menus: bool = True) -> CategoryPage:
        key = (parent.pk, title.casefold())
        if key not in self._found:
            shelves = CategoryPage.objects.child_of(parent).select_related("locale").defer("body", "above")
            known = {shelf.title.casefold(): shelf for shelf in shelves.order_by("-path")}
            self._found[key] = known.get(title.casefold()) or self._make(parent, title, in_menus=in_menus)
        return self._found[key]

    def _make(self, parent: Page, title: str, *, in_menus: bool) -> CategoryPage:
        # Read anew: treebeard counts the children of a page on the instance.
        parent = type(parent).objects.get(pk=parent.pk)
        page = CategoryPage(
            title=title,
            slug=free_slug(parent, title, fallback="category"),
            locale=self.locale,
            live=False,
            show_in_menus=in_menus,
        )
        parent.add_child(instance=page)
        page.save_revision().publish()
        return CategoryPage.objects.select_related("locale").get(pk=page.pk)

    def _top(self, category_id: int | None) -> Page:
        if category_id is not None:
            chosen = CategoryPage.objects.filter(pk=category_id).select_related("locale").first()
            if chosen is None:
                raise Refused(_("The category that was chosen is gone."))
            if chosen.locale_id != self.locale.pk:
                raise Refused(_("The category that was chosen is in another language than the file."))
            return chosen
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        home = (
            Page.objects.filter(translation_key=site.root_page.translation_key, locale=self.locale).first()
            if site
            else None
        )
        if home is None:
            raise Refused(_("The shop has no home page in this language."))
        return home.specific


def twin_place(category: CategoryPage, locale: Locale) -> CategoryPage | None:
    """Return the category's translation, or that of the nearest category above it; None where nothing is translated."""
    above = CategoryPage.objects.ancestor_of(category, inclusive=True).order_by("-depth")
    for key in above.values_list("translation_key", flat=True):
        twin = CategoryPage.objects.filter(translation_key=key, locale=locale).first()
        if twin:
            return twin
    return None
