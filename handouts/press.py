"""The same sheet for many patients: constant pages are made once, each patient's words are printed onto them.

The whole render is the reference and the fallback: the first imprint of each kind is held against it, page images and
text, and a row that cannot be imprinted is rendered whole and counted. Must not write files or start processes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from . import imprint, pipeline, topics
from .compose import views
from .compose.brief import Brief
from .compose.draft import draft
from .compose.samples import sample
from .errors import Problem, Refused, refuse_if_any
from .imprint import Shell, Unfit
from .locales import languages
from .model.editions import EDITIONS
from .model.panel import Entry
from .model.request import Draft, Handout, Patient, Request
from .workspace import Workspace

_VALUE = re.compile('<bdi dir="(?:ltr|rtl)" data-personal>.*?</bdi>(?:<br>)?')


@dataclass(slots=True)
class Press:
    """A sheet that is ready to be printed for one patient after the other; make one with `ready`."""

    brief: Brief
    said: tuple[Problem, ...]
    language: str
    form: str
    review: str = ""
    code: str = ""
    """As of each of its handouts."""
    whole: Counter[str] = field(default_factory=Counter)
    """Why rows were rendered whole, and how many."""
    imprinted: int = 0
    _shells: dict[bool, _Kept | Unfit] = field(default_factory=dict)

    def handout(self, patient: Patient) -> Handout:
        """Return a patient's finished handout; raises `Refused` as `pipeline.made` does."""
        brief, said = pipeline.for_patient(self.brief, patient)
        if patient.plan:  # pages of its own: no shell has them
            self.whole["plan"] += 1
            return self._whole(brief, said)
        entries = _entries(brief, self.form)
        try:
            kept = self._shell(noted="note" in entries and bool(entries["note"].lines))
            pdf = imprint.imprinted(kept.shell_for(entries), entries, self.language)
        except Unfit as unfit:
            self.whole[unfit.reason] += 1
            return self._whole(brief, said)
        self.imprinted += 1
        return Handout(pdf, kept.pages, (*self.said, *said, *kept.problems), self.review, self.code)

    def _whole(self, brief: Brief, said: tuple[Problem, ...]) -> Handout:
        composed, rendering = pipeline.rendered(brief)
        problems = (*self.said, *said, *composed.problems, *pipeline.judged(brief, composed, rendering))
        refuse_if_any(problems)
        return replace(pipeline.finished(brief, rendering, problems), review=composed.review, code=composed.code)

    def _shell(self, *, noted: bool) -> _Kept:
        """Return the shell for rows with or without a note, whose panels may differ in height."""
        if noted not in self._shells:
            try:
                self._shells[noted] = _Kept.of(self.brief, self.form, noted=noted)
            except Unfit as unfit:
                self._shells[noted] = unfit
            except Refused:  # a row of its own will say why
                self._shells[noted] = Unfit("sample")
        kept = self._shells[noted]
        if isinstance(kept, Unfit):
            raise Unfit(kept.reason)
        return kept


def ready(workspace: Workspace, request: Request, load: pipeline.Loader = topics.load) -> Press:
    """Return a press for everybody who gets this sheet; raises as `pipeline.made` does. Runs the engine."""
    brief, said = pipeline.prepared(workspace, request, Patient(), load)
    composed = draft(brief)
    tag = languages.language(brief.request.locale).tag
    return Press(brief, said, tag, composed.form, composed.review, composed.code)


@dataclass(slots=True)
class _Kept:
    """A shell with what its samples were made of."""

    brief: Brief
    form: str
    noted: bool
    shell: Shell
    pages: int
    problems: tuple[Problem, ...]
    _failed: set[imprint.Key] = field(default_factory=set)

    @classmethod
    def of(cls, brief: Brief, form: str, *, noted: bool) -> _Kept:
        """Make a shell, and see that words change nothing of the sheet but the panel."""
        edition = EDITIONS[brief.request.edition]
        if not edition.sheets or edition.folded:
            raise Unfit("edition")
        brief = replace(brief, patient=sample(brief.request.edition, form, noted=noted))
        composed, rendering = pipeline.rendered(brief)
        problems = (*composed.problems, *pipeline.judged(brief, composed, rendering))
        refuse_if_any(problems)
        brief = _as_rendered(brief, composed)
        _require_same_html(brief, composed, noted=noted)
        shell = imprint.prepare(_source(brief, composed), families=brief.families)
        kept = cls(brief, form, noted, shell, len(rendering.pages), problems)
        kept._learn_blank()
        kept._require_equal(rendering.pdf)
        return kept

    def shell_for(self, entries: Mapping[str, Entry]) -> Shell:
        """Return the shell when it knows how to set these words, after a look at samples that it lacks."""
        for key in imprint.lacking(self.shell, entries):
            if key in self._failed:
                raise Unfit("size")
            self._failed.add(key)
            self._learn(*key)
            self._failed.remove(key)
        if imprint.lacking(self.shell, entries):
            raise Unfit("size")
        return self.shell

    def _learn(self, size: str, direction: str) -> None:
        """Render a sample whole, judge it, learn from it, and hold the imprint of its words against it."""
        brief = replace(
            self.brief, patient=sample(self.brief.request.edition, self.form, size, direction, noted=self.noted)
        )
        try:
            composed, rendering = pipeline.laid_out(brief)
            refuse_if_any(pipeline.judged(brief, composed, rendering))
        except Refused:
            raise Unfit("sample") from None
        imprint.learn(self.shell, _source(brief, composed), size=size)
        self._require_equal(rendering.pdf, brief)

    def _learn_blank(self) -> None:
        """See that empty fields leave all else where it is."""
        note = self.brief.patient.note
        brief = replace(self.brief, patient=Patient(note=note))
        imprint.learn(self.shell, _source(brief, draft(brief)), size="")

    def _require_equal(self, whole: bytes, brief: Brief | None = None) -> None:
        from . import preflight  # loads pikepdf

        entries = _entries(brief or self.brief, self.form)
        pdf = imprint.imprinted(self.shell, entries, languages.language(self.brief.request.locale).tag)
        if not preflight.same_pages(pdf, whole):
            raise Unfit("unequal")


def _entries(brief: Brief, form: str) -> dict[str, Entry]:
    """Return what this edition prints of the patient."""
    made = views.entries(brief.patient, brief.request.edition, form)
    return {name: made[name] for name in EDITIONS[brief.request.edition].fields}


def _as_rendered(brief: Brief, composed: Draft) -> Brief:
    """Return the brief with the choices that were made while it was rendered."""
    for turn_over in (brief.turn_over, False):
        for closer in (False, True):
            tried = replace(brief, turn_over=turn_over, closer=closer)
            if draft(tried).html == composed.html:
                return tried
    raise Unfit("unequal")


def _source(brief: Brief, composed: Draft) -> imprint.Source:
    sheets = [(sheet.name, sheet.css) for sheet in composed.sheets]
    return imprint.Source(composed.html, sheets, brief.workspace.asset)


def _require_same_html(brief: Brief, composed: Draft, *, noted: bool) -> None:
    """Raise `Unfit` where a template says a patient's words outside the panel, or says more because of them."""
    edition = brief.request.edition
    others = (sample(edition, composed.form, noted=noted, shift=1), Patient(note=brief.patient.note))
    for other in others:
        if _without_values(draft(replace(brief, patient=other)).html) != _without_values(composed.html):
            raise Unfit("template")


def _without_values(html: str) -> str:
    return _VALUE.sub("", html)
