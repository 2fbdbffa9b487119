"""Mapping files: any table of attempts as a format, by saying where each canonical column comes from.

For a file that no format fits, write a YAML file and name it with `--map FILE.yaml`:

    name: our-dialler                     # optional; else the file's name
    lists: [data.rows]                    # optional: where a JSON file keeps its list of records
    columns:
      attempt_id: 流水号                   # canonical column: column of the file
      number: 被叫号码
      line: 主叫号码
      at: {from: 呼叫时间, format: "%Y年%m月%d日 %H:%M:%S", zone: Asia/Shanghai}
      answered: {from: 通话结果, values: {接通: yes, 未接通: no, 语音信箱: ""}}
      disposition: {from: 通话结果, values: {接通: answered, 空号: invalid_number}, otherwise: other}
      seconds: {from: 通话毫秒, unit: ms}
      recording: {from: 录音编号, optional: yes}
      channel: {constant: voice}
      direction: {constant: outbound}

- The columns are the canonical ones; `attempt_id` and `at` must be there. What is left out is not recorded, and
  can still be set for the whole file with `--set`.
- `from` names a column, or a field of a JSON record with dots (`call.id`). A record that lacks it is rejected,
  unless `optional: yes`: then it is a fact that nobody recorded.
- `values` translates, comparing whole values, case included. `""` says not recorded. A value that is not listed
  rejects its row, unless `otherwise` says what it means: a new word of the vendor's never slips through unseen.
- `at` is read as `2026-03-02 09:30:00` (`/` and `T` do too), with an offset or local; as a `format` of
  `datetime.strptime`; or with `epoch: s` or `epoch: ms`. Local times are in `zone`, else in the run's zone.
- `seconds` is read as `62`, `62秒`, `1:02` or `0:01:02`; `unit: ms` reads milliseconds.
- `constant` holds for every record.

Every value in the file is text as it stands there: `yes` is yes, `08` is 08. A mistake in it is an IntakeError
that says file, line, field and what was expected, before any record is read.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import yaml

from zilv.attempts.attempt import COLUMNS
from zilv.attempts.intake.format import CanonicalRow, Context, Format, Record
from zilv.attempts.intake.mapping_rule import PER_SECOND, Rule
from zilv.attempts.parse import WHOLE_NUMBERS, WORDS, YES_NO
from zilv.attempts.vocabulary import DISPOSITIONS
from zilv.errors import IntakeError

_NEEDED = ("attempt_id", "at")
_FIELDS = ("name", "lists", "columns")
_KEYS = ("from", "constant", "values", "otherwise", "format", "zone", "epoch", "unit", "optional")
_TIME_KEYS = ("format", "zone", "epoch")
_BYTES_MAX = 1 << 20

Node = yaml.Node
Fail = Callable[[Node, str, str], IntakeError]


def read_mapping(path: Path, needed: tuple[str, ...] = _NEEDED) -> Format:
    """The format that a mapping file describes; `needed`: columns it must tell. Raises IntakeError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise IntakeError(f"{path}: 无法读取 · cannot be read: {error.strerror}") from None
    if len(data) > _BYTES_MAX:
        raise IntakeError(f"{path}: 大于 1 MiB，应为映射文件 · is larger than 1 MiB; expected a mapping file")
    try:
        return mapping_from(data.decode("utf-8-sig"), str(path), path.stem, needed)
    except UnicodeDecodeError:
        raise IntakeError(f"{path}: 不是 UTF-8 · is not UTF-8") from None


