"""Settings: options before the environment, secrets from files, and messages that say what was expected."""

from pathlib import Path

import pytest

from zilv.desk.database import database, for_django
from zilv.desk.secret import derived, secret
from zilv.errors import ZilvError
from zilv.settings import as_environment, settings


def test_an_option_comes_before_the_environment_and_that_before_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "law").write_text("cn,house/a\n", "utf-8")
    monkeypatch.setenv("ZILV_LAW_FILE", str(tmp_path / "law"))
    assert settings().law == "cn,house/a"
    monkeypatch.setenv("ZILV_LAW", "cn")
    assert settings().law == "cn"
    assert settings(law="us").law == "us"
    assert settings(law=None).law == "cn"


def test_a_database_may_be_named_in_a_file_so_that_its_password_is_in_no_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "database").write_text("postgresql://zilv:very-secret@db.example/zilv\n", "utf-8")
    monkeypatch.setenv("ZILV_DATABASE_FILE", str(tmp_path / "database"))
    found = database(settings().database)
    assert for_django(found)["PASSWORD"] == "very-secret"
    assert "very-secret" not in found.shown + found.option


def test_a_file_that_cannot_be_read_is_named_with_its_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZILV_DATABASE_FILE", str(tmp_path / "nothing"))
    with pytest.raises(ZilvError, match="ZILV_DATABASE_FILE"):
        settings()


@pytest.mark.parametrize(
    ("name", "value"), [("ZILV_PORT", "70000"), ("ZILV_WORKERS", "0"), ("ZILV_RATE", "secret-text"), ("ZILV_TTL_S", "")]
)
def test_a_setting_out_of_range_is_named_and_its_value_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ZilvError, match=name) as told:
        settings()
    assert "secret-text" not in str(told.value)


def test_settings_survive_the_way_through_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given = settings(database="sqlite:///a b.db", port=9000, ttl_s=60, law="cn,x.yaml")
    for name, value in as_environment(given).items():
        monkeypatch.setenv(name, value)
    assert settings() == given


def test_what_a_file_says_is_handed_on_as_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "database").write_text("postgresql://zilv:very-secret@db.example/zilv\n", "utf-8")
    monkeypatch.setenv("ZILV_DATABASE_FILE", str(tmp_path / "database"))
    handed_on = as_environment(settings(port=9000))
    assert "very-secret" not in str(handed_on) and handed_on["ZILV_PORT"] == "9000"


@pytest.mark.parametrize("option", ["sqlite:///other.db", "sqlite:///file.db"])
@pytest.mark.parametrize("variable", [None, "sqlite:///variable.db"])
def test_an_option_is_handed_on_whatever_file_and_environment_say(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str | None, option: str
) -> None:
    (tmp_path / "database").write_text("sqlite:///file.db", "utf-8")
    monkeypatch.setenv("ZILV_DATABASE_FILE", str(tmp_path / "database"))
    if variable:
        monkeypatch.setenv("ZILV_DATABASE", variable)
    given = settings(database=option)
    for name, value in as_environment(given).items():
        monkeypatch.setenv(name, value)
    assert settings() == given


@pytest.mark.parametrize("url", ["mysql://x", "sqlite://x", "sqlite:///", "zilv.db", "postgresql:/x"])
def test_a_database_url_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(ZilvError, match="sqlite:///PATH"):
        database(url)


def test_without_a_url_the_data_lies_where_programs_keep_data(tmp_path: Path) -> None:
    assert database("", {"XDG_DATA_HOME": str(tmp_path)}).path == tmp_path / "zilv" / "zilv.db"
    assert str(database("", {}).path).endswith(".local/share/zilv/zilv.db")


def test_the_secret_is_made_once_and_every_purpose_has_its_own_key(tmp_path: Path) -> None:
    environ = {"ZILV_SECRET_FILE": str(tmp_path / "new" / "secret.key")}
    first = secret(environ)
    assert len(first) == 32 and secret(environ) == first
    assert (tmp_path / "new" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert derived(first, "a") != derived(first, "b") and derived(first, "a") == derived(first, "a")
    assert derived(first, "a") not in (first, derived(bytes(32), "a"))


@pytest.mark.parametrize("text", ["", "zz" * 32, "ab" * 31])
def test_a_secret_that_is_none_is_refused_without_being_shown(tmp_path: Path, text: str) -> None:
    path = tmp_path / "secret.key"
    path.write_text(text)
    with pytest.raises(ZilvError, match="hex digits") as told:
        secret({"ZILV_SECRET_FILE": str(path)})
    assert not text or text not in str(told.value)
