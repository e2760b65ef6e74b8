"""Where files are kept: pictures that everyone may see, and private files; on disk or in S3."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.env import Env

S3_BACKEND = "storages.backends.s3.S3Storage"
FILE_BACKEND = "django.core.files.storage.FileSystemStorage"
PRIVATE_FILE_BACKEND = "core.storages.PrivateFileSystemStorage"
# A private link is made for one click.
PRIVATE_LINK_SECONDS = 60


@dataclass(frozen=True)
class S3:
    """The two buckets and how to reach them; empty keys mean the machine's own role."""

    bucket: str
    private_bucket: str
    endpoint_url: str | None
    region: str
    access_key: str | None
    secret_key: str | None
    addressing_style: str
    public_domain: str | None

    @classmethod
    def from_env(cls, env: Env) -> "S3 | None":
        """Read the S3_ variables; None when no bucket is named. Raises EnvironmentFault without a private bucket."""
        bucket = env.str("S3_BUCKET", default="")
        if not bucket:
            return None
        return cls(
            bucket=bucket,
            private_bucket=env.required("S3_PRIVATE_BUCKET"),
            endpoint_url=env.str("S3_ENDPOINT_URL"),
            region=env.str("S3_REGION", default="eu-central-1"),
            access_key=env.str("S3_ACCESS_KEY"),
            secret_key=env.str("S3_SECRET_KEY"),
            addressing_style=env.str("S3_ADDRESSING_STYLE", default="virtual"),
            public_domain=env.str("S3_PUBLIC_DOMAIN"),
        )


def _s3_storages(s3: S3) -> dict[str, Any]:
    common = {
        "endpoint_url": s3.endpoint_url,
        "region_name": s3.region,
        "access_key": s3.access_key,
        "secret_key": s3.secret_key,
        "addressing_style": s3.addressing_style,
        "signature_version": "s3v4",
        "file_overwrite": False,
    }
    public = {
        "bucket_name": s3.bucket,
        "custom_domain": s3.public_domain,
        "querystring_auth": False,
        # Who may read is the bucket policy's business; buckets made since 2023 refuse ACLs.
        "default_acl": None,
        # Names are never used twice (file_overwrite), so a copy is good for ever.
        "object_parameters": {"CacheControl": "public, max-age=31536000, immutable"},
    }
    private = {
        "bucket_name": s3.private_bucket,
        "querystring_auth": True,
        "querystring_expire": PRIVATE_LINK_SECONDS,
        "default_acl": None,
        "object_parameters": {"CacheControl": "private, no-store"},
    }
    return {
        "default": {"BACKEND": S3_BACKEND, "OPTIONS": {**common, **public}},
        "private": {"BACKEND": S3_BACKEND, "OPTIONS": {**common, **private}},
    }


def media_storages(s3: S3 | None, *, private_root: Path) -> dict[str, Any]:
    """Return the `default` and `private` entries of STORAGES.

    Files of `default` have a public address without signature. Files of `private` have none on disk, and in S3 one that
    is signed and ends after a minute.
    """
    if s3 is not None:
        return _s3_storages(s3)
    return {
        "default": {"BACKEND": FILE_BACKEND},
        "private": {"BACKEND": PRIVATE_FILE_BACKEND, "OPTIONS": {"location": str(private_root)}},
    }
