"""The installation's key: made once, read by its user alone, never shown and never silently replaced."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from zilv.errors import ZilvError
from zilv.privacy.key import TokenKey, token_key
from zilv.privacy.keyfile import KEY_BYTES

HEX = "0f" * KEY_BYTES


def kept(folder: Path) -> Path:
    return folder / "zilv" / "token.key"


def test_a_key_is_made_once_and_found_again(tmp_path: Path) -> None:
    first = token_key({"XDG_CONFIG_HOME": str(tmp_path)})
    assert len(first.key) == KEY_BYTES
    assert first.warning is None
    assert token_key({"XDG_CONFIG_HOME": str(tmp_path)}) == first
    assert [path.name for path in kept(tmp_path).parent.iterdir()] == ["token.key"]


def test_two_installations_have_two_keys(tmp_path: Path) -> None:
    keys = {token_key({"XDG_CONFIG_HOME": str(tmp_path / name)}).key for name in ("a", "b")}
    assert len(keys) == 2


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX")
def test_only_its_user_can_read_the_key(tmp_path: Path) -> None:
    token_key({"XDG_CONFIG_HOME": str(tmp_path)})
    assert stat.S_IMODE(kept(tmp_path).stat().st_mode) == 0o600
    assert stat.S_IMODE(kept(tmp_path).parent.stat().st_mode) & 0o077 == 0
    kept(tmp_path).chmod(0o644)
    assert "chmod 600" in (token_key({"XDG_CONFIG_HOME": str(tmp_path)}).warning or "")


def test_processes_that_begin_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: token_key({"XDG_CONFIG_HOME": str(tmp_path)}).key, range(32)))
    assert len(set(found)) == 1


def test_the_environment_comes_before_any_file(tmp_path: Path) -> None:
    environ = {"ZILV_TOKEN_KEY": HEX, "ZILV_KEY_FILE": str(tmp_path / "k"), "XDG_CONFIG_HOME": str(tmp_path)}
    assert token_key(environ).key == bytes.fromhex(HEX)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_named_is_made_and_used(tmp_path: Path) -> None:
    environ = {"ZILV_KEY_FILE": str(tmp_path / "keys" / "zilv.key"), "XDG_CONFIG_HOME": str(tmp_path)}
    assert token_key(environ).key == token_key(environ).key
    assert not kept(tmp_path).exists()


@pytest.mark.parametrize("text", ["", "abc", "0f" * (KEY_BYTES - 1), "密钥", "zz" * KEY_BYTES])
def test_a_bad_key_is_refused_and_never_replaced_nor_shown(tmp_path: Path, text: str) -> None:
    path = tmp_path / "zilv.key"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ZilvError) as error:
        token_key({"ZILV_KEY_FILE": str(path)})
    assert path.read_text("utf-8") == text
    assert not text or text not in str(error.value)


def test_a_bad_key_in_the_environment_is_refused_without_being_shown() -> None:
    with pytest.raises(ZilvError, match="ZILV_TOKEN_KEY holds 16 bytes") as error:
        token_key({"ZILV_TOKEN_KEY": "0f" * 16})
    assert "0f0f" not in str(error.value)


def test_where_no_key_can_be_kept_it_holds_for_this_run_and_the_user_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "file")}
    first, second = token_key(environ), token_key(environ)
    assert first.key != second.key
    assert "ZILV_KEY_FILE" in (first.warning or "")
    assert "No key could be kept" in (first.warning or "")


def test_a_file_that_was_named_but_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ZilvError, match="ZILV_KEY_FILE"):
        token_key({"ZILV_KEY_FILE": str(tmp_path / "file" / "k")})


def test_a_key_is_not_shown_by_its_description() -> None:
    assert HEX not in repr(TokenKey(bytes.fromhex(HEX)))
    assert repr(bytes.fromhex(HEX)) not in repr(TokenKey(bytes.fromhex(HEX)))
