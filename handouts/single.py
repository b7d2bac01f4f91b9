"""One handout from what a command line said: understood, made and named in one child process.

The parent loads nothing of what a sheet is made with, since every import would be paid twice. Must not know Click, and
must not write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import child
from .errors import Problem
from .model.request import Handout, Patient, Request

if TYPE_CHECKING:
    from .workspace import Workspace


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """What a command line said: the clinic's folder, its options, and the patient, or the YAML that tells of one."""

    clinic: Path | None
    options: Mapping[str, Any]
    patient: Patient | None = None
    yaml: str = ""
    label: str = ""
    """How messages call the place where that YAML stood."""


@dataclass(frozen=True, slots=True, repr=False)
class Single:
    """A finished handout, a name for its file where the command line gave none, and what is to be said besides."""

    handout: Handout
    name: str
    also: tuple[Problem, ...] = ()


def make(asked: Asked) -> Single:
    """Return the handout that was asked for; raises as `pipeline.make` and `requests.request` do."""
    return child.run(_made, asked)


def again(asked: Asked, code: str) -> Single:
    """Return the handout of a reprint code with what has changed since; raises as `again.again` does."""
    return child.run(_again, asked, code)


def _made(asked: Asked) -> Single:
    from . import requests

    workspace = _workspace(asked)
    return _single(workspace, requests.request(workspace, asked.options), asked)


def _again(asked: Asked, code: str) -> Single:
    from . import again, requests

    workspace = _workspace(asked)
    found = again.again(workspace, code, requests.day(asked.options["today"]))
    return _single(workspace, found.request, asked, found.problems)


def _workspace(asked: Asked) -> Workspace:
    from . import roots

    return roots.at(asked.clinic)


def _single(workspace: Workspace, request: Request, asked: Asked, also: tuple[Problem, ...] = ()) -> Single:
    from . import pipeline, requests, topics

    load = cache(topics.load)
    patient = asked.patient or requests.patient_of(asked.yaml, asked.label)
    handout = pipeline.made(workspace, request, patient, load)
    name = asked.options.get("output") or requests.file_name(workspace, request, load)
    return Single(handout, name, also)
