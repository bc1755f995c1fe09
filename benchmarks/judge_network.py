"""The judge's network in torch, to train it; `lib/judging/network.py` runs the same weights by numpy."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from lib.judging.pieces import CLASSES

VECTOR, WIDTH, OUTPUTS = 96, 64, 4
DROPPED = 0.2
FAR = -1e4
LEAST_WEIGHT = 0.05


class Network(nn.Module):
    """Attend, compare, read in threes of neighbours, sum up."""

    def __init__(self) -> None:
        super().__init__()
        self.proj = nn.Linear(VECTOR + CLASSES + 1, WIDTH)
        self.att = nn.Linear(WIDTH, WIDTH, bias=False)
        self.gamma = nn.Parameter(torch.tensor([4.0, 2.0]))
        self.cmp = nn.Linear(4 * WIDTH + 2 * CLASSES + 4, WIDTH)
        self.conv1 = nn.Conv1d(WIDTH, WIDTH, 3, padding=1)
        self.conv2 = nn.Conv1d(WIDTH, WIDTH, 3, padding=1)
        self.hid = nn.Linear(6 * WIDTH, WIDTH)
        self.out = nn.Linear(WIDTH, OUTPUTS)
        self.drop = nn.Dropout(DROPPED)

    def forward(self, claim: list[torch.Tensor], text: list[torch.Tensor], exact: torch.Tensor) -> torch.Tensor:
        """Return the outputs; a side is its vectors, classes, rarity and mask, `exact` tells where pieces are the same."""
        own, own_classes, own_rarity, own_mask = claim
        other, other_classes, other_rarity, other_mask = text
        mine = self.drop(torch.relu(self.proj(torch.cat([own, own_classes, own_rarity[..., None]], -1))))
        theirs = self.drop(torch.relu(self.proj(torch.cat([other, other_classes, other_rarity[..., None]], -1))))
        cosines = own @ other.transpose(1, 2)
        asked = self.att(mine) @ theirs.transpose(1, 2) / WIDTH**0.5 + self.gamma[0] * cosines + self.gamma[1] * exact
        to_text = torch.softmax(asked + FAR * (1 - other_mask[:, None]), -1)
        to_claim = torch.softmax(asked + FAR * (1 - own_mask[:, :, None]), 1).transpose(1, 2)
        best_text = (cosines + FAR * (1 - other_mask[:, None])).max(2)[0] * own_mask
        best_claim = (cosines + FAR * (1 - own_mask[:, :, None])).max(1)[0] * other_mask
        first = self._side(
            mine,
            own_classes,
            own_rarity,
            to_text @ theirs,
            to_text @ other_classes,
            best_text,
            exact.max(2)[0],
            own_mask,
        )
        second = self._side(
            theirs, other_classes, other_rarity, to_claim @ mine, to_claim @ own_classes, best_claim, exact.max(1)[0], other_mask
        )  # fmt: skip
        return self.out(self.drop(functional.relu(self.hid(torch.cat([first, second], -1)))))

    def _side(self, mine, classes, rarity, attended, attended_classes, cosines, exact, mask):  # type: ignore[no-untyped-def]
        numbers = [cosines[..., None], exact[..., None], rarity[..., None], (rarity * (1 - exact))[..., None]]
        seen = [mine, attended, mine * attended, (mine - attended).abs(), classes, attended_classes, *numbers]
        compared = self.drop(functional.relu(self.cmp(torch.cat(seen, -1)))) * mask[..., None]
        read = functional.relu(self.conv1(compared.transpose(1, 2))) * mask[:, None]
        read = (read + functional.relu(self.conv2(read)) * mask[:, None]).transpose(1, 2)
        share = rarity.clamp(min=LEAST_WEIGHT) * mask
        weighted = (read * share[..., None]).sum(1) / share.sum(1, keepdim=True)
        plain = compared.sum(1) / mask.sum(1, keepdim=True)
        return torch.cat([(read + FAR * (1 - mask[..., None])).max(1)[0], weighted, plain], -1)
