"""Learning rates by torch.optim.lr_scheduler.ReduceLROnPlateau: prints the table of the tests."""

import json
import random

import torch


def rates(rate, patience, factor, scores):
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.Adam([parameter], lr=rate)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode="max", factor=factor, patience=patience)
    found = []
    for score in scores:
        schedule.step(score)
        found.append(optimizer.param_groups[0]["lr"])
    return found


def noisy(seed, count):
    draw = random.Random(seed)
    return [round(min(1.0, 0.6 * (1 - 0.9**i) + 0.05 * draw.random()), 6) for i in range(count)]


cases = [
    ("constant", 1e-3, 3, 0.1, [0.5] * 14),
    ("zero from the beginning, then better", 1e-3, 1, 0.5, [0, 0, 0, 0, 0.1, 0.1, 0.1]),
    ("better by less and more than the threshold", 1e-3, 0, 0.1, [0.5, 0.50004, 0.50006, 0.50006]),
    ("patience of 0", 1e-2, 0, 0.5, [0.5, 0.4, 0.6, 0.5, 0.7]),
    ("falls until it would change by too little", 1e-6, 0, 0.1, [1.0] * 8),
    ("noisy, defaults", 1e-3, 10, 0.1, noisy(1, 60)),
    ("noisy, impatient", 1e-2, 2, 0.3, noisy(2, 60)),
]

if __name__ == "__main__":
    table = [
        {"name": n, "learningRate": r, "patience": p, "factor": f, "dice": s, "learningRates": rates(r, p, f, s)}
        for n, r, p, f, s in cases
    ]
    print("[\n" + ",\n".join(json.dumps(row) for row in table) + "\n]")
