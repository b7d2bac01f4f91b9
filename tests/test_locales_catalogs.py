"""Catalogs: merged over the roots; a message is printed only when it is whole."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import Severity
from handouts.locales import catalogs
from handouts.locales.catalogs import Entry, Translations
from handouts.locales.languages import language
from handouts.model.message import Message, digest
from handouts.model.text import PLACEHOLDERS, emphases, placeholders

from .content_fixtures import PO_HEAD, PROPERTY, codes, entry, overlaid, place, po, put, refused, said, tea

ASK = Message("tea", "points", "Ask **us**: {clinic_phone}.", "topics/tea/points.yaml:15")
PO = "locales/es/LC_MESSAGES/tea.po"


def problems(folder: Path, translation: str, *flags: str, message: Message = ASK):
    """Return what stands against a message whose translation is this."""
    workspace = tea(folder)
    po(workspace.own, "es", "tea", [entry(message.context, message.source, translation, *flags)])
    return tuple(catalogs.faults(message, catalogs.load(workspace, "es", ("tea",))))


# --- what may be printed ----------------------------------------------------------------------------------------------


def test_a_whole_translation_may_be_printed(tmp_path: Path):
    assert problems(tmp_path, "{clinic_phone}: pregunte a **nosotros**.") == ()


@pytest.mark.parametrize("translation", ["", "   ", "\n"])
def test_a_translation_without_words_is_missing(tmp_path: Path, translation: str):
    (problem,) = problems(tmp_path, translation)
    assert said([problem]) == [("translation.missing", ASK.where)]
    assert problem.severity is Severity.ERROR
    assert (problem.message, problem.hint) == (f"no Spanish for “{ASK.source}”", f"translate it in {PO}")


@pytest.mark.parametrize(
    "other",
    [
        Message("tea", "core", ASK.source, ASK.where),
        Message("tea", "points", ASK.source.lower(), ASK.where),
        Message("coffee", "points", ASK.source, ASK.where),
    ],
)
def test_a_message_of_another_place_or_other_words_is_missing(tmp_path: Path, other: Message):
    workspace = tea(tmp_path)
    po(workspace.own, "es", "tea", [entry(ASK.context, ASK.source, "**a** {clinic_phone}")])
    found = catalogs.load(workspace, "es", ("tea", "coffee"))
    assert codes(catalogs.faults(other, found)) == ["translation.missing"]
    assert codes(catalogs.faults(ASK, found)) == []


def test_a_fuzzy_translation_is_refused_with_its_place_in_the_catalog(tmp_path: Path):
    (problem,) = problems(tmp_path, "**a** {clinic_phone}", "fuzzy")
    own = tmp_path / "project"
    assert said([problem]) == [("translation.fuzzy", place(own, PO, "Ask **us**"))]


@pytest.mark.parametrize(
    "translation", ["**a**", "**a** {clinic_phone} {clinic_phone}", "**a** {phone}", "**a** {emergency_number}"]
)
def test_other_placeholders_are_refused_with_those_to_use(tmp_path: Path, translation: str):
    (problem,) = problems(tmp_path, translation)
    assert said([problem]) == [("translation.placeholders", place(tmp_path / "project", PO, "Ask **us**"))]
    assert problem.hint == "use: {clinic_phone}"


@pytest.mark.parametrize("translation", ["a {clinic_phone}", "**a** **b** {clinic_phone}"])
def test_other_emphasis_is_refused(tmp_path: Path, translation: str):
    assert codes(problems(tmp_path, translation)) == ["translation.emphasis"]


@pytest.mark.parametrize(
    "translation",
    [
        "**a {clinic_phone}",
        "**a** {clinic_phone",
        "**a** {}",
        "**a** <b>{clinic_phone}</b>",
        "**a** {clinic_phone}&nbsp;",
    ],
)
def test_broken_markup_is_refused(tmp_path: Path, translation: str):
    assert codes(problems(tmp_path, translation)) == ["translation.markup"]


def test_all_faults_of_a_message_come_at_once(tmp_path: Path):
    assert codes(problems(tmp_path, "a", "fuzzy")) == [
        "translation.fuzzy",
        "translation.placeholders",
        "translation.emphasis",
    ]


def test_the_source_language_needs_no_catalog_and_a_clinic_may_reword_it(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    found = catalogs.load(workspace, "en", ("tea",))
    assert found.entry(ASK) == Entry(ASK.source, False, ASK.where, "")
    assert codes(catalogs.faults(ASK, found)) == []
    po(clinic, "en", "tea", [entry(ASK.context, ASK.source, "Talk to **us**: {clinic_phone}.")])
    reworded = catalogs.load(workspace, "en", ("tea",)).entry(ASK)
    assert reworded is not None
    assert (reworded.translation, reworded.root) == ("Talk to **us**: {clinic_phone}.", str(clinic))
    po(clinic, "en", "tea", [entry(ASK.context, ASK.source, "")])
    assert catalogs.load(workspace, "en", ("tea",)).entry(ASK) == Entry(ASK.source, False, ASK.where, "")


# --- the roots --------------------------------------------------------------------------------------------------------


def test_a_clinics_message_wins_over_ours_and_an_empty_one_of_its_does_not(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    names = ("One", "Two", "Three")
    po(workspace.own, "es", "tea", [entry("points", name, f"our {name}") for name in names])
    po(clinic, "es", "tea", [entry("points", "One", "their One"), entry("points", "Two", "")])
    found = catalogs.load(workspace, "es", ("tea",))
    entries = [found.entry(Message("tea", "points", name)) for name in names]
    assert [(item.translation, item.root) for item in entries if item] == [
        ("their One", str(clinic)),
        ("our Two", str(workspace.own)),
        ("our Three", str(workspace.own)),
    ]
    assert entries[0] is not None
    assert entries[0].where == place(clinic, PO, '"One"', f"clinic/{PO}")


def test_only_the_domains_that_were_asked_for_are_read(tmp_path: Path):
    workspace = tea(tmp_path)
    po(workspace.own, "es", "tea", [entry("", "One", "uno")])
    put(workspace.own, "locales/es/LC_MESSAGES/coffee.po", 'msgid "a')
    assert catalogs.load(workspace, "es", ("tea",)).entry(Message("tea", "", "One")) is not None
    assert catalogs.load(workspace, "es", ("handouts",)).entry(Message("tea", "", "One")) is None


# --- broken files -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (PO_HEAD + 'msgid "One\nmsgstr "uno"\n', 5),
        (PO_HEAD + 'msgid "One"\nmsgstr "uno"\n\nwords\n', 8),
        (PO_HEAD + 'msgid "One"\nmsgstr uno\n', 6),
        (PO_HEAD + 'msgid "One"\nmsgstr "uno\n', 6),
        (PO_HEAD + 'msgid "One"\nmsgstr "u"no"\n', 6),
        (PO_HEAD + 'msgid "One"\nmsgstr "uno\\"\n', 6),
        ('msgid "One"\nmsgstr "uno"\n"dos\n', 3),
    ],
)
def test_a_broken_catalog_is_refused_with_its_line(tmp_path: Path, text: str, line: int):
    workspace = tea(tmp_path)
    put(workspace.own, PO, text)
    (problem,) = refused(lambda: catalogs.load(workspace, "es", ("tea",)))
    assert said([problem]) == [("catalog.syntax", f"{PO}:{line}")]
    assert "Poedit" in problem.hint


def test_line_ends_of_windows_comments_and_old_messages_are_no_fault(tmp_path: Path):
    workspace = tea(tmp_path)
    text = PO_HEAD + '# a note\n#: a.yaml:1\nmsgid "One"\nmsgstr ""\n"u\\"n"\n  "o"\n\n#~ msgid "old\n#~ msgstr "x"\n'
    put(workspace.own, PO, "").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    found = catalogs.load(workspace, "es", ("tea",)).entry(Message("tea", "", "One"))
    assert found is not None
    assert found.translation == 'u"no'


def test_a_catalog_that_is_not_utf8_is_refused(tmp_path: Path):
    workspace = tea(tmp_path)
    path = po(workspace.own, "es", "tea", [entry("", "One", "año")])
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    assert codes(refused(lambda: catalogs.load(workspace, "es", ("tea",)))) == ["catalog.syntax"]


def test_all_broken_files_are_named_at_once(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    for root, domain in ((workspace.own, "tea"), (clinic, "tea"), (workspace.own, "handouts")):
        put(root, f"locales/es/LC_MESSAGES/{domain}.po", 'msgid "a')
    found = refused(lambda: catalogs.load(workspace, "es", ("handouts", "tea")))
    assert [problem.where.partition(":")[0] for problem in found] == [
        "locales/es/LC_MESSAGES/handouts.po",
        PO,
        f"clinic/{PO}",
    ]


def test_a_language_that_is_none_is_refused(tmp_path: Path):
    assert codes(refused(lambda: catalogs.load(tea(tmp_path), "xx_bogus", ("tea",)))) == ["language.tag"]


# --- properties -------------------------------------------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=30).filter(str.strip)


@PROPERTY
@given(st.dictionaries(words, words, max_size=5))
def test_what_a_translators_tool_writes_is_read_word_for_word(
    tmp_path_factory: pytest.TempPathFactory, pairs: dict[str, str]
):
    root = tmp_path_factory.getbasetemp() / "tool"
    made = Catalog(locale="es")
    for source, translation in pairs.items():
        made.add(source, translation, context="points")
    buffer = BytesIO()
    write_po(buffer, made, width=40)
    path = put(root, PO, "")
    path.write_bytes(buffer.getvalue())
    from handouts.workspace import Workspace

    found = catalogs.load(Workspace((root,)), "es", ("tea",))
    for source, translation in pairs.items():
        item = found.entry(Message("tea", "points", source))
        assert item is not None
        assert item.translation == translation


pieces = st.lists(
    st.sampled_from(["a", " ", "**", "{clinic_phone}", "{crisis_number}", "{", "}", "<b>", "*"]), max_size=8
)


@PROPERTY
@given(pieces, pieces)
def test_a_translation_passes_only_with_the_placeholders_and_emphasis_of_its_source(one: list[str], two: list[str]):
    source, translation = "".join(one), "".join(two)
    try:
        placeholders(source)
    except ValueError:
        return
    message = Message("tea", "", source)
    found = Translations(language("es"), {("tea", "", source): Entry(translation, False, "x", "r")})
    if not tuple(catalogs.faults(message, found)):
        assert translation.strip()
        assert placeholders(translation) == placeholders(source)
        assert emphases(translation) == emphases(source)
        assert set(placeholders(translation)) <= set(PLACEHOLDERS)


@PROPERTY
@given(st.tuples(words, words, words), st.tuples(words, words, words))
def test_any_change_gives_another_digest(one: tuple[str, str, str], two: tuple[str, str, str]):
    assert (digest(*one) == digest(*two)) == (one == two)
    assert len(digest(*one)) == 16


def test_words_that_change_sides_give_another_digest():
    made = {digest("points", "ab", "c"), digest("points", "a", "bc"), digest("pointsa", "b", "c"), digest("", "", "")}
    assert len(made) == 4
