"""What the desk offers is what can be printed, and what is a draft is called one where it is printed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from handouts.web.desk.server import Running
from handouts.web.desk.sessions import Work
from handouts.web.desk.shelf import Shelf

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
    note = "Give it to a patient only if the responsible clinician has agreed."
    with open_desk(clinic()) as desk:
        visitor = Visitor(desk)
        shown = visitor.shown()
        assert f'id="draft">This sheet is a draft. {note}' in shown
        assert shown.count('data-give aria-describedby="draft"') == 2
        work = the_work(desk)
        assert work.sheet is not None
        work.sheet = replace(work.sheet, made=replace(work.sheet.made, review=""))  # as if all were approved
        shown = visitor.post("/look-again", {}, **{"HX-Request": "true"}).text
        assert "Ready" in shown
        assert shown.count("data-give>") == 2
        assert note not in shown


def the_work(desk: Running) -> Work:
    """Return the one window that is open."""
    (session,) = desk.store._sessions.values()
    (work,) = session.works.values()
    return work
