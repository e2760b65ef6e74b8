from core.models.audit import AuditEntry
from core.models.images import ShopDocument, ShopImage, ShopRendition
from core.models.mail import OutgoingMail
from core.models.rate_limit import RateLimitWindow
from core.models.site_settings import OssMode, ShopSettings, default_shop

__all__ = [
    "AuditEntry",
    "OssMode",
    "OutgoingMail",
    "RateLimitWindow",
    "ShopDocument",
    "ShopImage",
    "ShopRendition",
    "ShopSettings",
    "default_shop",
]
