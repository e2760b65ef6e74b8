"""Files in S3: the storages that the settings build, against a server that speaks S3 on loopback."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.storage.handler import StorageHandler
from moto.server import ThreadedMotoServer

from config.env import Env, EnvironmentFault
from config.storage import S3, media_storages

NAME = "pictures/Фикус лирата.jpg"
CONTENT = "съдържание".encode()


@pytest.fixture(scope="module")
def s3_address() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(s3_address: str) -> StorageHandler:
    """The storages as an installation with these variables has them, buckets made and the public one readable."""
    found = S3.from_env(
        Env(
            {
                "S3_BUCKET": "media",
                "S3_PRIVATE_BUCKET": "private",
                "S3_ENDPOINT_URL": s3_address,
                "S3_ACCESS_KEY": "test",
                "S3_SECRET_KEY": "test",
                "S3_ADDRESSING_STYLE": "path",
            }
        )
    )
    urllib.request.urlopen(urllib.request.Request(f"{s3_address}/moto-api/reset", method="POST")).close()
    client = boto3.client(
        "s3",
        endpoint_url=s3_address,
        region_name=found.region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    for bucket in ("media", "private"):
        client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": found.region})
    statement = '{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::media/*"}'
    client.put_bucket_policy(Bucket="media", Policy=f'{{"Version":"2012-10-17","Statement":[{statement}]}}')
    return StorageHandler(media_storages(found, private_root=Path("/unused")))


def fetch(url: str) -> tuple[int, bytes, str]:
    """Return status, body and Cache-Control of an address."""
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.status, response.read(), response.headers.get("Cache-Control", "")
    except urllib.error.HTTPError as error:
        return error.code, b"", ""


def test_a_picture_is_saved_read_and_deleted_under_its_cyrillic_name(s3):
    name = s3["default"].save(NAME, ContentFile(CONTENT))

    assert name == NAME
    assert s3["default"].exists(name)
    assert s3["default"].size(name) == len(CONTENT)
    with s3["default"].open(name) as file:
        assert file.read() == CONTENT
    assert s3["default"].listdir("pictures") == ([], ["Фикус лирата.jpg"])

    s3["default"].delete(name)
    assert not s3["default"].exists(name)


def test_a_second_file_of_the_same_name_does_not_replace_the_first(s3):
    first = s3["default"].save(NAME, ContentFile(CONTENT))
    second = s3["default"].save(NAME, ContentFile(b"other"))

    assert first != second
    with s3["default"].open(first) as file:
        assert file.read() == CONTENT


def test_a_picture_has_a_public_address_that_browsers_keep(s3):
    url = s3["default"].url(s3["default"].save(NAME, ContentFile(CONTENT)))

    assert urlsplit(url).query == ""
    assert unquote(urlsplit(url).path) == f"/media/{NAME}"
    assert fetch(url) == (200, CONTENT, "public, max-age=31536000, immutable")


def test_a_private_file_has_a_signed_address_for_a_minute(s3):
    url = s3["private"].url(s3["private"].save("invoices/10000001.pdf", ContentFile(CONTENT)))

    query = parse_qs(urlsplit(url).query)
    assert query["X-Amz-Expires"] == ["60"]
    assert re.fullmatch(r"[0-9a-f]{64}", query["X-Amz-Signature"][0])
    assert fetch(url) == (200, CONTENT, "private, no-store")
    # without the signature the bucket keeps it
    assert fetch(url.split("?")[0])[0] == 403


def test_pictures_may_be_shown_under_a_domain_of_their_own(s3_address):
    variables = {"S3_BUCKET": "media", "S3_PRIVATE_BUCKET": "private", "S3_PUBLIC_DOMAIN": "cdn.shop.example"}
    handler = StorageHandler(media_storages(S3.from_env(Env(variables)), private_root=Path("/unused")))

    assert handler["default"].url("a b.jpg") == "https://cdn.shop.example/a%20b.jpg"


def test_a_public_bucket_without_a_private_one_is_refused():
    with pytest.raises(EnvironmentFault, match="S3_PRIVATE_BUCKET"):
        S3.from_env(Env({"S3_BUCKET": "media"}))


def test_without_a_bucket_private_files_lie_on_disk_without_any_address(tmp_path, settings):
    assert S3.from_env(Env({})) is None
    handler = StorageHandler(media_storages(None, private_root=tmp_path))

    name = handler["private"].save("invoices/10000001.pdf", ContentFile(CONTENT))

    assert (tmp_path / name).read_bytes() == CONTENT
    with pytest.raises(ValueError, match="not accessible via a URL"):
        handler["private"].url(name)


def test_the_private_storage_of_the_settings_is_not_below_the_public_folder(settings):
    try:
        private = Path(storages["private"].location).resolve()
    except ImproperlyConfigured:
        pytest.fail("the settings have no private storage")

    assert not private.is_relative_to(Path(settings.MEDIA_ROOT).resolve())
