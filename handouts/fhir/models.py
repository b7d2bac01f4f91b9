"""The models of FHIR R4B: what is wrong with a resource, by the path of the element and never by its value.

The one place that knows `fhir.resources`. Must not know what a resource is for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from ..errors import Problem, error

VERSION = "FHIR R4B (4.3.0)"
_HINT = f"send it as {VERSION}; R4 has the same form for what is read here"


def faults(kind: str, resource: Mapping[str, Any], where: str) -> Iterator[Problem]:
    """Yield an error for each element of a resource that the model of its kind refuses; `where` is its path."""
    from fhir.resources.R4B import get_fhir_model_class

    try:
        get_fhir_model_class(kind).model_validate(resource)
    except ValidationError as fault:
        for item in fault.errors(include_url=False, include_context=False, include_input=False):
            place = item["loc"][:-1] if item["type"] == "extra_forbidden" else item["loc"]  # the name may say something
            say = _SAYS.get(item["type"], "this element is not as it must be")
            yield error("fhir.invalid", say, _path(where, place), _HINT)
    except (ValueError, TypeError, AttributeError, KeyError, LookupError, RecursionError):
        # the models are not made for every shape of data
        yield error("fhir.invalid", "this resource is not as it must be", where, _HINT)


_SAYS = {"extra_forbidden": "an element that is not known here", "missing": "this element is missing"}


def _path(where: str, place: tuple[int | str, ...]) -> str:
    return where + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
