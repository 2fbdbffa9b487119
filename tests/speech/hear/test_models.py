"""A model is loaded only if each of its files is what its list of hashes says."""

from pathlib import Path

import pytest

from zilv.speech.hear.error import HearError
from zilv.speech.hear.models import known_models, seal, verified


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "model"
    made.mkdir()
    (made / "model.bin").write_bytes(b"weights")
    (made / "tokenizer.json").write_bytes(b"{}")
    return made


def test_a_folder_without_hashes_is_refused_and_told_what_to_do(folder: Path) -> None:
    with pytest.raises(HearError, match="--seal"):
        verified(folder)


def test_a_sealed_folder_is_verified_and_its_digest_stays(folder: Path) -> None:
    seal(folder)
    model = verified(folder)
    assert (model.family, model.known) == ("whisper", None)
    assert verified(folder).digest == model.digest


def test_the_list_is_what_sha256sum_writes_and_reads(folder: Path) -> None:
    import subprocess

    seal(folder)
    assert subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder).returncode == 0
    written = subprocess.run(["sha256sum", "model.bin", "tokenizer.json"], cwd=folder, capture_output=True)
    assert (folder / "SHA256SUMS").read_bytes() == written.stdout


def test_a_file_that_changed_is_not_loaded(folder: Path) -> None:
    seal(folder)
    (folder / "model.bin").write_bytes(b"Weights")
    with pytest.raises(HearError, match=r"model\.bin.*differs"):
        verified(folder)


def test_a_file_missing_or_added_is_not_loaded(folder: Path) -> None:
    seal(folder)
    (folder / "more.bin").write_bytes(b"")
    with pytest.raises(HearError, match=r"not in SHA256SUMS: more\.bin"):
        verified(folder)
    (folder / "more.bin").unlink()
    (folder / "model.bin").unlink()
    with pytest.raises(HearError, match=r"missing: model\.bin"):
        verified(folder)


def test_a_folder_without_any_file_is_not_sealed(tmp_path: Path) -> None:
    with pytest.raises(HearError, match="holds no file"):
        seal(tmp_path)
    assert not (tmp_path / "SHA256SUMS").exists()


def test_hashes_are_not_replaced_by_the_way(folder: Path) -> None:
    seal(folder)
    with pytest.raises(HearError, match="remove it first"):
        seal(folder)


@pytest.mark.parametrize("line", ["", "abc  model.bin", "0" * 64 + "  ../model.bin", "0" * 64 + " "])
def test_a_list_that_is_none_is_refused(folder: Path, line: str) -> None:
    (folder / "SHA256SUMS").write_text(line)
    with pytest.raises(HearError, match="SHA256SUMS"):
        verified(folder)


def test_files_of_the_same_names_need_their_family_told(tmp_path: Path) -> None:
    (tmp_path / "model.int8.onnx").write_bytes(b"")
    (tmp_path / "tokens.txt").write_bytes(b"")
    seal(tmp_path)
    with pytest.raises(HearError, match="--engine"):
        verified(tmp_path)
    assert verified(tmp_path, "paraformer").family == "paraformer"


def test_every_model_listed_has_licence_and_place_and_a_name_of_its_own() -> None:
    models = known_models()
    assert {model.family for model in models} == {"whisper", "sensevoice", "paraformer", "zipformer", "voices"}
    assert len({model.name for model in models}) == len(models)
    assert all(model.licence and model.where for model in models)
    assert all(len(digest) == 64 for model in models for digest in model.sha256.values())
