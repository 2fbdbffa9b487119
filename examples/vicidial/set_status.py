"""After `zilv scrub`: leads that may not be called get a status that no campaign dials."""

import argparse
import csv
import sys
from pathlib import Path

import httpx

from examples.vicidial.api import Vicidial, said

STATUS = {"held": "ZHOLD", "denied": "ZDENY", "rejected": "ZERR"}
"""Make these statuses in VICIdial, and leave them out of every campaign's dial statuses."""


def set_statuses(folder: Path, vicidial: Vicidial, delimiter: str) -> tuple[int, int]:
    """Set the status of each lead in the files of `folder` that are not permitted; how many were, and were not."""
    done = failed = 0
    with httpx.Client(timeout=30) as http:
        for fate, status in STATUS.items():
            with (folder / f"{fate}.csv").open(encoding="utf-8-sig", newline="") as file:
                for row in csv.DictReader(file, delimiter=delimiter):
                    lead = vicidial.fields("update_lead", lead_id=row["lead_id"], status=status)
                    good = bool(row["lead_id"]) and bool(said(http.post(vicidial.url, data=lead)))
                    done, failed = done + good, failed + (not good)
    return done, failed


def main() -> None:
    """From the command line; the exit status is 1 where a lead could not be set, for it might be dialled."""
    options = argparse.ArgumentParser(description="暂缓与禁拨的线索改为不外呼的状态 · Leads that may not be called")
    options.add_argument("folder", type=Path, help="zilv scrub --out")
    options.add_argument("--vicidial", type=Path, required=True, help="JSON: url, user, password")
    options.add_argument("--delimiter", default="\t")
    given = options.parse_args()
    done, failed = set_statuses(given.folder, Vicidial.of(given.vicidial), given.delimiter)
    sys.stdout.write(f"已改 set: {done}; 未能改 not set: {failed}\n")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
