"""Random labels and predictions, and what scikit-learn says of them: JSON on standard output. Argument: a seed."""
import json, sys
import numpy as np
from sklearn import metrics

rng = np.random.default_rng(int(sys.argv[1]))
P, K, first_bin = 300, 12, 4

# Columns with runs of types; bin 0 is always clear and bin 1 never known; altocumulus never occurs nor is predicted.
types = np.array([0, 1, 2, 4, 5, 6, 7, 8], np.uint8)
truth = np.where(rng.random((P, K)) < 0.75, 0, np.repeat(types[rng.integers(0, 8, (P, K // 3))], 3, axis=1)).astype(np.uint8)
truth[rng.random(P) < 0.3] = 0
classes = np.where(rng.random((P, K)) < 0.8, truth, types[rng.integers(0, 8, (P, K))]).astype(np.uint8)
classes[rng.random(P) < 0.2] = 0
truth[:, 0] = classes[:, 0] = 0
truth[rng.random((P, K)) < 0.05] = 255
truth[:, 1] = 255
truth[:5] = 255
probability = np.clip((truth > 0) * 0.4 + rng.normal(0.3, 0.25, (P, K)), 0, 1).astype(np.float32)
column_probability = np.round(rng.random((P, 1)), 1).astype(np.float32)  # 0.5 itself occurs
height = (25000 - 240 * np.arange(K) + rng.integers(-100, 100, (P, 1))).astype(np.int16)
height[rng.random((P, K)) < 0.05] = -9999
lat = rng.uniform(-60, 60, P).astype(np.float32)


def share(value, whole):
    return float(value) if whole else None


def binary(true, found):
    """Scores of cloud (1) or no cloud (0)."""
    true, found = np.asarray(true, int), np.asarray(found, int)
    n = len(true)
    if n == 0:
        return dict(tp=0, fp=0, fn=0, tn=0, precision=None, recall=None, dice=None, iou=None, accuracy=None)
    tn, fp, fn, tp = (int(v) for v in metrics.confusion_matrix(true, found, labels=[0, 1]).ravel())
    return dict(
        tp=tp, fp=fp, fn=fn, tn=tn,
        precision=share(metrics.precision_score(true, found, zero_division=0), found.sum()),
        recall=share(metrics.recall_score(true, found, zero_division=0), true.sum()),
        dice=float(metrics.f1_score(true, found, zero_division=1)),
        iou=float(metrics.jaccard_score(true, found, zero_division=1)),
        accuracy=float(metrics.accuracy_score(true, found)),
    )


def columns(found):
    """Of the columns without their unknown bins: cloud mask and top."""
    known = truth != 255
    labelled = known.any(1)
    true, found = ((truth > 0) & known)[labelled], (found & known)[labelled]
    top = lambda mask: np.where(mask.any(1), mask.argmax(1), -1)
    a, b = top(true), top(found)
    both = (a >= 0) & (b >= 0)
    rows = np.arange(len(a))
    ha, hb = height[labelled][rows, a].astype(int), height[labelled][rows, b].astype(int)
    high = both & (ha != -9999) & (hb != -9999)
    return dict(
        points=int(labelled.sum()), unlabelled=int((~labelled).sum()),
        cloud_mask_accuracy=float(metrics.accuracy_score(true.any(1), found.any(1))),
        cloud_top_height_bin_accuracy=float(metrics.accuracy_score(a, b)),
        cloud_top_height_bin_offset=float(metrics.mean_absolute_error(a[both], b[both])),
        cloud_top_height_bin_offset_m=float(metrics.mean_absolute_error(ha[high], hb[high])),
        cloudyInBoth=int(both.sum()), cloudyInBothWithHeights=int(high.sum()),
    )


def profiles(found):
    known = truth != 255
    bins = [dict(bin=first_bin + k, **binary(truth[known[:, k], k] > 0, found[known[:, k], k])) for k in range(K)]
    band = np.floor(lat / 10).astype(int) * 10
    bands = {f"{b}..{b + 10}": binary(truth[band == b][known[band == b]] > 0, found[band == b][known[band == b]]) for b in np.unique(band)}
    return {**binary(truth[known] > 0, found[known]), **columns(found), "heightBins": bins}, bands


def per_class():
    known = truth != 255
    true, found = truth[known], classes[known]
    one = [dict({"class": c}, **binary(true == c, found == c)) for c in range(9)]
    labels = list(range(9))
    return dict(
        classes=one,
        confusionMatrix=metrics.confusion_matrix(true, found, labels=labels).tolist(),
        cloud_scenario_accuracy=float(metrics.accuracy_score(true, found)),
        mean=dict(
            dice=float(metrics.f1_score(true, found, labels=labels, average="macro", zero_division=1)),
            iou=float(metrics.jaccard_score(true, found, labels=labels, average="macro", zero_division=1)),
            # Over the classes that were predicted, and those that occur.
            precision=float(metrics.precision_score(true, found, labels=np.unique(found), average="macro")),
            recall=float(metrics.recall_score(true, found, labels=np.unique(true), average="macro")),
        ),
    )


def flat():
    labelled = (truth != 255).any(1)
    cloudy = ((truth > 0) & (truth != 255)).any(1)
    return binary(cloudy[labelled], column_probability[labelled, 0] > 0.5)


seg, seg_bands = profiles(classes > 0)
bin_seg, bin_bands = profiles(probability > 0.5)
json.dump(
    dict(
        bins=K, firstBin=first_bin, truth=truth.ravel().tolist(), height=height.ravel().tolist(), lat=lat.tolist(),
        seg_3d=dict(prediction=classes.ravel().tolist(), summary={**seg, **per_class()}, bands=seg_bands),
        bin_seg_3d=dict(prediction=probability.ravel().tolist(), summary=bin_seg, bands=bin_bands),
        bin_seg_2d=dict(prediction=column_probability.ravel().tolist(), summary=flat(), bands={}),
    ),
    sys.stdout,
)
