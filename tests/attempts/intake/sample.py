"""The samples beside the tests: their records as a container would give them, and a record picked by a field."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from zilv.attempts.intake.format import CanonicalRow, Context, Format, Record

FOLDER = Path(__file__).parent / "samples"
BEIJING = Context(ZoneInfo("Asia/Shanghai"))
NEW_YORK = Context(ZoneInfo("America/New_York"))

FILES = {
    "aliyun-vms": "aliyun_vms.json",
    "aliyun-ccc": "aliyun_ccc.jsonl",
    "tencent-ccc": "tencent_ccc.jsonl",
    "volcengine": "volcengine.json",
    "baidu-robot": "baidu_robot.jsonl",
    "freeswitch": "freeswitch.csv",
    "yeastar": "yeastar.jsonl",
    "vicidial": "vicidial.csv",
    "twilio": "twilio.json",
    "aliyun-sms": "aliyun_sms.json",
}


def records(name: str) -> list[Record]:
    """All records of the sample of a format."""
    path = FOLDER / FILES[name]
    source = path.read_text("utf-8")
    if path.suffix == ".csv":
        return list(csv.DictReader(source.splitlines(), delimiter="\t" if "\t" in source else ","))
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in source.splitlines()]
    whole = json.loads(source)
    return list(whole if isinstance(whole, list) else whole["calls"])


def picked(form: Format, **fields: str) -> list[Record]:
    """The records that have these values, wherever they are wrapped; at least one."""
    found = [record for record in records(form.name) if _has(record, fields)]
    assert found, fields
    return found


def read(form: Format, context: Context = BEIJING, **fields: str) -> CanonicalRow:
    """The canonical row of the first record that has these values."""
    row = form.read(picked(form, **fields)[0], context)
    assert row is not None
    return row


def changed(form: Format, change: Mapping[str, Any], **fields: str) -> Record:
    """That record with some of its fields changed; None takes a field out. Wrapped records stay wrapped."""
    record = json.loads(json.dumps(picked(form, **fields)[0]))
    inside = next((record[key] for key in ("Data", "data", "info") if key in record), record)
    for name, value in change.items():
        inside[name] = value
        if value is None:
            del inside[name]
    return dict(record)


def _has(record: Mapping[str, Any], fields: Mapping[str, str]) -> bool:
    inside = [record, *(value for value in record.values() if isinstance(value, Mapping))]
    return any(all(str(part.get(name)) == value for name, value in fields.items()) for part in inside)
