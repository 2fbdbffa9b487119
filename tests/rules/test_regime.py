"""A provision that stands alone keeps the instruments and the zone of its own regime."""

from pathlib import Path

import pytest

from zilv.errors import LawError
from zilv.rules.library import everything, law_folder
from zilv.rules.regime import of_file, regime_of, root_of

LAW = everything()
HOURS = next(p for p in LAW.provisions if p.id == "cn.gbt-45251-2025.quiet-hours")


def test_a_provision_stands_in_its_own_pack() -> None:
    for provision in LAW.provisions:
        regime = regime_of(provision, LAW)
        assert regime.provisions == (provision,)
        assert provision.pack in {*regime.packs, "house"}


def test_a_house_file_stands_in_the_pack_of_what_it_tightens() -> None:
    house = HOURS.model_copy(update={"id": "house.hours", "tightens": "us-reg-f.quiet-hours"})
    assert [*regime_of(house, LAW).packs] == ["us-reg-f"]


def test_a_house_file_that_tightens_nothing_is_chinese() -> None:
    house = HOURS.model_copy(update={"id": "house.hours", "tightens": None})
    assert str(regime_of(house, LAW).zone) == "Asia/Shanghai"


def test_a_pack_that_is_not_there_is_refused_by_name() -> None:
    house = HOURS.model_copy(update={"id": "house.hours", "tightens": "de.hours"})
    with pytest.raises(LawError, match="there is no pack 'de'"):
        regime_of(house, LAW)


def test_a_law_file_is_read_with_the_law_around_it(tmp_path: Path) -> None:
    file = law_folder() / "cn" / "gbt-45251-2025" / "quiet-hours.yaml"
    provision, law = of_file(file)
    assert provision == HOURS
    assert "gbt-45251-2025" in law.instruments
    assert root_of(file) == law_folder()
    assert root_of(tmp_path) is None
