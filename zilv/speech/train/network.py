"""The encoder while it is fitted, in torch: the same network as `zilv.speech.encoder` reads with, and how it learns."""

import os
from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional

from zilv.speech.acts.act import ORDER
from zilv.speech.encoder.encoder import HEADS, Floats
from zilv.speech.encoder.windows import NOBODY
from zilv.speech.judge.judge import UNNAMED
from zilv.speech.train.passages import Batch, Passage, batches, drawn

SEED = 0
SLOWER = 0.9
"""Each layer further from the heads steps by so much less."""
WARM, LEAST = 0.1, 0.02
"""The rate grows over so much of the way, then falls in a line to so much of it."""
DECAY = 0.01
DROPPED = 0.1
POSITIVE = 2.0
"""A turn that is the act counts as so many that are not."""
CITED = 0.3
"""So much the tokens' loss counts beside the turns'."""
UNREAD = 0.12
"""So large a part of what is said is read as unknown while fitting, so that no single word decides."""
KEPT = 0.999
"""So much of the mean over past steps stays at each further one; the mean is what is handed out (Polyak 1992)."""
NAMING, RARE = 0.5, 4.0
"""So much it counts whether a window names an institution, and one that does not beside one that does."""
_UNKNOWN = 3
_TOKEN_AT_FIRST = -4.0
_SPREAD_AT_FIRST = 0.02
_TINY = 1e-12
_NEVER = -1e4

Tensors = dict[str, torch.Tensor]


class Course(NamedTuple):
    """How often all is read; the full size of the steps of the layers, and of the heads and the speaker's vectors."""

    epochs: int
    rate: float
    rate_heads: float


ANEW = Course(8, 1e-4, 2e-3)
"""From a model that knows the language and no acts."""
FURTHER = Course(3, 5e-5, 5e-4)
"""From an encoder that was fitted before."""
_HALVES = torch.backends.cpu.get_cpu_capability() == "AVX512"
"""Whether numbers of 16 bits are quicker than of 32: elsewhere they are made 32 for each product, and slower."""


class Step(NamedTuple):
    """How far the training is, and the loss of the last batch."""

    step: int
    steps: int
    loss: float


def fit(start: dict[str, Floats], passages: Sequence[Passage], told: Callable[[Step], None]) -> dict[str, Floats]:
    """All arrays as fitted to these passages, from `begun`'s; one seed, so that the same passages give the same arrays
    on the same machine. `start` with heads is an encoder that was fitted before, and goes on.
    """
    torch.set_num_threads(os.cpu_count() or 1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(SEED)
    course = FURTHER if "turn" in start else ANEW
    random, net = Random(SEED), begun(start, passages[0].said[0].acts.size)
    groups = _groups(net, course)
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
    mean = {name: tensor.detach().clone() for name, tensor in net.items()}
    step, steps = 0, 0
    for _ in range(course.epochs):
        some = batches(drawn(passages, random), random)
        steps = steps or len(some) * course.epochs
        for batch in some:
            for group in optimiser.param_groups:
                group["lr"] = group["full"] * _share(step, steps)
            loss = _loss(net, batch)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.values(), 1.0)
            optimiser.step()
            step += 1
            _followed(mean, net, step)
            told(Step(step, max(step, steps), loss.item()))
    return {name: tensor.numpy() for name, tensor in mean.items()}


def _followed(mean: Tensors, net: Tensors, step: int) -> None:
    """The mean over the steps so far, of which early ones soon count for nothing."""
    moved = 1 - min(KEPT, step / (step + 20))
    with torch.no_grad():
        for name, tensor in net.items():
            mean[name].lerp_(tensor, moved)


def begun(start: dict[str, Floats], acts: int) -> Tensors:
    """The network before its first step: what was learnt before, and new heads where it has none. The words' vectors
    stay as they are.
    """
    width = start["norm"].shape[1]
    net = {name: torch.tensor(array, requires_grad=name != "words") for name, array in start.items()}
    if "turn" in net:
        return net
    for name, first in (("token", _TOKEN_AT_FIRST), ("turn", 0.0)):
        weight = torch.empty(acts, width).normal_(0, _SPREAD_AT_FIRST)
        net[name] = torch.cat([weight, torch.full((acts, 1), first)], dim=1).requires_grad_()
    net["whose"] = torch.zeros(3, width, requires_grad=True)
    return net


def _layers(net: Tensors) -> int:
    return sum(name.endswith(".attend") for name in net)


def _groups(net: Tensors, course: Course) -> list[dict[str, object]]:
    """The parameters with the full size of their steps."""
    layers = _layers(net)
    made: list[dict[str, object]] = [
        _group([net[name] for name in ("token", "turn", "whose")], course.rate_heads, DECAY)
    ]
    for n in range(layers):
        mine = [tensor for name, tensor in net.items() if name.startswith(f"{n}.")]
        made.append(_group(mine, course.rate * SLOWER ** (layers - 1 - n), DECAY))
    return [*made, _group([net["places"], net["norm"]], course.rate * SLOWER**layers, 0.0)]


def _group(tensors: list[torch.Tensor], rate: float, decay: float) -> dict[str, object]:
    return {"params": tensors, "lr": rate, "full": rate, "weight_decay": decay}