def mapping_from(source: str, where: str, name: str, needed: tuple[str, ...] = _NEEDED) -> Format:
    """The format that this YAML text describes; `where` and `name` stand for the file. Raises IntakeError."""

    def fail(node: Node, field: str, reason: str) -> IntakeError:
        return IntakeError(f"{where}:{node.start_mark.line + 1}: {field}: {reason}")

    root = _composed(source, where)
    given = _pairs(root, "文件 file", _FIELDS, fail)
    if "columns" not in given:
        raise fail(
            root, "columns", "必填：规范列及其来处 · is required: the canonical columns and where they come from"
        )
    columns = _pairs(given["columns"], "columns", COLUMNS, fail)
    for column in needed:
        if column not in columns:
            raise fail(given["columns"], column, "各列中必须有它 · is required among the columns")
    rules = tuple(_rule(column, node, fail) for column, node in columns.items())
    return Format(
        name=_scalar(given["name"], "name", fail) if "name" in given else name,
        title=f"映射文件 {where} · mapping file {where}",
        container="any",
        telltale=frozenset(rule.source for rule in rules if rule.source and not rule.optional),
        read=partial(_read, rules),
        lists=_listed(given["lists"], fail) if "lists" in given else (),
    )


def _read(rules: tuple[Rule, ...], record: Record, context: Context) -> CanonicalRow:
    read = ((rule.column, rule.read(record, context)) for rule in rules)
    return {column: value for column, value in read if value}


def _composed(source: str, where: str) -> Node:
    try:
        root = yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise IntakeError(f"{where}:{line}: 不是 YAML · is not YAML: {error.problem}") from None
    except (yaml.YAMLError, RecursionError):
        en = "it holds a character or a nesting that YAML does not allow"
        raise IntakeError(f"{where}: 不是 YAML：含其不允许的字符或嵌套 · is not YAML: {en}") from None
    if root is None:
        raise IntakeError(f"{where}: 没有内容，应有 columns: · is empty; expected columns:")
    return root


def _pairs(node: Node, field: str, known: tuple[str, ...], fail: Fail) -> dict[str, Node]:
    """The entries of a YAML mapping by key; `known` () = any key."""
    if not isinstance(node, yaml.MappingNode):
        raise fail(node, field, "应为逐项的键与值 · is not a mapping; expected key: value")
    found: dict[str, Node] = {}
    for key, value in node.value:
        name = _scalar(key, field, fail)
        if known and name not in known:
            raise fail(key, name, f"此处不可用，应为所列之一 · is not known here; expected one of {', '.join(known)}")
        if name in found:
            raise fail(key, name, "此处出现了两次 · stands here twice")
        found[name] = value
    return found


def _scalar(node: Node, field: str, fail: Fail) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise fail(node, field, "是列表或映射，应为单个值 · is a list or a mapping; expected one value")
    return str(node.value).strip()


def _listed(node: Node, fail: Fail) -> tuple[str, ...]:
    if not isinstance(node, yaml.SequenceNode):
        return (_scalar(node, "lists", fail),)
    return tuple(_scalar(item, "lists", fail) for item in node.value)


def _rule(column: str, node: Node, fail: Fail) -> Rule:
    if isinstance(node, yaml.ScalarNode):
        source = _scalar(node, column, fail)
        if not source:
            what = "为空，应为文件的列名，或定值 constant · is empty; expected a column of the file, or {constant: …}"
            raise fail(node, column, what)
        return Rule(column, source)
    given = _pairs(node, column, _KEYS, fail)
    plain = {key: _scalar(value, f"{column}.{key}", fail) for key, value in given.items() if key != "values"}
    _check_keys(column, plain, given, node, fail)
    values = _translations(column, given["values"], fail) if "values" in given else {}
    for key in ("constant", "otherwise"):
        if key in plain:
            _check_value(column, plain[key], given[key], fail)
    return Rule(
        column=column,
        source=plain.get("from", ""),
        constant=plain.get("constant", ""),
        values=values,
        otherwise=plain.get("otherwise"),
        pattern=plain.get("format", ""),
        zone=ZoneInfo(plain["zone"]) if "zone" in plain else None,
        unit=plain.get("epoch") or plain.get("unit", ""),
        optional=plain.get("optional") == "yes",
    )


