"""`zilv law export`: after an upgrade, what was decided is judged again by the very text it was decided by."""

import json
from pathlib import Path

import pytest

from tests.gate.books import HOUR_US, Counter
from tests.gate.test_laws import HOUSE, choice
from tests.gate.test_migrations import zilv
from tests.gate.test_replay import STRICTER, bundle, file_of, lived, replayed
from zilv.errors import LawError, ZilvError
from zilv.gate.laws import deciding_in
from zilv.rules.library import Law, choose, law_of


def test_a_journal_is_replayed_by_exported_texts_where_the_files_are_gone(counter: Counter, tmp_path: Path) -> None:
    house = tmp_path / "house.yaml"
    house.write_text(HOUSE, "utf-8")
    choice(counter, f"cn,{house}", lender="L1")
    answers = [counter.ask() for _ in range(3)]
    assert [answer.decision for answer in answers] == ["permit", "permit", "deny"]
    bundle = answers[0].bundle
    counter.at = counter.now() + HOUR_US
    choice(counter, "cn", lender="L1")
    house.unlink()
    lines = file_of(counter)
    with pytest.raises(ZilvError, match="--law"):
        replayed(lines, tmp_path / "without")
    said = zilv(counter.url, tmp_path, "law", "export", "--out", str(tmp_path / "laws"), "--lang", "en")
    assert said.endswith("texts: 2\n")
    file = tmp_path / "laws" / f"{bundle}.json"
    found, tally = replayed(lines, tmp_path / "with", ["cn", str(file)])
    assert (found, tally.equal[bundle or ""]) == ([], 3)
    assert "house.calls-in-two-weeks" in zilv(counter.url, tmp_path, "law", "diff", str(file), "cn", "--lang", "en")


def written(law: Law, folder: Path) -> str:
    file = folder / f"{law.version}+{law.digest[:12]}.json"
    file.write_text(law.text, "utf-8")
    return str(file)


def test_of_exported_laws_those_are_activated_that_were_chosen_here_or_are_shipped(
    counter: Counter, tmp_path: Path
) -> None:
    house = tmp_path / "house.yaml"
    house.write_text(HOUSE, "utf-8")
    own = written(choose(f"cn,{house}"), tmp_path)
    with pytest.raises(LawError, match="never chosen"):
        choice(counter, own)
    choice(counter, f"cn,{house}")
    house.unlink()
    shipped = "cn,house/three-answered-calls,cn.gbt-45251-2025.collection-interval"
    for file in (own, written(choose(shipped), tmp_path), written(choose("cl,cn"), tmp_path)):
        choice(counter, file)
        assert Path(file).stem == counter.ask(reserve=False).bundle


def test_an_edited_law_is_not_activated_under_whatever_name(counter: Counter, tmp_path: Path) -> None:
    choice(counter, "cn")
    told = json.loads(choose("cn").text)
    loose = law_of(json.dumps({**told, "provisions": told["provisions"][1:]}))
    moved = law_of(choose("cn").text.replace('"Asia/Shanghai"', '"America/New_York"'))
    for law in (loose, moved):
        with pytest.raises(LawError, match="never chosen"):
            choice(counter, written(law, tmp_path))
    assert len(counter.journal("law")) == 1


def test_a_file_that_names_itself_as_its_pack_is_not_what_is_shipped(counter: Counter, tmp_path: Path) -> None:
    told = json.loads(choose("cn").text)
    (pack,) = told["packs"].values()
    digest = law_of(json.dumps({**told, "provisions": [], "packs": {"x": pack}})).digest
    file = tmp_path / f"law+{digest[:12]}.json"
    law = law_of(json.dumps({**told, "provisions": [], "packs": {str(file): pack}}))
    file.write_text(law.text, "utf-8")
    assert law.digest == digest
    with pytest.raises(LawError, match="never chosen"):
        deciding_in(counter.book, str(file))


def test_an_exported_law_decides_only_where_it_was_chosen_or_is_shipped(counter: Counter, tmp_path: Path) -> None:
    """What `zilv serve --law` and `zilv scrub --law` take: as `zilv law activate`, but nothing is written down."""
    told = json.loads(choose("cn").text)
    loose = law_of(json.dumps({**told, "provisions": told["provisions"][1:]}))
    with pytest.raises(LawError, match="never chosen"):
        deciding_in(counter.book, written(loose, tmp_path))
    (tmp_path / "house.yaml").write_text(HOUSE, "utf-8")
    own = f"cn,{tmp_path}/house.yaml"
    choice(counter, own, lender="L2")
    for law in (choose(own), choose("cn")):
        assert deciding_in(counter.book, written(law, tmp_path)).digest == law.digest
    assert deciding_in(counter.book, own).digest == choose(own).digest


@pytest.mark.parametrize("version", ["2020.1", ""])
def test_a_text_is_known_by_its_digest_whatever_version_it_stood_in(
    counter: Counter, tmp_path: Path, version: str
) -> None:
    """Under an earlier number of the law's version; or, "", as digests once were, which did not cover the zone."""
    lived(counter)
    text = json.dumps(file_of(counter))
    for law in (choose("cn"), choose(STRICTER)):
        named = f"{version}+{law.digest[:12]}" if version else f"{law.version}+{law.legacy[:12]}"
        text = text.replace(f"{law.version}+{law.digest[:12]}", named)
        text = text if version else text.replace(law.digest, law.legacy)
    found, tally = replayed(json.loads(text), tmp_path)
    assert (found, tally.all_equal) == ([], True)
    assert named in tally.judged and not {bundle("cn"), bundle(STRICTER)} & set(tally.judged)
