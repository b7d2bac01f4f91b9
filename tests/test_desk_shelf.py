"""What the desk offers is what can be printed, and what is a draft is called one where it is printed."""

from __future__ import annotations

from typing import Any

import pytest

from handouts.web.desk.shelf import Shelf
from handouts.workspace import Workspace

from .conftest import OWN
from .content_fixtures import approve
from .desks import Visitor, open_desk

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


def test_a_draft_is_called_one_where_it_is_printed(clinic: Any) -> None:
    folder, note = clinic(), "Give it to a patient only if the responsible clinician has agreed."
    with open_desk(folder) as desk:
        shown = Visitor(desk).shown()
        assert 'id="draft"' in shown
        assert note in shown
        assert shown.count('data-give aria-describedby="draft"') == 2
    for topic in ("sample", "handouts"):
        approve(Workspace((folder, OWN)), "en", "clinician", topic=topic)
    with open_desk(folder) as desk:
        shown = Visitor(desk).shown()
        assert "data-give" in shown
        assert note not in shown
        assert "draft" not in shown
