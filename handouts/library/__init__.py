"""Every complete leaflet of a workspace in a folder, a page to pick them from, and a list of what they are.

Must not compose or judge a leaflet: `pipeline` makes each, as it makes one by itself.
"""

from __future__ import annotations

from .building import INDEX, build
from .leaflets import Leaflet, leaflets
from .manifest import MANIFEST
from .plan import Outcome, Plan, Report
from .shelf import page

__all__ = ["INDEX", "MANIFEST", "Leaflet", "Outcome", "Plan", "Report", "build", "leaflets", "page"]
