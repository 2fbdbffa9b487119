"""The bench of intake compares like with like: every piece takes the same rows, or the run ends."""

import json
from pathlib import Path

import pytest

from bench.intake import PIECES, _with_csv, rows_of_all, world

ROWS = 12_000


def test_every_piece_takes_every_row_of_the_world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made, answers = _with_csv(world(tmp_path, ROWS)), {}
    for name, piece in PIECES.items():
        capsys.readouterr()
        piece(made)
        answers[name] = json.loads(capsys.readouterr().out.splitlines()[-1])["answer"]
    assert len(answers) == 7
    assert rows_of_all(answers) > ROWS / 2


@pytest.mark.parametrize("other", [{"accepted": 9}, {"accepted": 10, "rejected": 1}])
def test_a_run_in_which_a_piece_takes_fewer_rows_ends(other: dict[str, int]) -> None:
    assert rows_of_all({"parquet": {"accepted": 10, "rejected": 0}, "csv-read": {"accepted": 10}}) == 10
    with pytest.raises(SystemExit, match="not the same rows"):
        rows_of_all({"parquet": {"accepted": 10, "rejected": 0}, "csv": other})
