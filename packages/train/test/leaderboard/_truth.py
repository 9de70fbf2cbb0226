"""Scores of a submission by numpy, pickle and scikit-learn alone: JSON on standard output.

Arguments: the submission, the directory of the dataset.
"""
import hashlib, json, pickle, sys
from pathlib import Path

import numpy as np
from sklearn import metrics

submission, dataset = map(Path, sys.argv[1:3])
predictions = submission / "predictions"
meta = json.loads((predictions / "meta.json").read_text())
infos = json.loads((dataset / "instance_info.json").read_text())
ids = json.loads((dataset / f"{meta['split']}.json").read_text())[meta["subset"]]
first, end = meta["heightBins"]

truths, found = [], []
for i in ids:
    labels = pickle.loads((dataset / infos[str(i)]["output_path"]).read_bytes())
    truths.append(np.asarray(labels["cloud_scenario"]["cloud_scenario"])[:, first:end])
    found.append(np.load(predictions / f"{i}.npy"))
truth, found = np.concatenate(truths), np.concatenate(found)
known = (truth >= 0) & (truth <= 8)
# Unknown bins are in the highest one alone.
assert known.any() and known.all() == (first > 0)

scores = {"points": int(known.any(axis=1).sum())}
if meta["task"] == "seg_3d":
    y, x = truth[known], found[known]
    labels = list(range(9))
    scores["cloud_scenario_accuracy"] = metrics.accuracy_score(y, x)
    scores["class_mean_dice"] = metrics.f1_score(y, x, labels=labels, average="macro", zero_division=1)
    scores["class_mean_iou"] = metrics.jaccard_score(y, x, labels=labels, average="macro", zero_division=1)
    cloudy, decided = y > 0, x > 0
    columns = (found > 0) & known
elif meta["task"] == "bin_seg_3d":
    above = found > np.float32(meta["threshold"])
    cloudy, decided = truth[known] > 0, above[known]
    columns = above & known
else:
    labelled = known.any(axis=1)
    cloudy = ((truth > 0) & known).any(axis=1)[labelled]
    decided = (found > np.float32(meta["threshold"]))[labelled, 0]
    columns = (found > np.float32(meta["threshold"])) & known.any(axis=1, keepdims=True)

labelled = known.any(axis=1)
mask = ((truth > 0) & known).any(axis=1)[labelled]
scores |= {
    "dice": metrics.f1_score(cloudy, decided, zero_division=1),
    "iou": metrics.jaccard_score(cloudy, decided, zero_division=1),
    "accuracy": metrics.accuracy_score(cloudy, decided),
    "precision": metrics.precision_score(cloudy, decided),
    "recall": metrics.recall_score(cloudy, decided),
    "cloud_mask_accuracy": metrics.accuracy_score(mask, columns.any(axis=1)[labelled]),
}
digests = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in predictions.iterdir()}
print(json.dumps({"scores": {name: float(value) for name, value in scores.items()}, "files": digests}))
