"""One contact on the page: its verdict, its waveform, its turns with what was found in them."""

import base64
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from zilv.rules.library import Law
from zilv.speech.acts.act import act_named
from zilv.speech.demo.channels import sides_of
from zilv.speech.demo.markup import Html, el, joined, two
from zilv.speech.demo.waveform import COLUMNS, outline
from zilv.speech.hear.audio import Samples, read_recording
from zilv.speech.judge.finding import Finding
from zilv.speech.judge.judge import UNNAMED
from zilv.speech.transcript.transcript import Dialogue, Speaker, Turn

_CHANNEL = {
    "voice": ("通话", "Call"),
    "voice_bot": ("机器人通话", "Bot call"),
    "sms": ("短信", "SMS"),
    "im": ("聊天", "Chat"),
    "app": ("应用内消息", "App message"),
    "email": ("邮件", "Email"),
    "letter": ("信函", "Letter"),
    "visit": ("上门", "Visit"),
}
_SIDE = {"collector": ("催收方", "Collector"), "other": ("对方", "Other side")}
_MIME = {".ogg": "audio/ogg", ".mp3": "audio/mpeg", ".wav": "audio/wav"}


class Contact(NamedTuple):
    """A dialogue, what was found in it, and its recording where there is one."""

    dialogue: Dialogue
    findings: tuple[Finding, ...]
    recording: Path | None


def verdict(findings: Sequence[Finding]) -> str:
    """`rule`: a rule finds an act of the collector; `score`: only a score does, so a person looks; else `none`."""
    ours = [finding.by for finding in findings if act_named(finding.act).side == "collector"]
    return "rule" if "rule" in ours else "score" if ours else "none"


VERDICT = {
    "rule": ("规则查出不当言行", "Found by a rule"),
    "score": ("疑似，需人复核", "Suspected: a person must look"),
    "none": ("未发现", "Nothing found"),
}


def card(contact: Contact, law: Law) -> Html:
    """The contact as a section of the page."""
    dialogue, kind = contact.dialogue, verdict(contact.findings)
    channel = _CHANNEL.get(dialogue.channel or "", ("未记录渠道", "Channel not recorded"))
    signals = [finding for finding in contact.findings if act_named(finding.act).side == "other"]
    head = el(
        "header",
        el("h3", two(*channel), f" {dialogue.id}"),
        el("b", two(*VERDICT[kind]), class_=f"verdict {kind}"),
        *([el("b", two("对方信号", "Signals"), f" {len(signals)}", class_="verdict signal")] if signals else []),
    )
    sound = _sound(contact.recording, dialogue) if contact.recording else Html("")
    turns = [_turn(turn, [one for one in contact.findings if one.turn == turn.i], law) for turn in dialogue.turns]
    return el("section", head, sound, el("ol", *turns), class_="card", id=dialogue.id)


def _sound(path: Path, dialogue: Dialogue) -> Html:
    recording = read_recording(path)
    sides = sides_of(recording, dialogue.turns)
    pictures = [_picture(n, sides[n], channel, len(sides)) for n, channel in enumerate(recording.channels)]
    data = base64.b64encode(path.read_bytes()).decode()
    player = el(
        "audio", controls="", preload="metadata", src=f"data:{_MIME[path.suffix]};base64,{data}", aria_label=dialogue.id
    )
    length = two(f"{recording.seconds:.0f} 秒", f"{recording.seconds:.0f} seconds")
    return joined(el("div", *pictures, class_="waves", data_seconds=recording.seconds), player, el("small", length))


def _picture(n: int, side: Speaker | None, samples: Samples, channels: int) -> Html:
    """A channel's waveform with who speaks on it; where that is not known, with its number alone."""
    numbered = ("录音", "Recording") if channels == 1 else (f"声道 {n + 1}", f"Channel {n + 1}")
    return el(
        "div",
        el("span", two(*(_SIDE[side] if side else numbered)), class_="soft"),
        Html(
            f'<svg viewBox="0 0 {COLUMNS} 52" preserveAspectRatio="none" class="wave {side or "unknown"}" '
            f'aria-hidden="true"><path d="{outline(samples)}"/></svg>'
        ),
        class_="line",
    )


def _turn(turn: Turn, found: list[Finding], law: Law) -> Html:
    begins = turn.start
    at = "" if begins is None else el("button", _clock(begins), class_="at", type="button", data_at=begins)
    who = el("span", two(*_SIDE[turn.speaker]), class_="who")
    said = el("p", _marked(turn.text, found), class_="said")
    return el("li", el("div", at, who), el("div", said, *(_why(one, law) for one in found)), class_=turn.speaker)


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _marked(text: str, found: list[Finding]) -> Html:
    """The text with each passage marked, the gravest kind where passages overlap. What is missing has no passage."""
    kinds: list[str | None] = [None] * len(text)
    for kind in ("signal", "score", "rule"):
        for one in found:
            if one.act != UNNAMED and _kind(one) == kind:
                kinds[one.start : one.end] = [kind] * (one.end - one.start)
    pieces = []
    for shown, run in groupby(zip(kinds, text, strict=True), key=lambda at: at[0]):
        said = "".join(mark for _, mark in run)
        pieces.append(el("mark", said, class_=shown) if shown else joined(said))
    return joined(*pieces)


def _kind(finding: Finding) -> str:
    return "signal" if act_named(finding.act).side == "other" else finding.by


def _why(finding: Finding, law: Law) -> Html:
    act = act_named(finding.act)
    kind = _kind(finding)
    shown = {one.id: one for one in law.provisions}
    clauses = [
        el("li", el("code", name), " ", two(shown[name].title.zh, shown[name].title.en))
        for name in finding.provision
        if name in shown
    ]
    return el(
        "details",
        el("summary", el("b", two(act.name.zh, act.name.en), class_=kind), f" {finding.score:.2f}"),
        el("p", two(finding.why.zh, finding.why.en)),
        el("ul", *clauses) if clauses else el("p", two("无对应条款", "No provision"), class_="soft"),
        open="" if kind == "rule" else None,
    )
