"""The command line: parses, asks, calls, prints, and answers with the exit codes of docs/errors.md.

The only package that knows Click, and the only error boundary of this door. Its modules are imported when
one of their commands is asked for, and the rest of the program when it runs.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence

import click

from ..errors import ExitCode, HandoutsError
from .group import commands
from .printing import print_problems, print_report, tell


def main() -> None:
    """Run the command line and leave with the exit code."""
    code = run(sys.argv[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # what is done is done: an interrupt now would only change the answer
    try:
        if sys.stdout is not None:  # closed, and whoever closed it wants to hear nothing
            sys.stdout.flush()
    except OSError:  # the output takes no more; Python would try again while it leaves, and answer 120
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = code or ExitCode.OUTPUT
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Return the exit code of a command line; the one place where exceptions become messages."""
    try:
        answer = commands.main(args=list(arguments), prog_name="handouts", standalone_mode=False)
        return int(answer or ExitCode.DONE)
    except HandoutsError as fault:
        print_problems(fault.problems)
        return fault.exit_code
    except click.ClickException as fault:
        fault.show()
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        tell("interrupted; nothing was written")
        return ExitCode.INTERRUPTED
    except (BrokenPipeError, SystemExit):  # Click leaves when nobody reads any more
        return ExitCode.OUTPUT
    except Exception as fault:  # noqa: BLE001 - the boundary: whatever is left is our fault
        print_report(fault)
        return ExitCode.OUR_FAULT
