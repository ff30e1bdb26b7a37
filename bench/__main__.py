"""`python -m bench [ID …]`: measure the rows, print them as a table, write bench/results/latest.json."""

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import django

from bench import rows
from bench.row import ROWS, Result, measure
from portal.local.leases import hold_database

PROJECT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results" / "latest.json"
HEADINGS = ("id", "ours", "peer", "floor", "unit", "× peer", "target", "× floor", "target", "held", "what")


def main(wanted: list[str]) -> None:
    """Measure all rows, or those whose identifier begins with one of `wanted`. A missed target is no failure."""
    modules = [module.name for module in iter_modules(rows.__path__)]
    if not modules:
        sys.exit("bench: there is no row in bench/rows/")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    size = os.environ.get("BENCH_SIZE", "1")
    os.environ.setdefault("HEFU_HOME", str(PROJECT / ".hefu" / ("bench" if size == "1" else f"bench-{size}")))
    # The world is loaded by who owns the tables; what is measured steps down to the role of the web.
    os.environ.setdefault("HEFU_DATABASE_ROLE", "owner")
    with hold_database():
        django.setup()
        for module in modules:
            import_module(f"{rows.__name__}.{module}")
        results = measured(wanted)
    print(table(results))
    # A part of the rows does not replace the results of all.
    if not wanted:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps({"rows": results}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def measured(wanted: list[str]) -> list[Result]:
    """The results of the rows, in the order of their identifiers."""
    chosen = [row for name, row in sorted(ROWS.items()) if not wanted or name.startswith(tuple(wanted))]
    if not chosen:
        sys.exit(f"bench: no row begins with {' or '.join(wanted)}")
    results = []
    for row in chosen:
        sys.stderr.write(f"bench: {row.id} …\n")
        results.append(measure(row))
    return results


def table(results: list[Result]) -> str:
    """The results as aligned columns."""
    lines = [HEADINGS, *(cells(result) for result in results)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def cells(result: Result) -> tuple[str, ...]:
    """One result as the texts of its columns."""
    return (
        result["id"],
        number(result["ours"]),
        number(result["peer"]),
        number(result["floor"]),
        result["unit"],
        number(result["ratio_peer"]),
        number(result["target_peer"], before="≥ "),
        number(result["ratio_floor"]),
        number(result["target_floor"], before="≤ "),
        "yes" if result["held"] else "NO",
        result["what"],
    )


def number(value: float | None, *, before: str = "") -> str:
    """Three significant digits, or a dash where a side does not apply."""
    if value is None:
        return "–"
    return before + (f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}")


if __name__ == "__main__":
    main(sys.argv[1:])
