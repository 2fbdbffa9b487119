"""What the real audit finds in the book at the end, beside the naive reading of the same."""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.gate.audited import audited, exported
from tests.gate.books import Counter
from tests.gate.model.naive_book import NaiveBook
from zilv.rules.library import Law


def check_audited(counter: Counter, naive: NaiveBook, law: Law) -> None:
    """Each breach that is read naively and no other is found, in all that stands in the book."""
    with TemporaryDirectory() as folder:
        rows = exported(counter, Path(folder) / "attempts.parquet")
        assert rows == len(naive.counting())
        told = audited(Path(folder), counter, rows, law) if rows else []
    found: dict[str, set[str]] = {}
    for finding in told:
        if finding["outcome"] == "forbidden":
            found.setdefault(finding["attempt_id"], set()).add(finding["topic"])
    expected = naive.all_breaches()
    assert found == expected, f"the audit: {found}; read naively: {expected}"
