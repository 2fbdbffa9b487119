"""A law as one text, JSON, and back: what a decision was made under can be judged by again where its files are gone."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec
from pydantic import BaseModel, ValidationError

from zilv.errors import LawError
from zilv.rules.provision import Instrument, Pack, Provision


class _Text(msgspec.Struct, frozen=True, kw_only=True):
    """The text: each part as its model writes it, byte by byte, so that the digest can be worked out from it."""

    version: str
    packs: dict[str, msgspec.Raw]
    instruments: dict[str, msgspec.Raw]
    provisions: tuple[msgspec.Raw, ...]


class Stated(NamedTuple):
    """What a text states. `digest`, `legacy`: over what stands in it, as those of `Law` are when it is written."""

    version: str
    digest: str
    legacy: str
    provisions: tuple[Provision, ...]
    instruments: dict[str, Instrument]
    packs: dict[str, Pack]


def text_of(
    version: str,
    provisions: Iterable[Provision],
    instruments: Mapping[str, Instrument],
    packs: Mapping[str, Pack],
) -> str:
    """All of a law; of the instruments those that it cites."""
    provisions = tuple(provisions)
    cited = sorted({one.cite.instrument for one in provisions})
    text = _Text(
        version=version,
        packs={name: _raw(pack) for name, pack in packs.items()},
        instruments={key: _raw(instruments[key]) for key in cited},
        provisions=tuple(map(_raw, provisions)),
    )
    return msgspec.json.encode(text).decode()


def stated(text: str) -> Stated:
    """What a text states. Raises LawError for what is no text of a law, or of one that this version cannot judge by."""
    try:
        read = msgspec.json.decode(text, type=_Text)
        packs = {name: Pack.model_validate_json(bytes(one)) for name, one in read.packs.items()}
        digest, legacy = digests(packs, map(bytes, read.provisions))
        return Stated(
            version=read.version,
            digest=digest,
            legacy=legacy,
            provisions=tuple(Provision.model_validate_json(bytes(one)) for one in read.provisions),
            instruments={key: Instrument.model_validate_json(bytes(one)) for key, one in read.instruments.items()},
            packs=packs,
        )
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise LawError(f"本版本读不了所存法规 · this version cannot read the law that was kept: {where}") from None
    except (msgspec.MsgspecError, ValueError):
        raise LawError("不是所存法规的文本 · is no text of a law as zilv keeps it") from None


def zone_name(packs: Mapping[str, Pack]) -> str:
    """The zone of a person whose zone no register gives: the first pack's; `none` where there is none."""
    return next(iter(packs.values())).zone if packs else "none"


def digests(packs: Mapping[str, Pack], provisions: Iterable[bytes]) -> tuple[str, str]:
    """Of a law whose provisions are written so: `Law.digest` and `Law.legacy`."""
    written = b"\n".join(provisions)
    zone = f"zone {zone_name(packs)}\n".encode()
    return hashlib.sha256(zone + written).hexdigest(), hashlib.sha256(written).hexdigest()


def _raw(model: BaseModel) -> msgspec.Raw:
    return msgspec.Raw(model.model_dump_json().encode())
