"""What tests of the catalogue share."""

import pytest

from core.storages import PrivateFileSystemStorage
from products.models import CatalogueImport


@pytest.fixture
def private_files(monkeypatch, tmp_path):
    """Files of imports go to a folder of the test; the field asked for its storage when it was made."""
    storage = PrivateFileSystemStorage(location=str(tmp_path))
    monkeypatch.setattr(CatalogueImport._meta.get_field("file"), "storage", storage)
    return storage