def _share(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / (steps * WARM)) * max(LEAST, 1 - step / steps)


def _loss(net: Tensors, batch: Batch) -> torch.Tensor:
    """Binary cross-entropy of turns and, less, of tokens, over the acts that the labels settle."""
    with torch.autocast("cpu", torch.bfloat16, enabled=_HALVES):
        turns, tokens, whose = margins(net, batch, fitting=True)
    acts, told, cited = (torch.from_numpy(each) for each in (batch.acts, batch.told, batch.cited))
    return _entropy(turns, acts, told) + CITED * _entropy(tokens, cited, told[whose]) + _named(turns, batch)


def _named(turns: torch.Tensor, batch: Batch) -> torch.Tensor:
    """How wrong it is about which windows name an institution. Which turn does is labelled nowhere: a window names one
    as far as its turns together do (learning from bags, Dietterich et al. 1997).
    """
    told, window = torch.from_numpy(batch.named), torch.from_numpy(batch.window)
    mine = window < len(told)
    margin, window = turns[mine, ORDER.index(UNNAMED)], window[mine]
    summed = torch.zeros(len(told)).index_add_(0, window, functional.softplus(margin))
    known = told >= 0
    share = torch.log(torch.expm1(summed[known].clamp(min=1e-4, max=60)))
    truth = told[known].float()
    weight = torch.where(truth > 0, 1.0, RARE)
    each = functional.binary_cross_entropy_with_logits(share, truth, weight=weight, reduction="sum")
    return NAMING * each / max(1, int(known.sum()))


def _entropy(margin: torch.Tensor, truth: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
    weight = torch.tensor(POSITIVE)
    each = functional.binary_cross_entropy_with_logits(margin, truth, pos_weight=weight, reduction="none") * told
    return each.sum() / told.sum().clamp(min=1) * truth.shape[1] / 2


def margins(net: Tensors, batch: Batch, fitting: bool) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Of judged turns by acts, of their tokens by acts, and the turn of each of these tokens. `fitting`: drop some."""
    vectors = _read(net, batch, fitting).reshape(-1, net["norm"].shape[1])
    count, turn = len(batch.acts), torch.from_numpy(batch.turn).reshape(-1)
    judged = turn < count
    vectors, turn = vectors[judged], turn[judged]
    sizes = torch.zeros(count).index_add_(0, turn, torch.ones(len(turn)))
    mean = torch.zeros(count, vectors.shape[1]).index_add_(0, turn, vectors) / sizes[:, None]
    with torch.autocast("cpu", enabled=False):
        by_token, by_mean = _headed(net["token"], vectors), _headed(net["turn"], mean)
        several = turn[:, None].expand(-1, by_token.shape[1])
        peak = torch.full((count, by_token.shape[1]), _NEVER).scatter_reduce(0, several, by_token, "amax")
        summed = torch.zeros_like(peak).index_add_(0, turn, torch.exp(by_token - peak[turn]))
        return torch.log(summed + 1e-9) + peak + by_mean, by_token, turn


def _headed(head: torch.Tensor, vectors: torch.Tensor) -> torch.Tensor:
    return functional.linear(vectors, head[:, :-1], head[:, -1])


def _read(net: Tensors, batch: Batch, fitting: bool) -> torch.Tensor:
    tokens, whose = torch.from_numpy(batch.tokens), torch.from_numpy(batch.whose)
    if fitting:
        tokens = torch.where((torch.rand(tokens.shape) < UNREAD) & (whose != NOBODY), _UNKNOWN, tokens)
    unheard = torch.from_numpy(np.where(batch.heard, 0, _NEVER).astype(np.float32))[:, None, None, :]
    put_in = net["words"][tokens] + net["places"][: tokens.shape[1]] + net["whose"][whose]
    vectors = _normed(put_in, net["norm"])
    for n in range(_layers(net)):
        part = {name.partition(".")[2]: tensor for name, tensor in net.items() if name.startswith(f"{n}.")}
        vectors = _over(part, vectors, unheard, fitting)
    return functional.dropout(vectors.float(), DROPPED, fitting)


def _over(part: Tensors, vectors: torch.Tensor, unheard: torch.Tensor, fitting: bool) -> torch.Tensor:
    """The vectors after a layer, as in `zilv.speech.encoder.encoder.Layer.over`."""
    windows, size, width = vectors.shape
    asked = functional.linear(vectors, part["attend"], part["attend_bias"])
    query, key, value = asked.view(windows, size, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
    weight = query * (width // HEADS) ** -0.5 @ key.transpose(-1, -2)
    weight = weight + unheard.to(weight.dtype)
    heard = (torch.softmax(weight, -1).to(value.dtype) @ value).transpose(1, 2).reshape(windows, size, width)
    made = _normed(vectors + functional.linear(heard, part["gather"], part["gather_bias"]), part["norm"])
    wide = functional.gelu(functional.linear(made, part["widen"], part["widen_bias"]))
    narrow = functional.linear(wide, part["narrow"], part["narrow_bias"])
    return _normed(made + functional.dropout(narrow, DROPPED, fitting), part["norm_after"])


def _normed(vectors: torch.Tensor, norm: torch.Tensor) -> torch.Tensor:
    return functional.layer_norm(vectors, vectors.shape[-1:], norm[0], norm[1], _TINY)
