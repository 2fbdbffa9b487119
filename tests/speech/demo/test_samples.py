"""The sample calls are what their script says, at the times at which their recordings speak."""

import json
from pathlib import Path

from zilv.speech.hear.audio import read_recording
from zilv.speech.hear.voice import voiced
from zilv.speech.transcript.read import read
from zilv.speech.transcript.transcript import Dialogue

SAMPLES = Path(__file__).parents[3] / "samples" / "speech"


def calls() -> list[Dialogue]:
    return [call for call in read(SAMPLES / "calls.jsonl") if isinstance(call, Dialogue)]


def test_the_transcripts_are_the_script() -> None:
    script = json.loads((SAMPLES / "script.json").read_text("utf-8"))
    said = [[(turn.speaker, turn.text) for turn in call.turns] for call in calls()]
    assert said == [[(turn["speaker"], turn["text"]) for turn in call["turns"]] for call in script]


def test_each_turn_is_heard_on_its_own_side_at_its_own_time() -> None:
    assert len(calls()) == 2
    for call in calls():
        recording = read_recording(SAMPLES / f"{call.id}.ogg")
        for side, channel in zip(("collector", "other"), recording.channels, strict=True):
            spoken = voiced(channel, recording.rate)
            turns = [turn for turn in call.turns if turn.speaker == side]
            assert turns
            for turn in turns:
                assert turn.start is not None and turn.end is not None
                inside = sum(max(0.0, min(turn.end, end) - max(turn.start, start)) for start, end in spoken)
                assert inside > 0.6 * (turn.end - turn.start)
            total = sum(span.seconds for span in spoken)
            assert total < 1.02 * sum((turn.end or 0) - (turn.start or 0) for turn in turns)
