#!/usr/bin/env python3
"""Writes logistic.json: weighted logistic regressions solved by scikit-learn, for logistic_oracle.rs.

    python3 -m venv /tmp/oracle && /tmp/oracle/bin/pip install scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
    /tmp/oracle/bin/python logistic.py > logistic.json

Values and weights are multiples of 1/16, so that 32-bit floats hold them exactly. Each problem is
solved by newton-cholesky (an exact Newton method) to a gradient of 1e-12.
"""
import json

import numpy as np
import scipy
import sklearn
from sklearn.linear_model import LogisticRegression


def problem(rng, n_rows, n_columns, n_classes):
    x = np.round(rng.normal(size=(n_rows, n_columns)) * 16) / 16
    x[rng.random(x.shape) < 0.6] = 0.0
    x[3] = 0.0  # a row without a non-zero
    x[:, 2] = 0.0  # a column without a non-zero
    x[:, 4] = 1.0  # a constant column
    y = (x @ rng.normal(size=(n_columns, n_classes)) + rng.gumbel(size=(n_rows, n_classes))).argmax(axis=1)
    y[:n_classes] = np.arange(n_classes)
    weights = rng.integers(0, 40, size=n_rows) / 16
    weights[:n_classes] = 1.0
    return x, y, weights


def solve(x, y, weights, c, class_weight):
    model = LogisticRegression(C=c, class_weight=class_weight, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    model.fit(x, y, sample_weight=weights)
    return {
        "c": c,
        "balanced": class_weight == "balanced",
        "weighted": weights is not None,
        "coefficients": model.coef_.tolist(),
        "intercepts": model.intercept_.tolist(),
        "probabilities": model.predict_proba(x[:4]).tolist(),
    }


def main():
    rng = np.random.default_rng(20240229)
    problems = []
    for n_rows, n_columns, n_classes in [(40, 6, 2), (60, 30, 2), (50, 7, 3), (70, 12, 5)]:
        x, y, weights = problem(rng, n_rows, n_columns, n_classes)
        problems.append({
            "n_columns": n_columns,
            "rows": x.tolist(),
            "labels": y.tolist(),
            "weights": weights.tolist(),
            "solutions": [
                solve(x, y, row_weights, c, class_weight)
                for c in [0.05, 1.0, 30.0]
                for row_weights in [None, weights]
                for class_weight in [None, "balanced"]
            ],
        })
    versions = {module.__name__: module.__version__ for module in (sklearn, np, scipy)}
    print(json.dumps({"versions": versions, "problems": problems}, separators=(",", ":")))


if __name__ == "__main__":
    main()
