"""Aliyun SMS 短信服务: `SmsReport`, the delivery report pushed as a JSON array.

Fields as documented (help.aliyun.com, sms: smsreport-2, 101867, 414224).

- `send_time` and `report_time` are local without zone; the attempt is at `send_time`, however late the report.
- A report is pushed again after 1, 5 and 10 minutes until it is acknowledged, and the vendor does not promise
  that it comes once: repeats have the same `attempt_id` and merge.
- `biz_id` names a *sending*: up to hundreds of numbers share it. A `message_id`, where there is one, names the
  message; else `biz_id`, `send_time` and a 16-bit check of the number do. The check is the same for tens of
  thousands of numbers, so it leads back to nobody; two numbers of one sending and second share it once in
  65,536 pairs, and such a pair shows as one attempt with two numbers.
- `success` is JSON true or false, or the word. `sms_size` counts the parts of one message: one attempt.
- A text message is neither answered nor conversed. Its line (the sender) is in no report: `--set line=`.

Any other `success` leaves the disposition empty. `out_id` is the user's own and is not read. The international
service's report (`To`, `SendDate`, `MessageId`) has other names: use a mapping file.
"""

import hashlib
import re

from zilv.attempts.intake.format import CanonicalRow, Context, Format, Record
from zilv.attempts.intake.instant import local
from zilv.attempts.intake.record import needed, number, row, text
from zilv.attempts.parse import EMPTY, FieldError

_DELIVERED = {"true": "delivered", "1": "delivered", "false": "undelivered", "0": "undelivered"}


def _read(record: Record, context: Context) -> CanonicalRow:
    at = local(record, "send_time", context.zone)
    if not at:
        raise FieldError("send_time", EMPTY)
    reached = number(record, "phone_number")
    if not reached:
        raise FieldError("phone_number", EMPTY)
    return row(
        attempt_id=text(record, "message_id") or _of_sending(record, reached),
        at=at,
        channel="sms",
        direction="outbound",
        number=reached,
        disposition=_DELIVERED.get(text(record, "success").lower()),
    )


def _of_sending(record: Record, reached: str) -> str:
    """The id of one message of a sending; the check is the same in every sending, so that checks do not add up."""
    check = hashlib.blake2b(re.sub(r"\D", "", reached).encode(), digest_size=2).hexdigest()
    sent = re.sub(r"\D", "", text(record, "send_time"))
    return f"{needed(record, 'biz_id')}-{sent}-{check}"


FORMAT = Format(
    name="aliyun-sms",
    title="阿里云短信 SmsReport · Aliyun SMS report",
    container="any",
    telltale=frozenset({"phone_number", "send_time", "biz_id"}),
    read=_read,
)
