"""Templates cannot reach out, cannot be wrong in silence, and give their words to translators."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from handouts import template_words, templates
from handouts.errors import Refused
from handouts.model.request import Draft, Patient
from handouts.workspace import Workspace

HANDOUT = "templates/handout.html"


def page(body: str) -> dict[str, str]:
    return {HANDOUT: f'{{% extends "base.html" %}}\n{{% block hero %}}\n{body}\n{{{{ super() }}}}\n{{% endblock %}}\n'}


@pytest.fixture
def refused(workspace: Callable[..., Workspace], composed: Callable[..., Draft], refusal: Any) -> Callable[..., Any]:
    """Return the one error with which a draft is refused in a folder with these files."""

    def only(files: dict[str, Any]) -> Any:
        (problem,) = refusal(Refused, composed, workspace(files), Patient(name="CANARY"))
        assert "CANARY" not in repr(problem)
        return problem

    return only


def test_a_sound_template_of_a_clinic_is_used(workspace: Any, composed: Any) -> None:
    assert "<p>2 &lt; 3</p>" in composed(workspace(page("<p>{{ '2 < 3' }}</p>"))).html


@pytest.mark.parametrize(
    "escape",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ _.__globals__ }}",
        "{{ _.__self__ }}",
        "{{ self.__init__.__globals__ }}",
        "{{ panel.name.html.__class__ }}",
        "{{ panel.name.__dataclass_fields__ }}",
        "{{ ''|attr('__class__') }}",
        "{{ '{0.__class__}'.format(1) }}",
        "{{ '%s'|format(''.__class__) }}",
        "{{ topic.pop('main') }}",
        "{{ modules.append(1) }}",
        "{% for x in ().__class__.__base__.__subclasses__() %}{% endfor %}",
    ],
)
def test_a_template_cannot_leave_its_sandbox(refused: Any, escape: str) -> None:
    problem = refused(page(escape))
    assert (problem.code, problem.where) == ("template.fault", f"hilltop/{HANDOUT}:3")
    assert "unsafe" in problem.message


@pytest.mark.parametrize("name", ["cycler", "lipsum", "namespace", "dict", "joiner", "request", "config"])
def test_a_template_has_no_globals(refused: Any, name: str) -> None:
    problem = refused(page(f"{{{{ {name}() }}}}"))
    assert problem.message == f"the template has a fault: '{name}' is undefined"


@pytest.mark.parametrize(
    "fault",
    [
        "{{ nope }}",
        "{{ topic.nope }}",
        "{{ topic.nope.more }}",
        "{% if nope %}{% endif %}",
        "{% for x in nope %}{% endfor %}",
        "{{ 1 / 0 }}",
        "{{ 'a' + 1 }}",
        "{{ topic[panel.name.html|striptags] }}",
        "{{ _('Revision {number}') }}",
    ],
)
def test_what_is_undefined_or_impossible_is_refused_at_its_line(refused: Any, fault: str) -> None:
    problem = refused(page(fault))
    assert (problem.code, problem.where) == ("template.fault", f"hilltop/{HANDOUT}:3")


@pytest.mark.parametrize(
    ("fault", "line"),
    [("{% if %}", 3), ("{{ a b }}", 3), ("{% nope %}", 3), ("{{ 1|nope }}", 3), ("{% for x in y %}", 5)],
)
def test_a_fault_of_syntax_is_refused_at_its_line(refused: Any, fault: str, line: int) -> None:
    problem = refused(page(fault))
    assert (problem.code, problem.where) == ("template.syntax", f"hilltop/{HANDOUT}:{line}")


@pytest.mark.parametrize("name", ["nope.html", "../clinic.yaml", "/etc/passwd", "parts/../../clinic.yaml"])
def test_a_file_that_is_no_template_is_not_to_be_had(refused: Any, name: str) -> None:
    problem = refused(page(f'{{% include "{name}" %}}'))
    assert (problem.code, problem.where) == ("template.missing", f"hilltop/{HANDOUT}:3")


def test_a_template_that_includes_itself_is_refused(refused: Any) -> None:
    assert refused(page('{% include "handout.html" %}')).message == "the template has a fault (RecursionError)"


def test_a_template_that_is_not_utf8_is_refused_by_name(refused: Any) -> None:
    problem = refused({"templates/parts/hero.html": b"<p>\xff\xfe</p>"})
    assert (problem.code, problem.where) == ("file.not-utf8", "hilltop/templates/parts/hero.html")


def test_everything_is_escaped_whatever_the_file_is_called(workspace: Any, composed: Any) -> None:
    files = {**page('{% include "parts/mine.html.j2" %}'), "templates/parts/mine.html.j2": "{{ '<b>' }}{{ \"'\" }}"}
    assert "&lt;b&gt;&#39;" in composed(workspace(files)).html


def test_the_words_of_our_templates_are_all_given_to_translators(small: Workspace) -> None:
    said = {message.source: message.where for message in template_words.messages(small)}
    calls = {}
    for path in (small.own / "templates").rglob("*.html"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for source in re.findall(r"_\(\"(.*?)\"", line):
                calls.setdefault(source, set()).add(f"{path.relative_to(small.own)}:{number}")
    assert set(said) == set(calls)
    assert all(where in calls[source] for source, where in said.items())


def test_the_words_of_a_clinics_template_take_the_place_of_ours(workspace: Any) -> None:
    space = workspace({"templates/parts/foot.html": '\n<p>{{ _("Ours, {number}", number=1) }}</p>'})
    said = {message.source: message.where for message in template_words.messages(space)}
    assert said["Ours, {number}"] == "hilltop/templates/parts/foot.html:2"
    assert "Turn over" not in said


def test_words_that_no_translator_could_see_are_refused(refused: Any) -> None:
    problem = refused(page("{{ _(panel.name.html|striptags) }}"))
    assert (problem.code, problem.where) == ("template.words", f"hilltop/{HANDOUT}:3")


def test_no_template_of_ours_holds_bare_words(own: Any) -> None:
    for path in (own / "templates").rglob("*.html"):
        html = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"<script>.*?</script>|<[^>]*>", " ", html, flags=re.DOTALL)
        assert re.findall(r"[^\W\d_]+", text) == [], path.name


def test_words_are_kept_until_a_template_says_something_else(
    workspace: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said() -> set[str]:
        template_words._said.cache_clear()
        return {message.source for message in template_words.messages(space)}

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    space = workspace({"templates/parts/foot.html": '<p>{{ _("One") }}</p>'})
    assert "One" in said()
    (kept,) = (tmp_path / "cache" / "handouts").glob("template-words-*.json")
    first = kept.stat().st_mtime_ns
    assert "One" in said()
    assert kept.stat().st_mtime_ns == first
    (space.roots[0] / "templates/parts/foot.html").write_text('<p>{{ _("Two") }}</p>')
    assert {"One", "Two"} & said() == {"Two"}
    for broken in ("", "{", "[1]", '{"a": [[1]]}', '{"a": 3}'):
        kept.write_text(broken)
        assert {"One", "Two"} & said() == {"Two"}


def test_a_compiled_template_is_kept_until_its_source_says_something_else_and_a_damaged_one_is_not_used(
    workspace: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said() -> str:
        monkeypatch.setattr(templates, "_COMPILED", templates._Compiled())  # as in a new process
        return templates.rendered(space, "one.html", {})

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    space = workspace({"templates/one.html": "One"})
    assert said() == "One"
    (kept,) = (tmp_path / "cache" / "handouts").glob("template-*")
    whole = kept.read_bytes()
    for damaged in (whole.replace(b"One", b"Two"), whole[:-9], whole[:20], b""):
        kept.write_bytes(damaged)
        assert said() == "One"
        assert kept.read_bytes() == whole
    other = whole[templates._DIGEST :].replace(b"One", b"Two")
    kept.write_bytes(sha256(other).digest() + other)
    assert said() == "Two"  # so it is what is kept that is used
    (space.roots[0] / "templates/one.html").write_text("Three")
    assert said() == "Three"
    assert list(kept.parent.glob("template-*")) == [kept]
    kept.unlink()
    kept.mkdir()  # nothing can be kept there
    assert said() == "Three"
