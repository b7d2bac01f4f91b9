"""The engine as it comes, without our mends, in a process of its own: to see that a mend is still needed.

Must not import anything of ours.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PROGRAM = """
import base64, io, json, logging, sys, weasyprint
logging.disable()
image = base64.b64decode(sys.argv[1])

class Fetcher(weasyprint.urls.URLFetcher):
    def fetch(self, url, headers=None):
        return weasyprint.urls.URLFetcherResponse(url, image, {"Content-Type": "image/png"})

def pdf(html, css):
    sheet = weasyprint.CSS(string=css)
    page = weasyprint.HTML(string=html, base_url="asset:/", url_fetcher=Fetcher())
    return page.write_pdf(stylesheets=[sheet], pdf_variant="pdf/a-3a")

pages = json.load(sys.stdin)
json.dump({name: base64.b64encode(pdf(*page)).decode() for name, page in pages.items()}, sys.stdout)
"""


def stock_pdfs(fontconfig: Path, pages: Mapping[str, tuple[str, str]], image: bytes) -> dict[str, bytes]:
    """Return the PDF that the stock engine makes of each (HTML, CSS); `image` serves every URL."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, base64.b64encode(image).decode()],
        input=json.dumps(pages),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "FONTCONFIG_FILE": str(fontconfig)},
    )
    return {name: base64.b64decode(pdf) for name, pdf in json.loads(done.stdout).items()}
