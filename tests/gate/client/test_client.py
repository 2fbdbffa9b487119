"""The client against a served gate: asked, reported, cancelled, ruled on, over both ways of showing a key."""

import asyncio
import multiprocessing
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from tests.gate.client.running import RunningGate, call_to, serving, token_of
from zilv import AsyncClient, Client
from zilv.gate.client.credential import Signing
from zilv.gate.client.failure import GateError, Unanswered


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGate]:
    with serving(tmp_path_factory.mktemp("gate")) as running:
        yield running


@pytest.fixture(params=["bearer", "signed"])
def client(gate: RunningGate, request: pytest.FixtureRequest) -> Iterator[Client]:
    """A client that shows its key, and one that signs."""
    key = gate.key.bearer if request.param == "bearer" else Signing(gate.key.id, gate.key.signing)
    with Client(gate.url, key, deadline_s=20) as made:
        yield made


def test_a_permitted_call_is_reserved_and_reported(client: Client, gate: RunningGate) -> None:
    answer = client.ask(**call_to(gate.person()))
    assert (answer.decision, answer.code) == ("permit", None) and answer.attempt_id
    assert client.attempt(answer.attempt_id).status == "reserved"
    receipt = client.report(answer.attempt_id, answered=True, conversed=True, seconds=61, recording="r-1")
    assert (receipt.status, client.attempt(answer.attempt_id).status) == ("reported", "reported")


def test_a_call_at_night_is_denied_with_clause_and_hour(client: Client, gate: RunningGate) -> None:
    answer = client.ask(**call_to(gate.person(hour=3)))
    assert answer.decision == "deny" and answer.retry_at
    assert [finding.topic for finding in answer.findings] == ["quiet_hours"]
    assert answer.findings[0].says_zh and answer.findings[0].says_en and answer.findings[0].clause


def test_a_missing_fact_is_a_hold_that_one_person_may_permit(client: Client, gate: RunningGate) -> None:
    answer = client.ask(**call_to(gate.person(), party=None))
    assert answer.decision == "hold" and answer.attempt_id and not isinstance(answer, Unanswered)
    with pytest.raises(GateError) as refused:
        client.ruling(answer.attempt_id, "permit", "已核实系本人")
    assert refused.value.code == "scope_missing"
    reviewer = gate.new_key("rule", holder=f"reviewer-{uuid4().hex[:6]}")
    with Client(gate.url, reviewer.bearer, deadline_s=20) as theirs:
        assert theirs.ruling(answer.attempt_id, "permit", "已核实系本人").status == "reserved"


def test_the_same_key_asks_once(client: Client, gate: RunningGate) -> None:
    person, key = gate.person(), uuid4().hex
    first, second = (client.ask(key=key, **call_to(person)) for _ in range(2))
    assert first == second and first.decision == "permit"
    other = client.ask(key=key, **call_to(person, channel="sms"))
    assert (other.decision, other.code) == ("hold", "key_reused")


def test_peeking_reserves_nothing(client: Client, gate: RunningGate) -> None:
    person = gate.person()
    peeked = [client.peek(**call_to(person)) for _ in range(5)]
    assert [(answer.decision, answer.attempt_id) for answer in peeked] == [("permit", None)] * 5
    token = token_of(person)
    assert client.ledger(token).open_reservations == 0
    client.ask(**call_to(person))
    assert client.ledger(token).open_reservations == 1


def test_what_was_never_dialled_is_given_back(client: Client, gate: RunningGate) -> None:
    person = gate.person()
    answers = [client.ask(**call_to(person)) for _ in range(4)]
    assert [answer.decision for answer in answers] == ["permit"] * 3 + ["deny"]
    assert client.cancel(answers[0].attempt_id or "", "线路忙，未拨出").status == "cancelled"
    assert client.ask(**call_to(person)).decision == "permit"


