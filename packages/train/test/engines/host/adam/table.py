"""Prints table.json: what PyTorch's Adam makes of three numbers in double precision. Needs torch.

    python3 table.py > table.json
"""

import json

import torch

torch.set_default_dtype(torch.float64)

GRADIENTS = [
    [0.5, -2e-3, 0.0],
    [-0.25, 1e-7, 3.0],
    [0.125, -1e-2, -40.0],
    [0.0, 5e-9, 1e-3],
]
LEARNING_RATES = [1e-3, 1e-3, 1e-2, 1e-4]
FIRST = [0.1, -1.5, 2.0]

parameter = torch.nn.Parameter(torch.tensor(FIRST))
optimizer = torch.optim.Adam([parameter], lr=1e-3, betas=(0.9, 0.999), eps=1e-8)
steps = []
for gradient, rate in zip(GRADIENTS, LEARNING_RATES):
    optimizer.param_groups[0]["lr"] = rate
    parameter.grad = torch.tensor(gradient)
    optimizer.step()
    state = optimizer.state[parameter]
    steps.append(
        {
            "gradient": gradient,
            "learningRate": rate,
            "parameters": parameter.tolist(),
            "firstMoments": state["exp_avg"].tolist(),
            "secondMoments": state["exp_avg_sq"].tolist(),
        }
    )
print(json.dumps({"first": FIRST, "steps": steps}, indent=1))
