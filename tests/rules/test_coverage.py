"""Coverage shows what gives each article of the Initiative substance, and never hides a gap."""

from zilv.rules.coverage import coverage, read_initiative
from zilv.rules.library import Law, everything, law_folder

LAW = everything()


def test_the_initiative_has_six_articles() -> None:
    assert sorted(read_initiative(law_folder())) == [1, 2, 3, 4, 5, 6]


def test_every_provision_that_names_an_article_stands_under_it() -> None:
    named = {(n, p.id) for p in LAW.provisions for n in p.initiative}
    assert len(named) > 10
    assert {(article.number, c.provision.id) for article in coverage(LAW) for c in article.provisions} == named


def test_an_article_without_provisions_is_still_there() -> None:
    articles = coverage(Law([], LAW.instruments, LAW.packs))
    assert [(article.number, article.provisions) for article in articles] == [(n, ()) for n in range(1, 7)]


def test_a_case_that_does_not_hold_is_counted_against_its_provision() -> None:
    sound = next(p for p in LAW.provisions if 2 in p.initiative and p.check != "none" and p.pack == "cn")
    case = sound.cases[0].model_copy(update={"expect": "not_in_force"})
    spoilt = sound.model_copy(update={"cases": (case, *sound.cases[1:])})
    article = coverage(Law([spoilt], LAW.instruments, LAW.packs))[1]
    assert [len(covered.failed) for covered in article.provisions] == [1]


def test_a_gap_is_shown_as_one() -> None:
    gaps = [c for article in coverage(LAW) for c in article.provisions if c.provision.check == "none"]
    assert all(covered.kind is None and covered.provision.gap for covered in gaps)
