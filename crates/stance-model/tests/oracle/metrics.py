#!/usr/bin/env python3
"""Writes metrics.json: figures of labelled rows by scikit-learn and SciPy, for metrics_oracle.rs.

    python3 -m venv /tmp/oracle && /tmp/oracle/bin/pip install scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
    /tmp/oracle/bin/python metrics.py > metrics.json

Probabilities are multiples of 1/64, so that equal ones are equal to the last bit. scikit-learn has no calibration
error over bins of equal mass: `calibration_error` is NumPy's, on cases whose rows all differ in confidence.
"""
import json
import warnings

import numpy as np
import scipy
import sklearn
from scipy.stats import binomtest
from sklearn.metrics import (
    balanced_accuracy_score,
    accuracy_score,
    brier_score_loss,
    confusion_matrix,
    f1_score,
    log_loss,
    precision_recall_fscore_support,
    roc_auc_score,
)


def probabilities(rng, n_rows, n_labels, truth, zeros):
    """Rows of multiples of 1/64 that sum to 1 and lean to the true label."""
    parts = np.zeros((n_rows, n_labels), dtype=int)
    for row, label in enumerate(truth):
        share = np.full(n_labels, 1.0)
        share[label] += 1.5
        parts[row] = rng.multinomial(64 if zeros else 64 - n_labels, rng.dirichlet(share))
    return (parts if zeros else parts + 1) / 64


def binned_error(truth, p, bins):
    confidence, right = p.max(axis=1), p.argmax(axis=1) == truth
    assert len(set(confidence)) == len(confidence), "rows differ in confidence"
    order = np.argsort(confidence)
    bin_of = bins * np.arange(len(order)) // len(order)
    gaps = [abs((confidence[order] - right[order])[bin_of == b].sum()) for b in range(bins)]
    return sum(gaps) / len(order)


def case(rng, name, n_rows, n_labels, labels_met, zeros=False):
    truth = rng.choice(labels_met, size=n_rows)
    p = probabilities(rng, n_rows, n_labels, truth, zeros)
    predicted = p.argmax(axis=1)
    names = np.arange(n_labels)
    precision, recall, f1, support = precision_recall_fscore_support(
        truth, predicted, labels=names, zero_division=0
    )
    one_hot = truth[:, None] == names[None, :]
    auc = [roc_auc_score(one_hot[:, k], p[:, k]) if 0 < one_hot[:, k].sum() < n_rows else None for k in names]
    defined = [value for value in auc if value is not None]
    # A probability of 0 counts as 1e-15 to us, as 2.2e-16 to scikit-learn.
    clipped = np.clip(p, 1e-15, 1.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # balanced accuracy of a label that is predicted and never true
        balanced = balanced_accuracy_score(truth, predicted)
    found = {
        "name": name,
        "n_labels": n_labels,
        "truth": truth.tolist(),
        "probabilities": p.tolist(),
        "confusion": confusion_matrix(truth, predicted, labels=names).tolist(),
        "accuracy": accuracy_score(truth, predicted),
        "balanced_accuracy": balanced,
        "macro_f1": f1_score(truth, predicted, average="macro"),
        "weighted_f1": f1_score(truth, predicted, average="weighted"),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
        "auc": auc,
        "macro_auc": float(np.mean(defined)) if defined else None,
        "log_loss": log_loss(truth, clipped, labels=names),
        "brier_score": brier_score_loss(truth, p, labels=names, scale_by_half=False),
    }
    if n_labels > 2 and len(defined) == n_labels:
        ovr = roc_auc_score(truth, p, multi_class="ovr", average="macro", labels=names)
        assert abs(ovr - found["macro_auc"]) < 1e-12
    return found


def calibration(rng, n_rows, n_labels):
    p = rng.dirichlet(np.full(n_labels, 0.8), size=n_rows)
    truth = np.array([rng.choice(n_labels, p=row) for row in p])
    errors = {str(bins): binned_error(truth, p, bins) for bins in (5, 10, 15)}
    return {"truth": truth.tolist(), "probabilities": p.tolist(), "errors": errors}


def main():
    rng = np.random.default_rng(20240517)
    cases = [
        case(rng, "two labels", 60, 2, [0, 1]),
        case(rng, "two labels, sure of some", 50, 2, [0, 1], zeros=True),
        case(rng, "three labels", 80, 3, [0, 1, 2]),
        case(rng, "three labels, sure of some", 70, 3, [0, 1, 2], zeros=True),
        case(rng, "one label never true", 40, 3, [0, 2]),
        case(rng, "five labels", 150, 5, [0, 1, 2, 3, 4]),
        case(rng, "one label only", 12, 2, [1]),
        case(rng, "one row", 1, 3, [1]),
    ]
    pairs = [(0, 0), (1, 0), (4, 1), (9, 20), (0, 12), (130, 95), (3000, 3200)]
    tests = [{"only_first": b, "only_second": c, "p_value": binomtest(b, b + c).pvalue if b + c else 1.0} for b, c in pairs]
    print(json.dumps({
        "versions": {module.__name__: module.__version__ for module in (sklearn, np, scipy)},
        "cases": cases,
        "calibration": [calibration(rng, 200, 2), calibration(rng, 157, 4)],
        "mcnemar": tests,
    }, separators=(",", ":")))


if __name__ == "__main__":
    main()
