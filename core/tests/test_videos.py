"""Films: two providers, and nothing asked of them before a click."""

import pytest
from django.core.exceptions import ValidationError

from core.blocks import VideoAddressBlock
from core.videos import UnknownVideo, read_video

KEY = "WhWc3b3KhnY"


@pytest.mark.parametrize(
    "address",
    [
        f"https://www.youtube.com/watch?v={KEY}",
        f"https://www.youtube.com/watch?list=PL1&v={KEY}&t=42s",
        f"http://m.youtube.com/watch?v={KEY}",
        f"https://youtu.be/{KEY}?si=abc",
        f"https://www.youtube.com/shorts/{KEY}",
        f"https://www.youtube.com/embed/{KEY}",
        f"https://www.youtube-nocookie.com/embed/{KEY}",
        f" https://youtube.com/live/{KEY} ",
    ],
)
def test_a_film_at_youtube_is_known_by_any_of_its_addresses(address):
    video = read_video(address)
    assert video.provider == "YouTube"
    assert video.page_url == f"https://www.youtube.com/watch?v={KEY}"
    assert video.player_url == f"https://www.youtube-nocookie.com/embed/{KEY}?autoplay=1&rel=0"


@pytest.mark.parametrize(
    ("address", "page", "player"),
    [
        ("https://vimeo.com/1084537", "https://vimeo.com/1084537", "1084537?autoplay=1&dnt=1"),
        (
            "https://vimeo.com/1084537/abcdef1234?share=copy",
            "https://vimeo.com/1084537/abcdef1234",
            "1084537?autoplay=1&dnt=1&h=abcdef1234",
        ),
        (
            "https://player.vimeo.com/video/1084537?h=abcdef1234",
            "https://vimeo.com/1084537/abcdef1234",
            "1084537?autoplay=1&dnt=1&h=abcdef1234",
        ),
        (
            "https://vimeo.com/channels/staffpicks/1084537",
            "https://vimeo.com/1084537",
            "1084537?autoplay=1&dnt=1",
        ),
    ],
)
def test_a_film_at_vimeo_is_known_by_any_of_its_addresses(address, page, player):
    video = read_video(address)
    assert (video.page_url, video.player_url) == (page, f"https://player.vimeo.com/video/{player}")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "film",
        "https://example.com/watch?v=WhWc3b3KhnY",
        "https://www.youtube.com.example.com/watch?v=WhWc3b3KhnY",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/@someone",
        'https://www.youtube.com/watch?v="><script>',
        "https://vimeo.com/about",
        "javascript:alert(1)//vimeo.com/1",
        "ftp://vimeo.com/1084537",
        "https://[bad",
    ],
)
def test_everything_else_is_no_film(address):
    with pytest.raises(UnknownVideo):
        read_video(address)


def test_a_marketer_is_told_which_addresses_are_films():
    with pytest.raises(ValidationError) as refusal:
        VideoAddressBlock().clean("https://example.com/film")
    assert refusal.value.code == "unknown_video"
    assert VideoAddressBlock().clean(f"https://youtu.be/{KEY}") == f"https://youtu.be/{KEY}"
