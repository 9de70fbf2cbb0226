"""The losses in PyTorch, by the formulas of the papers. Targets are cloud types (P, K), 255 unknown."""

import torch


def task_targets(types, task):
    """(P, bins) class of each bin, -1 where it is unknown."""
    known = types != 255
    if task == "seg_3d":
        return torch.where(known, types, -1)
    cloudy = (types > 0) & known
    if task == "bin_seg_3d":
        return torch.where(known, cloudy.long(), -1)
    any_cloud = cloudy.any(1, keepdim=True).long()
    return torch.where(known.any(1, keepdim=True), any_cloud, -1)


def valid_probabilities(logits, types, task):
    """Probabilities [n, classes] and classes [n] of the known bins."""
    targets = task_targets(types, task)
    if task == "seg_3d":
        probabilities = torch.softmax(logits, 1).movedim(1, -1)
    else:
        cloudy = torch.sigmoid(logits)
        probabilities = torch.stack([1 - cloudy, cloudy], -1)
    known = targets >= 0
    return probabilities[known], targets[known]


def cross_entropy(logits, types, task, class_weights):
    """sum of w_t (-log p_t) / sum of w_t"""
    probabilities, targets = valid_probabilities(logits, types, task)
    own = probabilities.gather(1, targets[:, None])[:, 0]
    weights = class_weights[targets]
    return -(weights * torch.log(own)).sum() / weights.sum()


def focal(logits, types, task, gamma=2):
    """Lin et al. 2017, equation 5: -alpha_t (1 - p_t)^gamma log p_t, its mean over valid bins."""
    probabilities, targets = valid_probabilities(logits, types, task)
    classes = probabilities.shape[1]
    alpha = torch.full([classes], 0.5 / (classes - 1), dtype=logits.dtype)
    alpha[0] = 0.5
    own = probabilities.gather(1, targets[:, None])[:, 0]
    return (-alpha[targets] * (1 - own) ** gamma * torch.log(own)).mean()


def soft_jaccard(logits, types, task, class_weights):
    """1 - intersection / union of what is predicted and what is true, all classes and valid bins together."""
    p, targets = valid_probabilities(logits, types, task)
    y = torch.nn.functional.one_hot(targets, p.shape[1]).to(p.dtype)
    intersection = (class_weights * p * y).sum()
    return 1 - intersection / (class_weights * (p + y - p * y)).sum()


def smoothness(dense, image, radiance_channels):
    """mean of |dx o| exp(-m_x) + mean of |dy o| exp(-m_y), central differences where both neighbours are."""
    output = dense.reshape(dense.shape[0], -1, *dense.shape[-2:])
    radiance = image[:, radiance_channels]
    penalty = 0
    for axis in (2, 3):
        difference = lambda x: x.narrow(axis, 2, x.shape[axis] - 2) - x.narrow(axis, 0, x.shape[axis] - 2)
        edges = difference(radiance).abs().mean(1, keepdim=True)
        penalty = penalty + (difference(output).abs() * torch.exp(-edges)).mean()
    return penalty
