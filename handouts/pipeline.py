"""Make one handout: load, compose, render, inspect.

Must not write files or know the terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from . import carer, clinic, dose, engine, fonts, lettering, plain, render, styles, topics
from .compose import planned
from .compose.brief import Brief
from .compose.draft import draft
from .compose.select import recipe_of
from .errors import Problem, UsageFault, error, refuse_if_any, warning
from .locales import languages
from .model.clinic import Clinic
from .model.editions import EDITIONS, Edition
from .model.laid import Rendering
from .model.request import PATIENT_FIELDS, Draft, Handout, Patient, Request
from .workspace import Workspace

Loader = Callable[[Workspace, str], topics.TopicContent]


def made(workspace: Workspace, request: Request, patient: Patient, load: Loader = topics.load) -> Handout:
    """Return the finished handout, made in this process; raises with every problem, and then there is none.

    Raises `UsageFault` or `Refused`. Whoever can must call it in a child (`child.run`, `child.workers`), whose time,
    memory and reach are bounded. `load` as for `prepared`.
    """
    brief, said = prepared(workspace, request, patient, load)
    if not EDITIONS[request.edition].sheets:
        return _plain(brief, said)
    composed, rendering = rendered(brief)
    problems = (*said, *composed.problems, *judged(brief, composed, rendering))
    refuse_if_any(problems)
    return replace(finished(brief, rendering, problems), review=composed.review, code=composed.code)


def drafted(workspace: Workspace, request: Request, patient: Patient, load: Loader = topics.load) -> Draft:
    """Return the draft of a handout, not laid out; raises as `made` does, for what can be known by then."""
    brief, _ = prepared(workspace, request, patient, load)
    return draft(brief)


def finished(brief: Brief, rendering: Rendering, problems: tuple[Problem, ...]) -> Handout:
    """Return the handout of judged pages."""
    if EDITIONS[brief.request.edition].folded:
        return _folded(brief, rendering, problems)
    return Handout(rendering.pdf, len(rendering.pages), problems)


def _folded(brief: Brief, rendering: Rendering, problems: tuple[Problem, ...]) -> Handout:
    """Return the judged pages in the order for folding."""
    from . import imposition  # loads pikepdf, as judging does

    folded = imposition.booklet(rendering.pdf, from_right=languages.language(brief.request.locale).direction == "rtl")
    sheets = -(-len(rendering.pages) // 4)
    say = f"a print file for {sheets} {'sheet' if sheets == 1 else 'sheets'}, both sides, turned on the short edge"
    hint = "it is untagged, so no screen reader can follow it: give out --edition standard as a file"
    return Handout(folded, len(rendering.pages), (*problems, warning("booklet.untagged", say, hint=hint)))


def _plain(brief: Brief, said: tuple[Problem, ...]) -> Handout:
    """Return a handout without pages."""
    composed = draft(brief)
    problems = (*said, *composed.problems)
    refuse_if_any(problems)
    html = composed.html
    is_text = brief.request.format == "txt"
    document = plain.text(html) if is_text else plain.document(html, brief.workspace.asset)
    return Handout(document, 0, problems, composed.review, composed.code)


def prepared(
    workspace: Workspace, request: Request, patient: Patient, load: Loader = topics.load
) -> tuple[Brief, tuple[Problem, ...]]:
    """Return all that a draft is made of, with what is to be said of the clinic; the engine is ready then.

    `load` may remember a topic that it has loaded before.
    """
    problems = tuple(_unknown(request))
    if problems:
        raise UsageFault(problems)
    found, said = clinic.load(workspace, request.today)
    refuse_if_any(said)
    staff = languages.resolve(workspace, found.facts.language)
    found = replace(found, facts=found.facts.model_copy(update={"language": staff}))
    locale, beside = (
        languages.resolve(workspace, tag, for_designer=request.for_designer) if tag else None
        for tag in (request.locale, request.beside)
    )
    request = replace(request, locale=locale or "", beside=beside)
    request, alike = carer.without_conditions(request)
    content = load(workspace, request.subject)
    problems = (*_twice(request), *carer.unfit(request, recipe_of(request, found), content.topic))
    if problems:
        raise UsageFault(problems)
    found = found.without(content.without)
    folder = workspace.own / "styles" / "fonts"
    files = lettering.font_files(folder, filter(None, (request.locale, beside, staff)))
    families, faces = tuple(family.name for family in fonts.catalogue(folder)), found.facts.fonts
    refuse_if_any(fonts.own_problems(workspace, faces, families))
    families += tuple(face.family for face in faces)
    turned = not EDITIONS[request.edition].folded
    brief = Brief(workspace, found, content, request, Patient(), families=families, turn_over=turned)
    brief, left_out = for_patient(brief, patient)
    if not EDITIONS[request.edition].sheets:
        brief = replace(brief, css=styles.on_screen(workspace, found, styles.PLAIN))
    else:
        brief = replace(brief, sheets=styles.sheets(workspace, request, found))
        engine.start(fonts.fontconfig_file(files, fonts.own_folders(workspace, faces)))
    return brief, (*said, *alike, *left_out)


def for_patient(brief: Brief, patient: Patient) -> tuple[Brief, tuple[Problem, ...]]:
    """Return the same for this patient, with what is to be said of it; raises `Refused` for what no font can draw."""
    patient, kept_back = carer.without_fields(brief.request, patient)
    lettering.require_drawable(brief.workspace.own / "styles" / "fonts", patient)
    patient, left_out = _discreet(brief.content, brief.request, patient, brief.clinic)
    of_plan = tuple(planned.problems(brief.content, brief.request, patient))
    refuse_if_any(of_plan)
    said = (*kept_back, *left_out, *_unprinted(brief.request, patient), *of_plan)
    return replace(brief, patient=patient), said


def rendered(brief: Brief) -> tuple[Draft, Rendering]:
    """Return a draft and what became of it.

    A single page does not ask to be turned over. Where the last page would be nearly empty, all is moved a little
    closer together, once; that stands if it saves the page.
    """
    from . import preflight  # loads pikepdf, which dies of an interrupt then: the parent must not

    composed, rendering = laid_out(brief)
    if preflight.ends_thin(rendering.pages):
        closer = laid_out(replace(brief, closer=True))
        if len(closer[1].pages) < len(rendering.pages):
            return closer
    return composed, rendering


def laid_out(brief: Brief) -> tuple[Draft, Rendering]:
    """Return a draft as it is asked for, and what became of it; a single page does not ask to be turned over."""
    composed = draft(brief)
    sheets = [(sheet.name, sheet.css) for sheet in composed.sheets]
    rendering = render.render(composed.html, sheets, brief.workspace.asset)
    if len(rendering.pages) == 1 and brief.turn_over:
        return laid_out(replace(brief, turn_over=False))
    return composed, rendering


def judged(brief: Brief, composed: Draft, rendering: Rendering) -> tuple[Problem, ...]:
    """Return what is wrong with the finished pages."""
    from . import preflight  # loads pikepdf, which dies of an interrupt then: the parent must not

    checked = preflight.inspect(rendering, composed.expected)
    return (*checked, *_too_long(brief, len(rendering.pages)))


def _discreet(
    content: topics.TopicContent, request: Request, patient: Patient, found: Clinic
) -> tuple[Patient, tuple[Problem, ...]]:
    """Return the patient without a name where a recipe is discreet and nobody asked for the name."""
    recipe = content.topic.recipes.get(recipe_of(request, found) or "")
    if not (recipe and recipe.discreet and patient.name and not request.with_name):
        return patient, ()
    say = "this sheet is printed without the patient's name, because of what it is about"
    return replace(patient, name=""), (warning("patient.unnamed", say, hint="--with-name prints it"),)


def _unprinted(request: Request, patient: Patient) -> Iterator[Problem]:
    """Yield a warning for each field that is given and has no place in the edition."""
    printed = EDITIONS[request.edition].fields
    for name in PATIENT_FIELDS:
        if getattr(patient, name) and name not in printed:
            say = f"the edition '{request.edition}' does not print the patient's '{name}'"
            yield warning("patient.unprinted", say, hint=f"it prints: {', '.join(printed)}")
    if "note" in printed and any(dose.unsafe(patient.note)):
        say = "the note may hold a dose or an abbreviation that is misread"
        hint = "look at it again: no TDS, BD, QD, QID, PRN, U, IU, mcg, 5.0 mg or .5 mg"
        yield warning("patient.unsafe-note", say, hint=hint)


def _too_long(brief: Brief, pages: int) -> Iterator[Problem]:
    """Yield a warning when a handout has more pages than its recipe promises in this language."""
    name = recipe_of(brief.request, brief.clinic) or ""
    recipe = brief.content.topic.recipes.get(name)
    limits = recipe.pages if recipe else {}
    most = limits.get(brief.request.locale, limits.get("other", pages))
    if pages > most and not brief.patient.plan and brief.request.edition == "standard" and not brief.request.beside:
        say = f"the recipe '{name}' has {pages} pages, and is meant to have {most}"
        where = brief.content.reading.where(("recipes", name, "pages"))
        yield warning("recipe.too-long", say, where, "shorten what the clinic adds, or leave a module out")


def _unknown(request: Request) -> Iterator[Problem]:
    """Yield what a request may name and this version cannot do: better no sheet than another one than was asked for."""
    if request.edition in EDITIONS:
        yield from _unfit(request, EDITIONS[request.edition])
    else:
        hint = f"editions: {', '.join(EDITIONS)}"
        yield error("edition.unknown", f"there is no edition '{request.edition}'", hint=hint)
    if request.paper not in styles.PAPERS:
        hint = f"papers: {', '.join(styles.PAPERS)}"
        yield error("paper.unknown", f"there is no paper '{request.paper}'", hint=hint)
    both = sorted(set(request.concerns) & set(request.spares))
    if both:
        yield error("condition.both", f"{', '.join(both)}: said both with --for and --not-for", hint="say it once")


def _twice(request: Request) -> Iterator[Problem]:
    """Yield an error where a language would stand beside itself."""
    if request.beside == request.locale:
        say = f"the sheet is in '{request.locale}' already"
        yield error("beside.same", say, hint="name another language with --beside")


def _unfit(request: Request, edition: Edition) -> Iterator[Problem]:
    """Yield what is asked of an edition that it does not have."""
    name = request.edition
    if request.size is not None and request.size not in edition.sizes:
        sized = (f"{other} ({item.sizes[0]} to {item.sizes[-1]})" for other, item in EDITIONS.items() if item.sizes)
        hint = f"--size goes with --edition {', '.join(sized)}"
        yield error("edition.size", f"{request.size} pt is no size of the edition '{name}'", hint=hint)
    if request.format not in edition.formats:
        hint = "--edition plain is HTML or text; every other edition is PDF"
        yield error("edition.format", f"the edition '{name}' is not made as {request.format}", hint=hint)
    if edition.own_words and (request.recipe or request.modules):
        hint = "leave out --recipe and --module"
        yield error("edition.own-words", f"the edition '{name}' has words of its own", hint=hint)
    if request.beside and edition.own_words:
        hint = "leave out --beside: a card has the clinic's language on its other face"
        yield error("edition.beside", f"the edition '{name}' has no second language beside the first", hint=hint)
    if request.bleed and (edition.folded or not edition.sheets):
        hint = "leave out --bleed: a booklet is folded, not cut" if edition.folded else "leave out --bleed"
        yield error("edition.bleed", f"the edition '{name}' is made without bleed and crop marks", hint=hint)
