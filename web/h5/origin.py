"""Forms of other sites are refused."""

from collections.abc import Mapping

from yarl import URL

from web.h5 import wording
from web.h5.pages import NoticeShown


def refuse_other_sites(headers: Mapping[str, str], public_url: str) -> None:
    """Newer browsers say whose page the form was on. Older ones tell the origin, or "null" for ours, which asks
    them to tell nothing; there the form's mark decides alone.
    """
    site, origin = headers.get("Sec-Fetch-Site"), headers.get("Origin", "null")
    is_ours = site == "same-origin" if site else origin in {"null", str(URL(public_url).origin())}
    if not is_ours:
        raise NoticeShown(wording.OTHER_SITE)
