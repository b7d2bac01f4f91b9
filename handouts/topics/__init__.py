"""Topics: their files read and validated, and what does not hold together in them. Must not know languages or looks."""

from .content import Loaded, TopicContent
from .faults import problems, unconfirmed
from .loading import JOINT, ids, load
from .withdrawn import of_file as withdrawn_file
from .withdrawn import withdrawn

__all__ = ["JOINT", "Loaded", "TopicContent", "ids", "load", "problems", "unconfirmed", "withdrawn", "withdrawn_file"]
