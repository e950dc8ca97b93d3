"""Accounts as people write them."""

from __future__ import annotations

import pytest

from evenhand.records.errors import InputError
from evenhand.registry.claims import site
from evenhand.registry.handles import account_in_link, account_written


@pytest.mark.parametrize(
    ("link", "account"),
    [
        ("https://twitter.com/HarbourWire/status/1", "account:twitter:harbourwire"),
        ("https://x.com/harbourwire?s=20", "account:twitter:harbourwire"),
        ("t.me/s/HarbourWire", "account:telegram:harbourwire"),
        ("https://t.me/harbourwire/77", "account:telegram:harbourwire"),
        ("https://www.facebook.com/HarbourWire/posts/1", "account:facebook:harbourwire"),
        ("https://m.facebook.com/profile.php?id=100", "account:facebook:#100"),
        ("https://facebook.com/pages/Harbour/12345", "account:facebook:#12345"),
        ("https://facebook.com/groups/tides", "account:facebook:#group-tides"),
        ("https://www.youtube.com/channel/UCabC", "account:youtube:#UCabC"),
        ("https://youtube.com/@HarbourWire/videos", "account:youtube:harbourwire"),
        ("https://www.youtube.com/user/harbour", "account:youtube:harbour"),
        ("https://vk.com/harbourwire", "account:vk:harbourwire"),
        ("https://www.tiktok.com/@harbour.wire", "account:tiktok:harbour.wire"),
        ("https://www.linkedin.com/company/harbour", "account:linkedin:harbour"),
        ("https://bsky.app/profile/wire.example", "account:bluesky:wire.example"),
    ],
)
def test_links_to_accounts(link: str, account: str) -> None:
    found = account_in_link(link)
    assert found is not None
    assert found.id == account


@pytest.mark.parametrize(
    "link",
    [
        "https://twitter.com/intent/tweet?text=a",
        "https://twitter.com/search?q=a",
        "https://twitter.com/",
        "https://www.youtube.com/watch?v=abc",
        "https://www.facebook.com/sharer/sharer.php?u=a",
        "https://t.me/+AbCd",
        "https://t.me/joinchat/AbCd",
        "https://wire.example/HarbourWire",
        "https://nottwitter.com/harbourwire",
        "https://twitter.com.wire.example/harbourwire",
        "no link",
        "",
    ],
)
def test_links_that_lead_to_no_account(link: str) -> None:
    assert account_in_link(link) is None


def test_accounts_written() -> None:
    assert account_written("telegram:@Wire").id == "account:telegram:wire"
    assert account_written("x:wire").id == "account:twitter:wire"
    assert account_written("@Wire", "telegram").id == "account:telegram:wire"
    assert account_written("https://x.com/wire").id == "account:twitter:wire"
    for wrong in ("wire", "@wire", "twitter:a b", "twitter:a.b", ""):
        with pytest.raises(InputError, match="names no account"):
            account_written(wrong)


@pytest.mark.parametrize(
    "host",
    [
        "facebook.com",
        "m.facebook.com",
        "bit.ly",
        "https://news.google.com/",
        "news.rambler.ru",
        "telegra.ph",
        "wordpress.com",
        "github.io",
        "128.199.47.114",
        "https://[2001:db8::1]/",
        "rutube.ru",
        "https://www.youtube.com/watch?v=X_0000000",
        "https://facebook.com/profile.php?id=0",
        "facebook.com/Groups/",
    ],
)
def test_what_many_share_is_no_outlets_site(host: str) -> None:
    with pytest.raises(InputError, match=r"site of|IP address"):
        site(host)


def test_a_path_says_whose_it_is() -> None:
    assert site("telegra.ph/Harbour-Wire-01-01").id == "site:telegra.ph/Harbour-Wire-01-01"
    assert site("harbour.wordpress.com").id == "domain:harbour.wordpress.com"
    assert site("harbour.github.io").id == "domain:harbour.github.io"
