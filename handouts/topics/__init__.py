"""Topics: their files read and validated, and what does not hold together in them. Must not know languages or looks."""

from .content import Loaded, TopicContent
from .faults import problems, unconfirmed
from .loading import ids, load

__all__ = ["Loaded", "TopicContent", "ids", "load", "problems", "unconfirmed"]
