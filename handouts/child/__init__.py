"""Run functions in processes of their own, bounded in time, memory and reach: one call, or many in warm workers.

Must not know what they run. Nothing of the arguments or the result touches the disk. Importing it loads nothing that
only a process with work to do needs.
"""

from .bounds import MEMORY, SECONDS
from .once import run
from .workers import Job, Workers, ended, may_start, workers

__all__ = ["MEMORY", "SECONDS", "Job", "Workers", "ended", "may_start", "run", "workers"]