def _check_keys(column: str, plain: Mapping[str, str], given: Mapping[str, Node], node: Node, fail: Fail) -> None:
    if bool(plain.get("from")) == bool(plain.get("constant")):
        zh, en = "from（文件的一列）与 constant（定值）须有且仅有其一", "a column of the file, or constant: a value"
        raise fail(node, column, f"{zh} · expected either from: {en}")
    if column in _NEEDED and "constant" in given:
        why = "各条记录不同，应用 from: · differs from record to record; expected from:"
        raise fail(given["constant"], f"{column}.constant", why)
    for key in given:
        if key in _TIME_KEYS and column != "at":
            raise fail(given[key], f"{column}.{key}", "只可用于 at · belongs to at alone")
        if key == "unit" and column != "seconds":
            raise fail(given[key], f"{column}.unit", "只可用于 seconds · belongs to seconds alone")
        if key != "constant" and "constant" in given:
            raise fail(given[key], f"{column}.{key}", "与 constant 同用没有意义 · has no meaning beside constant")
        if key == "values" and column in {"at", "attempt_id"}:
            raise fail(given[key], f"{column}.values", "不能翻译 · cannot be translated")
    if "otherwise" in given and "values" not in given:
        raise fail(given["otherwise"], f"{column}.otherwise", "须与 values 同用 · needs values")
    if "format" in given and "epoch" in given:
        raise fail(given["epoch"], f"{column}.epoch", "与 format 矛盾 · contradicts format")
    _check_words(column, plain, given, fail)


def _check_words(column: str, plain: Mapping[str, str], given: Mapping[str, Node], fail: Fail) -> None:
    for key in ("epoch", "unit"):
        if key in plain and plain[key] not in PER_SECOND:
            why = f'"{plain[key]}" 未知，应为 s 或 ms · is not known; expected s or ms'
            raise fail(given[key], f"{column}.{key}", why)
    if plain.get("optional", "no") not in {"yes", "no"}:
        raise fail(given["optional"], f"{column}.optional", "应为 yes 或 no · expected yes or no")
    if "zone" in plain and plain["zone"] not in available_timezones():
        why = f'"{plain["zone"]}" 不是时区，应如 Asia/Shanghai · is no time zone, e.g. Asia/Shanghai'
        raise fail(given["zone"], f"{column}.zone", why)
    if "format" in plain and not _tells_the_minute(plain["format"]):
        why = "未说明日期与时分，应如 %Y-%m-%d %H:%M:%S · does not tell day and minute, e.g. %Y-%m-%d %H:%M:%S"
        raise fail(given["format"], f"{column}.format", why)


def _tells_the_minute(pattern: str) -> bool:
    """Whether a time written in this pattern reads as the same day and minute again."""
    told = datetime(2026, 11, 23, 21, 47, tzinfo=timezone.utc if "%z" in pattern else None)
    try:
        return datetime.strptime(told.strftime(pattern), pattern) == told  # noqa: DTZ007 - compared with a naive one
    except ValueError:
        return False


def _translations(column: str, node: Node, fail: Fail) -> dict[str, str]:
    found = {}
    for key, value in _pairs(node, f"{column}.values", (), fail).items():
        found[key] = _scalar(value, f"{column}.values.{key}", fail)
        _check_value(column, found[key], value, fail)
    if not found:
        raise fail(node, f"{column}.values", "为空 · is empty")
    return found


def _check_value(column: str, value: str, node: Node, fail: Fail) -> None:
    words = (
        DISPOSITIONS if column == "disposition" else WORDS.get(column) or (("yes", "no") if column in YES_NO else ())
    )
    if value and words and value not in words:
        why = f'不在文末所列之中，空即未记录 · is not one of {", ".join(words)}, or "" for not recorded'
        raise fail(node, column, f'"{value}" {why}')
    if value and column in WHOLE_NUMBERS and not value.isdecimal():
        raise fail(node, column, f'"{value}" 不是整数 · is not a whole number')
