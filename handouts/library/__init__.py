"""Every complete leaflet of a workspace in a folder, and a page to pick them from.

Must not compose or judge a leaflet: `pipeline` makes each, as it makes one by itself.
"""

from __future__ import annotations

from .building import Outcome, build
from .leaflets import Leaflet, leaflets
from .shelf import INDEX, page

__all__ = ["INDEX", "Leaflet", "Outcome", "build", "leaflets", "page"]
