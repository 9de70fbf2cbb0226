"""Prints truth.json: what PyTorch makes, in double precision, of the networks and losses. Needs torch and numpy.

    python3 make-truth.py > truth.json

With the PyTorch it was made with (1.13, numpy 1.24, x86-64) that is the committed file byte for byte. Others add up in
another order: truth.interop.test.ts allows numbers to differ by 1e-6 of themselves plus 1e-9.
"""

import json
import re
import sys
from pathlib import Path

import numpy
import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parent))
import losses  # noqa: E402
import networks  # noqa: E402
import rule  # noqa: E402

torch.set_default_dtype(torch.float64)

BATCH, CHANNELS, HEIGHT, WIDTH = 2, 6, 13, 14
BINS, POINTS, BLOCKS = 5, 23, 2
RADIANCE_CHANNELS = [0, 2, 3]
CLASS_WEIGHTS = {
    "seg_3d": [0.25, 2, 0, 1.5, 0.75, 3, 1, 0.5, 1.25],
    "bin_seg_3d": [0.5, 1.5],
    "bin_seg_2d": [1.75, 0.25],
}
CASES = [
    ("single_pixel", "seg_3d", {"max_width": 12}),
    ("single_pixel", "bin_seg_2d", {"max_width": 12}),
    ("simple_conv", "seg_3d", {"base_width": 8, "max_width": 16}),
    ("simple_conv", "bin_seg_3d", {"base_width": 8, "max_width": 16}),
    ("unet_2d", "seg_3d", {"base_width": 8, "blocks": BLOCKS}),
    ("unet_2d", "bin_seg_3d", {"base_width": 8, "blocks": BLOCKS}),
    ("unet_2d_transpose", "seg_3d", {"base_width": 8, "blocks": BLOCKS}),
    ("unet_2d_transpose", "bin_seg_2d", {"base_width": 8, "blocks": BLOCKS}),
    ("unet_2_1d", "bin_seg_3d", {"base_width": 16, "blocks": BLOCKS}),
    ("unet_3d", "seg_3d", {"base_width": 16, "blocks": BLOCKS}),
    ("simple_conv_3d", "seg_3d", {"base_width": 8}),
]


def to_tensor(values):
    return torch.from_numpy(numpy.ascontiguousarray(values).astype(numpy.float64))


def label_points():
    batch, corners, shares = rule.label_points(POINTS, BATCH, HEIGHT, WIDTH)
    return torch.from_numpy(batch), torch.from_numpy(corners), to_tensor(shares)


def parameters(network):
    """(name, tensor, axes): the axes of PyTorch in the order of those of tfjs, channels last."""
    for path, layer in network.named_modules():
        name = path.replace("_layer", "")
        if isinstance(layer, (nn.BatchNorm2d, nn.BatchNorm3d)):
            yield f"{name}/gamma", layer.weight, (0,)
            yield f"{name}/beta", layer.bias, (0,)
            yield f"{name}/moving_mean", layer.running_mean, (0,)
            yield f"{name}/moving_variance", layer.running_var, (0,)
        elif isinstance(layer, networks.Lift):
            yield f"{name}/bias", layer.bias, (0, 1)
        elif isinstance(layer, (nn.Conv2d, nn.Conv3d, nn.ConvTranspose2d)):
            # [out, in, ..] to [.., in, out]; transposed ones are [in, out, ..].
            yield f"{name}/kernel", layer.weight, (*range(2, layer.weight.ndim), 1, 0)
            if layer.bias is not None:
                yield f"{name}/bias", layer.bias, (0,)


def in_tfjs_order(name, values, axes):
    values = values.detach().numpy().transpose(axes)
    # The head is a product of matrices there.
    return values.reshape(values.shape[-2:]) if name.startswith("head") and values.ndim > 1 else values


def set_weights(network):
    with torch.no_grad():
        for name, tensor, axes in parameters(network):
            own = in_tfjs_order(name, tensor, axes)
            values = to_tensor(rule.weights(name, own.shape))
            tensor.permute(axes).copy_(values.reshape([tensor.shape[axis] for axis in axes]))


def run(network, task, training):
    set_weights(network)
    network.train(training)
    network.zero_grad()
    image = to_tensor(rule.images(BATCH, CHANNELS, HEIGHT, WIDTH))
    types = torch.from_numpy(rule.cloud_types(POINTS, BINS))
    logits = network.at_labels(image, label_points())
    loss = losses.cross_entropy(logits, types, task, torch.tensor(CLASS_WEIGHTS[task], dtype=torch.float64))
    loss.backward()
    gradients, statistics = {}, {}
    for name, tensor, axes in parameters(network):
        if tensor.grad is not None:
            gradients[name] = rule.digest(in_tfjs_order(name, tensor.grad, axes))
        elif training:
            statistics[name] = rule.digest(tensor.numpy())
    result = {"atLabels": rule.digest(logits.detach()), "loss": loss.item(), "gradients": gradients}
    if training:
        result["statistics"] = statistics
    with torch.no_grad():
        result["dense"] = rule.digest(network.dense(image))
    return result


def network_case(name, task, options):
    network = networks.networks[name](CHANNELS, task, BINS, **options)
    evaluation, training = run(network, task, False), run(network, task, True)
    camel_case = {"base_width": "baseWidth", "max_width": "maxWidth", "blocks": "blocks"}
    config = {"channels": CHANNELS, "task": task, "bins": BINS, **{camel_case[key]: options[key] for key in options}}
    return {"network": name, "config": config, "evaluation": evaluation, "training": training}


def loss_case(kind, task):
    shape = {"seg_3d": (POINTS, 9, BINS), "bin_seg_3d": (POINTS, BINS), "bin_seg_2d": (POINTS, 1)}[task]
    logits = to_tensor(4 * rule.uniform("logits", int(numpy.prod(shape))).reshape(shape)).requires_grad_()
    types = torch.from_numpy(rule.cloud_types(POINTS, BINS))
    options = [] if kind == "focal" else [torch.tensor(CLASS_WEIGHTS[task], dtype=torch.float64)]
    loss = getattr(losses, kind)(logits, types, task, *options)
    loss.backward()
    return {"kind": kind, "task": task, "loss": loss.item(), "gradient": rule.digest(logits.grad)}


def smoothness_case():
    shape = (BATCH, 9, BINS, HEIGHT, WIDTH)
    dense = to_tensor(rule.uniform("dense", int(numpy.prod(shape))).reshape(shape)).requires_grad_()
    image = to_tensor(rule.images(BATCH, CHANNELS, HEIGHT, WIDTH))
    loss = losses.smoothness(dense, image, RADIANCE_CHANNELS)
    loss.backward()
    return {"shape": shape, "loss": loss.item(), "gradient": rule.digest(dense.grad)}


truth = {
    "setup": {
        "batch": BATCH,
        "channels": CHANNELS,
        "height": HEIGHT,
        "width": WIDTH,
        "bins": BINS,
        "points": POINTS,
        "radianceChannels": RADIANCE_CHANNELS,
        "classWeights": CLASS_WEIGHTS,
    },
    "networks": [network_case(*case) for case in CASES],
    "losses": [
        loss_case(kind, task) for kind in ("cross_entropy", "focal", "soft_jaccard") for task in CLASS_WEIGHTS
    ],
    "smoothness": smoothness_case(),
}
# Each list of numbers on one line.
print(re.sub(r"\[[^\[\]{}]*\]", lambda found: re.sub(r"\s+", "", found[0]), json.dumps(truth, indent=1)))
