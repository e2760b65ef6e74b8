"""Storage for files that only their owner or staff may read."""

from django.core.files.storage import FileSystemStorage


class PrivateFileSystemStorage(FileSystemStorage):
    """Files on disk without any address: `url()` raises ValueError instead of naming a place below MEDIA_URL."""

    # Django replaces a base_url of None by MEDIA_URL (tried).
    base_url = None  # type: ignore[assignment]
