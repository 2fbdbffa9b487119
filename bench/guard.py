"""The guard's speed: a whole text, a stream, and both over HTTP; each text's time, not the mean.

    python -m bench.guard

Texts: the invented sentences below, one after another, in contacts of 0, 10 and 40 earlier turns. Limit: p99 of 10 ms
a sentence. Peer: the bare search for the same words by `re`. `new to it`: nothing of the contact has been heard before.
Over HTTP: `zilv serve` of the bench's own, on SQLite, one kept connection; there CPU is the client's.
"""

import re
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from tests.desk.served import Installation
from zilv.speech.guard.guard import Guard, Stream
from zilv.speech.guard.house import house
from zilv.speech.guard.library import library
from zilv.speech.guard.reading import Reading
from zilv.speech.guard.records import Context, Turn
from zilv.speech.guard.sentences import sentences

ROUNDS = 40
SENTENCES = (
    "您好，这里是示例消金，请问是您本人吗？",
    "您本月账单还有三千二百元没有还，请您在方便的时候处理一下。",
    "您说的困难我记下了，会请专人联系您，看看有什么办法。",
    "再不还，我们就去您单位找您领导聊聊。",
    "还款请只走官方渠道，不要转给任何个人。",
    "逾期会有什么影响，以您的合同和法律规定为准。",
    "好的，我为您转人工，请稍等。",
    "我是示例消金的智能语音助手，不是真人。",
)
OTHERS = ("我知道了，下周发了工资就还。", "你是机器人吗？", "这个利息是怎么算的？", "我最近失业了，手头紧。")


def context(turns: int) -> Context:
    """A bot's call with so many turns behind it."""
    said = [
        Turn(speaker="other" if n % 2 else "collector", text=(OTHERS if n % 2 else SENTENCES)[n // 2 % 4])
        for n in range(turns)
    ]
    return Context(channel="voice_bot", bot=True, lender="示例消金", party="debtor", turns=tuple(said))


def timed(run: Callable[[str], object], texts: Sequence[str]) -> NDArray[np.float64]:
    """Milliseconds of each text, all rounds: of CPU, and on the clock."""
    for text in texts:
        run(text)
    taken = []
    for _ in range(ROUNDS):
        for text in texts:
            began = time.thread_time(), time.perf_counter()
            run(text)
            taken.append(((time.thread_time() - began[0]) * 1e3, (time.perf_counter() - began[1]) * 1e3))
    return np.array(taken)


def streamed(text: str, of: Context) -> None:
    """One utterance of three sentences, a character at a time."""
    stream = Stream(house(), of)
    for char in text * 3:
        stream.feed(char)
    stream.close()


def over_http() -> None:
    """A sentence after 40 turns, and an utterance of three sentences sent one by one, each with what was said."""
    of = context(40)
    with tempfile.TemporaryDirectory() as folder:
        made = Installation(Path(folder), f"sqlite:///{folder}/zilv.db")
        made.done("migrate")
        key = made.key("guard")
        with made.serve(ZILV_RATE="1000000") as server:

            def ask(text: str, of: Context) -> None:
                sent = {"text": text, "context": msgspec.to_builtins(of)}
                server.call(key, "POST", "/v1/guard", sent).raise_for_status()

            def utter(text: str) -> None:
                said = of
                for sentence in sentences(text * 3):
                    ask(sentence, said)
                    said = msgspec.structs.replace(said, turns=(*said.turns, Turn(speaker="collector", text=sentence)))

            told("HTTP, a sentence after 40 turns", timed(lambda text: ask(text, of), SENTENCES))
            told("HTTP, three sentences one by one", timed(utter, SENTENCES))


def told(name: str, taken: NDArray[np.float64]) -> None:
    """One line."""
    cpu, wall = np.percentile(taken, [50, 99], axis=0).T
    print(f"  {name:42} CPU p50 {cpu[0]:7.3f} p99 {cpu[1]:7.3f}   clock p50 {wall[0]:7.3f} p99 {wall[1]:7.3f}")


def main() -> None:
    """Print every figure."""
    peer = re.compile("|".join(map(re.escape, (*SENTENCES, *OTHERS))))
    print("the guard, milliseconds (limit: p99 10 ms a sentence)")
    told("peer: one search by re", timed(peer.search, SENTENCES))
    for turns in (0, 10, 40):
        of = context(turns)
        told(f"a sentence after {turns} turns", timed(lambda text, of=of: house().check(text, of), SENTENCES))  # type: ignore[misc]
    of = context(40)
    new = timed(lambda text: Guard(Reading(), library()).check(text, of), SENTENCES)
    told("a sentence after 40 turns, new to it", new)
    told("three sentences, streamed by character", timed(lambda text: streamed(text, of), SENTENCES))
    over_http()


if __name__ == "__main__":
    main()
