"""docs/judges.md: what EU DSS, pyHanko and pdfsig say of forged files, and why we differ.

    python tools/judges_page.py            ask all judges about all files again; exit 1 where one says otherwise
    python tools/judges_page.py --write    the same, and write the answers and the page
    python tools/judges_page.py --words    only the page, from the answers at hand (after families.toml was edited)

Takes some minutes; needs Java, Maven and pdfsig. Exit code 2: a judge cannot be had here.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from judges import dss, hostile, pdfsig, record, stock
from judges.page import PAGE, page
from judges.verdicts import BrokenJudgeError, UnreachableError


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, compare, write."""
    parser = argparse.ArgumentParser(description="what the judges say of forged files")
    parser.add_argument("--write", action="store_true", help="write the answers and docs/judges.md")
    parser.add_argument("--words", action="store_true", help="write docs/judges.md from the answers at hand")
    options = parser.parse_args(arguments)
    known = record.load() if record.ANSWERS.is_file() else record.Record({}, {})
    if options.words:
        PAGE.write_text(page(known, record.families()), encoding="utf-8")
        return 0
    forged = hostile.gather()
    if hostile.practice_set() is None:
        print("SKIPPED: the practice set does not lie beside the project")
    try:
        said = hostile.ask(forged)
    except (UnreachableError, BrokenJudgeError) as problem:
        print(f"not asked: {problem}")
        return 2
    # of a judge in another version each other word is shown: whoever writes the page anew wants to read them
    differ = [*record.differences(forged, said, known), *record.gone(forged, known)]
    print("\n".join([*differ, f"{len(forged)} files, {len(differ)} answers differ from docs/judges.md"]))
    if options.write:
        versions = {dss.NAME: dss.version(), stock.NAME: stock.release(), pdfsig.NAME: pdfsig.release()}
        new = record.recorded(forged, said, versions, known)
        record.save(new)
        PAGE.write_text(page(new, record.families()), encoding="utf-8")
        return 0
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
