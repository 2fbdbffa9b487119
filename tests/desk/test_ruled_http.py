"""What a person permitted, as the dialler learns of it over HTTP."""

from typing import Any
from uuid import uuid4

from tests.desk.conftest import Desk
from tests.desk.served import APART


def test_a_hold_acknowledged_after_a_ruling_reaches_whoever_looks_and_the_ask_s_own_key(desk: Desk) -> None:
    person = uuid4().hex
    sent = {"key": uuid4().hex, "person": person, "channel": "letter", "purpose": "collect"}

    def call(method: str, path: str, body: Any = None) -> Any:
        answer = desk.server.call(desk.named, method, path, body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    first = call("POST", "/v1/asks", sent)
    assert first["decision"] == "hold", "whom it would reach is not told"
    path = f"/v1/attempts/{first['attempt_id']}"
    assert call("GET", path)["status"] == "held" and call("POST", "/v1/asks", sent) == first
    call("POST", f"{path}/ruling", {"key": "r", "verdict": "permit", "reason": "债务人要求"})
    ruled = call("GET", path)
    assert (ruled["status"], ruled["answer"]["decision"]) == ("reserved", "permit")
    assert call("POST", "/v1/asks", sent) == ruled["answer"]
    call("POST", "/v1/registers/holds", {"rows": [{"person": person, "reason": "deceased", "evidence": APART}]})
    call("PUT", "/v1/registers/holds")
    stopped = call("GET", path)
    assert stopped["status"] == "reserved"
    assert (stopped["answer"]["decision"], stopped["answer"]["code"]) == ("hold", "permit_overtaken")
    assert call("POST", "/v1/asks", sent) == stopped["answer"]
