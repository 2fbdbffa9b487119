"""What differs between two choices of law is named by provision and field, and nothing else is."""

from zilv.rules.difference import FieldChange, differences, stated
from zilv.rules.library import Law, choose
from zilv.rules.provision import Provision

HOURS = "cn.gbt-45251-2025.quiet-hours"
LAW = choose("cn")


def with_changed(provision: Provision, **fields: object) -> Law:
    """The law with one provision stated differently."""
    made = [p.model_copy(update=fields) if p.id == provision.id else p for p in LAW.provisions]
    return Law(made, LAW.instruments, LAW.packs)


def of(key: str) -> Provision:
    """The provision of this id."""
    (found,) = [p for p in LAW.provisions if p.id == key]
    return found


def test_a_law_does_not_differ_from_itself() -> None:
    assert len(LAW.provisions) > 10
    assert differences(LAW, LAW) == []


def test_a_provision_that_only_one_side_has_is_added_or_removed() -> None:
    without = Law([p for p in LAW.provisions if p.id != HOURS], LAW.instruments, LAW.packs)
    assert [(d.kind, d.provision.id) for d in differences(LAW, without)] == [("removed", HOURS)]
    assert [(d.kind, d.provision.id) for d in differences(without, LAW)] == [("added", HOURS)]


def test_a_changed_field_is_named_with_both_values() -> None:
    (found,) = differences(LAW, with_changed(of(HOURS), grade="W", initiative=(1, 2)))
    assert (found.kind, found.provision.id) == ("changed", HOURS)
    assert FieldChange("grade", "S", "W") in found.fields
    assert [field.field for field in found.fields] == ["grade", "initiative"]


def test_a_case_goes_by_its_name_so_that_moving_it_changes_nothing() -> None:
    hours = of(HOURS)
    assert differences(LAW, with_changed(hours, cases=hours.cases[::-1]))[0].fields == ()
    first, *rest = hours.cases
    (found,) = differences(LAW, with_changed(hours, cases=tuple(rest)))
    assert [(field.field, field.after) for field in found.fields] == [(f"cases.{first.name}", None)]


def test_every_field_of_a_provision_is_stated_once() -> None:
    names = [name for name, _ in stated(of(HOURS))]
    assert len(names) == len(set(names))
    assert {"says.zh", "check.kind", "check.starts", "cite.instrument", "in_force.since"} <= {*names}
