"""What an answer says of an attempt that is not simply permitted. Clients read it: nothing here brings numbers."""

import msgspec

from zilv.rules.three import Outcome


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One topic on which an attempt is not simply permitted; the strictest provision leads, `also` names the others."""

    topic: str
    provision: str
    outcome: Outcome
    strength: str
    grade: str
    clause: str
    says_zh: str
    says_en: str
    count: int | None = None
    limit: int | None = None
    also: tuple[str, ...] = ()
