"""Hosts that belong to many: what one of them declares says nothing of the others."""

from __future__ import annotations

from evenhand.records.links import link_domain

# Everything below them is the platform's own or says not whose it is; so are subdomains.
_OF_PLATFORMS = (
    "facebook.com fb.com fb.me fb.watch instagram.com threads.net threads.com "
    "whatsapp.com wa.me twitter.com x.com t.co youtube.com youtu.be tiktok.com reddit.com "
    "redd.it t.me telegram.me telegram.org vk.com vk.ru vk.cc ok.ru linkedin.com lnkd.in "
    "pinterest.com pin.it snapchat.com discord.com discord.gg twitch.tv rumble.com "
    "odysee.com bitchute.com gab.com gettr.com truthsocial.com parler.com mastodon.social "
    "bsky.app weibo.com weibo.cn qq.com wechat.com douyin.com bilibili.com line.me "
    "naver.com kakao.com google.com goo.gl bing.com yahoo.com msn.com apple.com "
    "microsoft.com amazon.com amzn.to baidu.com yandex.ru archive.org archive.is "
    "archive.ph archive.today wikipedia.org imgur.com giphy.com tenor.com spotify.com "
    "soundcloud.com vimeo.com dailymotion.com dai.ly change.org gofundme.com paypal.com "
    "patreon.com eventbrite.com meetup.com quora.com linktr.ee flickr.com bit.ly "
    "tinyurl.com ow.ly buff.ly dlvr.it ift.tt is.gd v.gd rb.gy cutt.ly shorturl.at "
    "tiny.cc trib.al clck.ru s.id t.ly rebrand.ly shor.by wp.me qr.ae "
    "bitly.com tiny.one surl.li goo.su u.to t.cn dwz.cn adf.ly bl.ink snip.ly lnk.to lnk.bio "
    "beacons.ai taplink.cc linkin.bio campsite.bio telegra.ph pastebin.com github.com gitlab.com "
    "cont.ws steemit.com minds.com pikabu.ru rutube.ru dzen.ru mail.ru toutiao.com "
    # Who reads here reads what others published.
    "rambler.ru smi2.ru digg.com flipboard.com feedly.com feedbin.com commafeed.com newsbreak.com "
    "opera.com translate.goog googleusercontent.com page.link "
)
# They give each user a subdomain, which can be declared; the host itself cannot.
_OF_GIVERS = (
    "wordpress.com substack.com tumblr.com medium.com livejournal.com weebly.com wix.com "
    "wixsite.com squarespace.com ghost.io bandcamp.com over-blog.com canalblog.com "
    "hatenablog.com typepad.com jimdo.com webnode.com blogger.com notion.site beehiiv.com "
    "altervista.org mirtesen.ru unblog.fr "
)
_PLATFORMS, _GIVERS = frozenset(_OF_PLATFORMS.split()), frozenset(_OF_GIVERS.split())
_PAGES = (
    "about ads bookmark business compose download events explore feed groups hashtag help home "
    "i intent joinchat jobs live login marketplace messages photo photos playlist policies posts "
    "privacy profile.php search settings share sharer sharer.php shorts signup stories story.php "
    "terms tos video videos watch wall club addstickers addlist plugins dialog l.php"
)
SHORTENERS = frozenset(
    "bit.ly t.co goo.gl tinyurl.com clck.ru is.gd ow.ly vk.cc dlvr.it".split()  # noqa: SIM905
)
"""Hosts of short links, which may lead anywhere."""
PLATFORM_PAGES = frozenset(_PAGES.split())
"""First parts of a path that lead to something of the platform's own, not to an account."""


def shared_by_many(host: str) -> str | None:
    """Say whose links would all be declared with ``host``; None when it can be one publisher's.

    ``host`` is a canonical one (see `links.canonical`). The list of platforms is ours, and short;
    the ends under which everyone can register a name are those of the public suffix list.
    """
    domain = link_domain(f"https://{host}")
    if domain is None:
        return "everyone who has a site under it"
    if domain in _PLATFORMS:
        return "everyone who uses that platform"
    if host in _GIVERS:
        return "everyone who has a site there"
    return None
