"""What each step of an imprint costs: processor time in milliseconds, mean of the rows.

PYTHONPATH=. python bench/imprint_steps.py [--rows 300] [--lang en]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from imprint_speed import ours, patients

from handouts import output, pipeline

spent: Counter[str] = Counter()


def watched(place: Any, name: str, said: str) -> None:
    """Let a function note its time under a name."""
    stock: Callable[..., Any] = getattr(place, name)

    def call(*given: Any, **named: Any) -> Any:
        began = time.process_time()
        try:
            return stock(*given, **named)
        finally:
            spent[said] += time.process_time() - began

    setattr(place, name, call)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=300)
    parser.add_argument("--lang", default="en")
    asked = parser.parse_args()
    rows = patients(asked.rows)
    with tempfile.TemporaryDirectory() as folder:
        make = ours(asked.lang, Path(folder))
        make(rows[0])
        from handouts.imprint import annex, inside, reading_back

        watched(pipeline, "for_patient", "characters that no font has")
        watched(inside, "laid", "words shaped and placed")
        watched(inside, "draw_inline_level", "painted")
        watched(inside, "_tag", "tags and mends")
        watched(inside, "build_fonts_dictionary", "fonts subset")
        watched(annex, "file", "written behind the shell")
        watched(reading_back, "require", "read back")
        watched(output, "write", "file, fsync, rename")
        began = time.process_time()
        for row in rows:
            make(row)
        whole = time.process_time() - began
    spent["the rest"] = whole - sum(spent.values())
    for name, seconds in spent.items():
        print(f"| {name} | {seconds * 1000 / len(rows):.2f} |")  # noqa: T201
    print(f"| together | {whole * 1000 / len(rows):.2f} |")  # noqa: T201


if __name__ == "__main__":
    main()
