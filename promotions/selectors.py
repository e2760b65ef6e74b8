"""The promotions that a cart may get, as values for the computation; one query, whatever their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.utils import timezone

from core.brief import answers_are_kept, briefly
from core.compiled import CompiledQuery
from products.models import CategoryPage
from promotions.codes import key_of
from promotions.engine.rules import EnteredCode, Rule, Scope, Shopper, Tier
from promotions.models import Coupon, Promotion, PromotionGroup, PromotionTier, Redemption
from promotions.people import person_of


@dataclass(frozen=True)
class Offered:
    """The promotions in question, the codes as they were found, and what is known of the shopper."""

    rules: tuple[Rule, ...] = ()
    codes: tuple[EnteredCode, ...] = ()
    groups: frozenset[int] = frozenset()
    uses: tuple[tuple[int, int], ...] = ()

    @property
    def gift_ids(self) -> set[int]:
        """The variants that may be given."""
        return {rule.gift for rule in self.rules if rule.gift is not None}

    @property
    def asks_for_first_order(self) -> bool:
        return any(rule.first_order_only for rule in self.rules)

    def shopper(self, *, moment: datetime, country: str, is_known: bool, has_ordered: bool) -> Shopper:
        return Shopper(
            moment=moment,
            country=country,
            groups=self.groups,
            is_known=is_known,
            has_ordered=has_ordered,
            uses=dict(self.uses),
        )


def offered(
    *, codes: Sequence[str], moment: datetime, customer_id: int | None = None, email: str = ""
) -> Offered:
    """Return the promotions that count by themselves now, and those that the codes open, in any state, in one query.

    Their names are in the active language; a category counts in all its languages.
    """
    keys = {key_of(code): code for code in codes}
    is_known = customer_id is not None or bool(email)
    # Most of the time there are none, and then nobody need be looked up.
    kept = not keys and (answers_are_kept() or not is_known)
    found: list[Any] = _by_themselves() if kept else []
    if not kept or (found and is_known):
        found = _read(moment, list(keys), customer_id, person_of(email))
    opened = {coupon["key"]: (row, coupon) for row in found for coupon in row.entered or ()}
    return Offered(
        rules=tuple(_rule(row) for row in found),
        codes=tuple(_entered(code, opened.get(key)) for key, code in keys.items()),
        groups=frozenset(group for row in found for group in row.own_groups or ()),
        uses=tuple((row.pk, row.own_uses) for row in found if row.own_uses),
    )


@briefly
def _by_themselves() -> list[Any]:
    """Return the promotions that count now without a code, as they are for a shopper of whom nothing is known."""
    return _read(timezone.now(), [], None, "")


def _read(moment: datetime, keys: list[str], customer_id: int | None, person: str) -> list[Any]:
    given = {"keys": keys, "customer_id": customer_id, "person": person}
    return _ROWS(moment=moment, **{name: value for name, value in given.items() if value})


def _in_question(moment: datetime, keys: Sequence[str]) -> QuerySet[Promotion]:
    by_itself = Q(by_code=False, archived_at__isnull=True)
    by_itself &= Q(starts_at__isnull=True) | Q(starts_at__lte=moment)
    by_itself &= Q(ends_at__isnull=True) | Q(ends_at__gt=moment)
    by_itself &= Q(limit__isnull=True) | Q(used__lt=F("limit"))
    if not keys:
        return Promotion.objects.filter(by_itself)
    return Promotion.objects.filter(
        by_itself | Q(pk__in=Coupon.objects.filter(key__any=keys).values("promotion"))
    )


def _rows(
    moment: datetime, keys: Sequence[str] = (), customer_id: int | None = None, person: str = ""
) -> QuerySet[Promotion]:
    mine = Q(pk__in=[])
    if customer_id is not None:
        mine |= Q(customer_id=customer_id)
    if person:
        mine |= Q(person=person)
    uses = Redemption.objects.filter(mine, promotion=OuterRef("pk"), state=Redemption.State.CLAIMED)
    chosen_keys = Promotion.categories.through.objects.filter(promotion=OuterRef(OuterRef("pk")))
    in_all_languages = CategoryPage.objects.filter(
        translation_key__in=chosen_keys.values("categorypage__translation_key")
    )
    groups = PromotionGroup.objects.filter(promotion=OuterRef("pk"))
    own_groups = groups.filter(group__customers=customer_id) if customer_id is not None else groups.none()
    return (
        _in_question(moment, keys)
        .annotate(
            product_ids=ArraySubquery(_chosen(Promotion.products).values("product")),
            variant_ids=ArraySubquery(_chosen(Promotion.variants).values("variant")),
            category_ids=ArraySubquery(in_all_languages.values("pk")),
            group_ids=ArraySubquery(groups.values("group")),
            own_groups=ArraySubquery(own_groups.values("group")),
            tier_rows=ArraySubquery(
                PromotionTier.objects.filter(promotion=OuterRef("pk")).values(
                    row=JSONObject(
                        from_quantity="from_quantity",
                        percent=_as_text("percent"),
                        unit_gross=_as_text("unit_gross"),
                    )
                )
            ),
            entered=ArraySubquery(
                Coupon.objects.filter(promotion=OuterRef("pk"), key__any=list(keys)).values(
                    row=JSONObject(
                        key="key", code="code", used="used", limit="limit", archived_at="archived_at"
                    )
                )
            ),
            own_uses=Coalesce(Subquery(uses.values("promotion").annotate(n=Count("pk")).values("n")), 0),
        )
        .order_by("pk")
    )


_ROWS = CompiledQuery(
    _rows, moment=datetime(1, 1, 1, tzinfo=UTC), keys=["<key>"], customer_id=-1, person="<person>"
)


def _chosen(relation: Any) -> QuerySet[Any]:
    return relation.through.objects.filter(promotion=OuterRef("pk"))


def _as_text(name: str) -> Cast:
    # A number in JSON is a float to whoever reads it.
    return Cast(name, CharField())


def _entered(typed: str, opened: tuple[Any, dict[str, Any]] | None) -> EnteredCode:
    if opened is None:
        return EnteredCode(code=typed)
    row, coupon = opened
    return EnteredCode(
        code=coupon["code"],
        rule=row.pk,
        is_used_up=coupon["limit"] is not None and coupon["used"] >= coupon["limit"],
        is_archived=coupon["archived_at"] is not None,
    )


def _rule(row: Any) -> Rule:
    return Rule(
        key=row.pk,
        public_id=row.public_id,
        name=row.name,
        kind=row.kind,
        scope=Scope(
            everything=row.everything,
            products=frozenset(row.product_ids),
            variants=frozenset(row.variant_ids),
            categories=frozenset(row.category_ids),
            excludes_reduced=row.excludes_reduced,
        ),
        percent=Decimal(100) if row.percent is None else row.percent,
        amount=row.amount or Decimal(0),
        buy_quantity=row.buy_quantity or 1,
        get_quantity=row.get_quantity or 1,
        most_times=row.most_times,
        tiers=tuple(_tier(tier) for tier in row.tier_rows),
        counts_together=row.counts_together,
        gift=row.gift_id,
        minimum_goods=row.minimum_goods,
        countries=frozenset(row.countries),
        groups=frozenset(row.group_ids) if row.group_ids else None,
        first_order_only=row.first_order_only,
        by_code=row.by_code,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        is_used_up=row.limit is not None and row.used >= row.limit,
        limit_per_customer=row.limit_per_customer,
        combines=row.combines,
        priority=row.priority,
        is_archived=row.archived_at is not None,
    )


def _tier(tier: dict[str, Any]) -> Tier:
    percent, unit_gross = tier["percent"], tier["unit_gross"]
    return Tier(
        from_quantity=tier["from_quantity"],
        percent=None if percent is None else Decimal(percent),
        unit_gross=None if unit_gross is None else Decimal(unit_gross),
    )
