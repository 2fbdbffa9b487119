"""Every source format by name, and which of them a file's first records fit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from zilv.attempts.intake import (
    aliyun_ccc,
    aliyun_sms,
    aliyun_vms,
    baidu_robot,
    freeswitch,
    tencent_ccc,
    twilio,
    vicidial,
    volcengine,
    yeastar,
)
from zilv.attempts.intake.format import Format, Record
from zilv.errors import IntakeError

FORMATS: dict[str, Format] = {
    module.FORMAT.name: module.FORMAT
    for module in (
        aliyun_vms,
        aliyun_ccc,
        tencent_ccc,
        volcengine,
        baidu_robot,
        freeswitch,
        yeastar,
        vicidial,
        twilio,
        aliyun_sms,
    )
}
_LOOKED_AT = 20


def named(name: str) -> Format:
    """The format of this name; raises IntakeError listing the names there are."""
    if name not in FORMATS:
        among = _list(FORMATS.values())
        raise IntakeError(f'没有格式“{name}”，只有文末所列 · there is no format "{name}"; formats are {among}')
    return FORMATS[name]


def guess(records: Iterable[Record], container: str, formats: Mapping[str, Format] = FORMATS) -> Format:
    """The one format whose telltale fields stand in one of the first records; `container`: csv or json.

    An object that wraps the record or a list of them is looked into as the format's `lists` say. Raises
    IntakeError, listing the formats, when none fits or several do.
    """
    seen = list(islice(records, _LOOKED_AT))
    fitting = [f for f in formats.values() if f.container in {"any", container} and fits(f, seen)]
    if len(fitting) == 1:
        return fitting[0]
    zh = "这些记录符合不止一种格式" if fitting else "没有格式符合这些记录"
    en = "several formats fit these records" if fitting else "no format fits these records"
    among = _list(fitting or formats.values())
    raise IntakeError(
        f"{zh}：{among}；请用 --format 指明，或用 --map 说明该文件 · "
        f"{en}: {among}; name one with --format, or describe the file with --map"
    )


def fits(form: Format, records: Sequence[Record]) -> bool:
    """Whether any of these records carries all telltale fields of the format."""
    return any(form.telltale <= candidate.keys() for record in records for candidate in _candidates(record, form))


def _candidates(record: Record, form: Format) -> Iterator[Record]:
    """The record, what a push may wrap it in, and what lies at the format's list paths."""
    yield record
    for path in (*form.lists, "data", "info", "Data"):
        found: object = record
        for step in path.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
        found = found[0] if isinstance(found, list) and found else found
        if isinstance(found, Mapping):
            yield found


def _list(formats: Iterable[Format]) -> str:
    return ", ".join(sorted(form.name for form in formats))