def test_many_are_answered_in_their_order(client: Client, gate: RunningGate) -> None:
    day, night = gate.person(), gate.person(hour=3)
    asks = [call_to(day), call_to(night), call_to(day, channel="telepathy"), call_to(day), call_to(night)]
    answers = client.ask_many(asks)
    assert [answer.decision for answer in answers] == ["permit", "deny", "hold", "permit", "deny"]
    assert answers[2].code == "invalid"
    assert client.ask_many([]) == []


def test_a_key_that_is_not_valid_permits_nothing(gate: RunningGate) -> None:
    person = gate.person()
    keys: list[str | Signing] = [
        "zk_abcdefghijkl_nonsense",
        "x",
        Signing(gate.key.id, "another"),
        Signing("nobody", gate.key.signing),
    ]
    for key in keys:
        with Client(gate.url, key, deadline_s=5) as client:
            answer = client.ask(**call_to(person))
            assert (answer.decision, answer.code) == ("hold", "not_authenticated")


def test_many_threads_share_a_client_and_no_limit_is_passed(gate: RunningGate) -> None:
    person = gate.person()
    with Client(gate.url, gate.key.bearer, deadline_s=20) as client, ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda n: client.ask(**call_to(person)), range(40)))
    assert sorted(answer.decision for answer in answers) == ["deny"] * 37 + ["permit"] * 3


def test_a_closed_client_opens_anew(gate: RunningGate) -> None:
    client = Client(gate.url, gate.key.bearer, deadline_s=20)
    person = gate.person()
    assert client.ask(**call_to(person)).decision == "permit"
    client.close()
    client.close()
    assert client.ask(**call_to(person)).decision == "permit"
    client.close()


def _asked_in_child(client: Client, person: str, told: "multiprocessing.Queue[str]") -> None:
    told.put(client.ask(**call_to(person)).decision)


def test_a_client_works_in_a_process_forked_after_its_first_ask(gate: RunningGate) -> None:
    person = gate.person()
    forking = multiprocessing.get_context("fork")
    told: multiprocessing.Queue[str] = forking.Queue()
    with Client(gate.url, gate.key.bearer, deadline_s=20) as client:
        assert client.ask(**call_to(person)).decision == "permit"
        child = forking.Process(target=_asked_in_child, args=(client, person, told))
        child.start()
        assert told.get(timeout=30) == "permit"
        child.join(10)
        assert client.ask(**call_to(person)).decision == "permit"


def test_the_asynchronous_client_asks_many_at_a_time(gate: RunningGate) -> None:
    person = gate.person()

    async def ask_all() -> list[str]:
        async with AsyncClient(gate.url, gate.key.bearer, deadline_s=20) as client:
            answers = await asyncio.gather(*(client.ask(**call_to(person)) for _ in range(20)))
            permitted = [answer.attempt_id for answer in answers if answer.decision == "permit" and answer.attempt_id]
            for attempt_id in permitted:
                assert (await client.report(attempt_id, answered=False, disposition="no_answer")).status == "reported"
            return [answer.decision for answer in answers]

    assert sorted(asyncio.run(ask_all())) == ["deny"] * 17 + ["permit"] * 3


def test_a_gate_that_comes_back_is_asked_again_under_the_same_key(tmp_path: Path) -> None:
    with serving(tmp_path) as gate, Client(gate.url, gate.key.bearer, deadline_s=60) as client:
        person, key = gate.person(), uuid4().hex
        before = client.ask(key=key, **call_to(person))
        gate.stop()
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(lambda: client.ask(key=key, **call_to(person)))
            gate.start()
            assert waiting.result() == before
        assert before.decision == "permit"


def test_the_package_is_light_until_a_client_is_asked_for() -> None:
    look = "import sys, zilv; print(sorted({'httpx', 'msgspec', 'numpy', 'django'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, text=True).stdout == "[]\n"
    look = "import sys; from zilv import Client, AsyncClient; print('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, text=True).stdout == "False\n"


def test_no_name_that_is_not_there_is_found_in_the_package() -> None:
    import zilv

    with pytest.raises(AttributeError):
        zilv.Nothing  # type: ignore[attr-defined]  # noqa: B018
