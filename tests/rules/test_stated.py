"""A law as one text: whatever was read from files is there again, with the digest under which it was chosen."""

import hashlib
import json
from pathlib import Path

import pytest

from zilv.errors import LawError
from zilv.rules.library import Law, choose, law_folder, law_of, pack_names

CHOICES = (*pack_names(law_folder()), "cn,us-reg-f,house/three-answered-calls")


@pytest.mark.parametrize("choice", CHOICES)
def test_a_law_built_from_its_text_is_the_same_law(choice: str) -> None:
    law = choose(choice)
    again = law_of(law.text)
    assert again.provisions == law.provisions
    assert (again.digest, again.version, again.zone, again.packs) == (law.digest, law.version, law.zone, law.packs)
    assert {p.cite.instrument: law.instruments[p.cite.instrument] for p in law.provisions} == again.instruments
    assert Law(again.provisions, again.instruments, again.packs).digest == law.digest
    assert again.text == law.text


def test_a_text_keeps_its_digest_where_a_newer_model_would_write_it_otherwise() -> None:
    """A field that this version knows and the one that wrote the text did not has its default."""
    told = json.loads(choose("kr").text)
    older = [{name: value for name, value in one.items() if name != "on_request"} for one in told["provisions"]]
    lines = [json.dumps(one, ensure_ascii=False) for one in older]
    text = json.dumps({**told, "provisions": []})[:-3] + "[" + ",".join(lines) + "]}"
    law = law_of(text)
    assert law.provisions == choose("kr").provisions
    assert law.digest == sha256("\n".join(["zone Asia/Seoul", *lines])) != choose("kr").digest
    assert law.legacy == sha256("\n".join(lines)) != choose("kr").legacy
    assert law_of(law.text).digest == law.digest


def test_the_digest_covers_the_zone_and_the_former_one_the_provisions_alone() -> None:
    one, other = choose("cl,cn"), choose("cn,cl")
    assert (str(one.zone), str(other.zone)) == ("America/Santiago", "Asia/Shanghai")
    assert one.digest != other.digest and one.legacy == other.legacy
    moved = law_of(choose("cn").text.replace('"Asia/Shanghai"', '"America/New_York"'))
    assert moved.digest != choose("cn").digest and moved.legacy == choose("cn").legacy


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_what_is_no_text_or_cannot_be_judged_by_is_refused() -> None:
    told = json.loads(choose("kr").text)
    for spoilt in ("", "[]", "{", json.dumps({**told, "version": 7}), json.dumps({**told, "packs": {"kr": {}}})):
        with pytest.raises(LawError):
            law_of(spoilt)
    told["provisions"][0]["of_a_later_version"] = "x"
    with pytest.raises(LawError, match="of_a_later_version"):
        law_of(json.dumps(told))
    with pytest.raises(LawError, match="instruments"):
        law_of(json.dumps({**json.loads(choose("kr").text), "instruments": {}}))


def test_a_file_with_a_text_is_a_choice_of_law_as_long_as_it_holds_what_its_name_says(tmp_path: Path) -> None:
    law = choose("kr")
    file = tmp_path / f"{law.version}+{law.digest[:12]}.json"
    file.write_text(law.text, "utf-8")
    assert choose(str(file)).digest == law.digest
    told = json.loads(law.text)
    file.write_text(json.dumps({**told, "provisions": told["provisions"][1:]}), "utf-8")
    with pytest.raises(LawError, match="edited or renamed"):
        choose(str(file))
    with pytest.raises(LawError, match="No such file"):
        choose(str(tmp_path / "none.json"))


def test_in_a_law_file_a_time_of_day_is_still_hours_and_minutes(tmp_path: Path) -> None:
    written = (law_folder() / "kr/fair-debt-collection-act-2009/night.yaml").read_text("utf-8")
    file = tmp_path / "night.yaml"
    file.write_text(written.replace('starts: "21:00"', 'starts: "21:00:00"'), "utf-8")
    with pytest.raises(LawError, match="HH:MM"):
        choose(str(file))
