from promotions.models.coupon import Coupon, Redemption
from promotions.models.promotion import CustomerGroup, Promotion, PromotionGroup, PromotionTier

__all__ = ["Coupon", "CustomerGroup", "Promotion", "PromotionGroup", "PromotionTier", "Redemption"]
