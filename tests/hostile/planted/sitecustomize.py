"""A fault in every process of a run that has this folder on its path: setting a patient's words breaks, or never ends.

Python imports a module of this name when it starts. Its name comes from the environment, so that the children have it.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import NoReturn


def _break(text: str) -> NoReturn:
    raise KeyError(text)


def _hang(text: str) -> NoReturn:
    Path(os.environ["HANDOUTS_TEST_READY"]).touch()
    while text:
        time.sleep(1)
    raise KeyError(text)


_PLANTS = {"break": _break, "hang": _hang}
if _planted := os.environ.get("HANDOUTS_TEST_PLANT"):
    from handouts.compose import fill

    fill.personal = _PLANTS[_planted]
