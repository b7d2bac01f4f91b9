"""What the desk offers is what can be printed."""

from __future__ import annotations

from typing import Any

import pytest

from handouts.web.desk.shelf import Shelf

OURS = {"templates/parts/foot.html": '<p>{{ _("A line of ours") }}</p>'}


@pytest.mark.parametrize(("files", "offered"), [({}, True), (OURS, False)], ids=["ours", "one more word"])
def test_a_language_that_lacks_a_word_around_the_modules_is_not_offered(
    clinic: Any, files: dict[str, str], *, offered: bool
) -> None:
    shelf = Shelf(clinic(files))
    assert [shelf.whole("baclofen", name, "essential") for name in ("en", "es")] == [True, offered]
    assert [shelf.ready("baclofen", name, "essential").reason for name in ("en", "es")] == [
        "",
        "" if offered else "missing",
    ]
