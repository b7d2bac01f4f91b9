"""Style sheets that this process has parsed before: a warm one meets the same ones for every handout.

Must not keep a sheet of which there was something to say, or that asked for a file: the next handout is told again.
"""

from __future__ import annotations

from collections import OrderedDict

from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration

from .fetcher import AssetFetcher
from .log import collected_log

_MOST = 32
_kept: OrderedDict[str, CSS] = OrderedDict()


def sheet(text: str, base_url: str, fetcher: AssetFetcher, fonts: FontConfiguration) -> CSS:
    """Return the parsed style sheet."""
    if text in _kept:
        _kept.move_to_end(text)
        return _kept[text]
    before = fetcher.asked
    with collected_log() as said:
        css = CSS(string=text, base_url=base_url, url_fetcher=fetcher, font_config=fonts)
    if not said and fetcher.asked == before:
        _kept[text] = css
        if len(_kept) > _MOST:
            _kept.popitem(last=False)
    return css
