"""Recordings in an object store that speaks S3: found below a prefix, each fetched into a file of its own for as long
as it is heard.

Keys come from where AWS's own tools take them (environment, `~/.aws`, the machine's role), never from the address,
which is written into results and errors.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import pyarrow
from pyarrow import fs

from zilv.speech.hear.audio import is_read, unread
from zilv.speech.hear.error import HearError
from zilv.speech.hear.heard import Stored

SCHEME = "s3://"
OPTIONS = frozenset({"endpoint_override", "force_virtual_addressing", "region", "scheme"})
"""What may stand behind `?`, named as pyarrow names it; the second can only be `true`."""
ENDPOINTS, REGIONS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"), ("AWS_REGION", "AWS_DEFAULT_REGION")
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]+")
_CODE = re.compile(r"AWS Error (\w+(?: \(HTTP status \d+\))?)")
_REFUSED = {"ACCESS_DENIED", "INVALID_ACCESS_KEY_ID", "SIGNATURE_DOES_NOT_MATCH", "EXPIRED_TOKEN"}
_ABSENT = (
    "没有这个桶、前缀或对象；前缀须写到斜杠为止，并核对存储地址 · there is no such bucket, prefix or object; a "
    "prefix ends where a slash stands; check AWS_ENDPOINT_URL or endpoint_override as well"
)
_AT_ONCE = 16 << 20
"""Bytes asked for at a time: each is a request, which some stores charge for."""


class Object(NamedTuple):
    """A recording in a bucket. `name`: its path below the prefix; `stored`: None = the store does not say when it was
    changed, so only its content tells whether it was heard; `refused`: of no kind that is read."""

    store: Any
    key: str
    name: str
    stored: Stored | None
    refused: bool = False

    @contextmanager
    def fetched(self) -> Iterator[Path]:
        """Its content in a file that nobody else may read and that goes away whatever happens. Raises `HearError`."""
        with TemporaryDirectory(prefix="zilv-recording-") as folder:
            to = Path(folder, PurePosixPath(self.key).name)
            try:
                with self.store.open_input_stream(self.key, compression=None) as source, to.open("wb") as file:
                    shutil.copyfileobj(source, file, _AT_ONCE)
            except (OSError, pyarrow.ArrowException) as error:
                raise HearError(f"{self.name}: {_why(error)}") from None
            yield to


def objects(address: str) -> list[Object]:
    """The recordings below `s3://BUCKET/PREFIX`, in order, or the one object of that name; and what may be one, of
    a kind that is not read. Raises `HearError`."""
    path, options = _read(address)
    try:
        store = _store(path, options)
        at, kinds = store.get_file_info(path), fs.FileType
        found = store.get_file_info(fs.FileSelector(path, recursive=True)) if at.type == kinds.Directory else []
    except (OSError, pyarrow.ArrowException) as error:
        raise HearError(f"{SCHEME}{path}: {_why(error)}") from None
    if at.type == kinds.File:
        return [Object(store, path, at.base_name, _stored(at))]
    if at.type == kinds.NotFound:
        raise HearError(f"{SCHEME}{path}: {_ABSENT}")
    below = {file.path[len(path) + 1 :]: file for file in found if file.type == kinds.File}
    refused = set(unread(list(below)))
    wanted = sorted(name for name in below if is_read(name) or name in refused)
    return [Object(store, below[name].path, name, _stored(below[name]), name in refused) for name in wanted]


def _read(address: str) -> tuple[str, dict[str, str]]:
    """Bucket with prefix, as AWS's own tools take them: nothing is decoded. What is refused is not quoted, since it may
    hold a secret."""
    path, _, query = address.removeprefix(SCHEME).partition("?")
    path, options = path.rstrip("/"), dict(parse_qsl(query, keep_blank_values=True))
    if not _BUCKET.fullmatch(path.partition("/")[0]):
        raise HearError(
            "s3://：桶名不对；密钥请放在环境变量或 ~/.aws 中，不可写入地址 · no name of a bucket; expected "
            "s3://BUCKET/PREFIX, and keys in the environment or ~/.aws, never in the address"
        )
    virtual = options.get("force_virtual_addressing", "true")
    if not options.keys() <= OPTIONS or virtual != "true" or "@" in options.get("endpoint_override", ""):
        raise HearError(
            f"{SCHEME}{path}: “?” 后只可有 · behind “?” may stand {' '.join(sorted(OPTIONS))}; "
            "密钥不可写入地址 · keys never"
        )
    return path, options


def _store(path: str, options: dict[str, str]) -> Any:
    """What reads the store. An address that names no endpoint means the environment's, else AWS."""
    try:
        opened, region_of = fs.S3FileSystem, fs.resolve_s3_region
    except ImportError:
        raise HearError(
            "此处安装的 pyarrow 不含 S3；请先把录音取到文件夹 · the pyarrow installed here was built without S3; copy "
            "the recordings into a folder first"
        ) from None
    given: dict[str, Any] = dict(options)
    given["force_virtual_addressing"] = "force_virtual_addressing" in options
    named = next((os.environ[name] for name in ENDPOINTS if os.environ.get(name)), None)
    if named:
        given.setdefault("endpoint_override", named)
    elif not {"endpoint_override", "region"} & given.keys() and not any(map(os.environ.get, REGIONS)):
        given["region"] = region_of(path.partition("/")[0])  # AWS refuses who asks in another region
    return opened(**given)


def _stored(file: Any) -> Stored | None:
    return Stored(f"{SCHEME}{file.path}", file.size, file.mtime) if file.mtime else None


def _why(error: Exception) -> str:
    """What went wrong and what to do, in our words: a store's own may hold anything."""
    found = _CODE.search(str(error))
    code = found[1] if found else None
    if code in _REFUSED:
        return (
            f"存储拒绝访问（{code}）；请核对密钥、权限与本机时钟 · the store refuses ({code}): check "
            "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY or ~/.aws, the right to list and read, and the clock"
        )
    if code == "NETWORK_CONNECTION":
        return (
            "连不上存储；请核对地址（http 还是 https）与网络 · the store cannot be reached: check AWS_ENDPOINT_URL or "
            "endpoint_override, http or https, and the network"
        )
    if code:
        return (
            f"存储出错（{code}）；请核对 region 与地址，或稍后再试 · the store failed ({code}): check region and "
            "endpoint, or try again later"
        )
    if isinstance(error, FileNotFoundError):
        return "已不在存储中 · it is no longer in the store"
    if str(error).endswith("' not found"):  # what pyarrow says of a bucket whose region it was asked for
        return _ABSENT
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "地址或名称无法读取 · an address or a name that cannot be read"
