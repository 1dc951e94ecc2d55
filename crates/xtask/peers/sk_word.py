"""Train and apply a TF-IDF baseline of scikit-learn, one thread; print one JSON line.

    python sk_word.py TRAIN.csv TEST.csv

Word 1-2 grams, sublinear tf, words of two texts or more, logistic regression (liblinear, C = 10). Processor seconds are given phase by
phase, peak memory in MB after training. The test rows are read after training.
"""
import csv
import json
import os
import resource
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [row["label"] for row in rows]


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main():
    csv.field_size_limit(10**9)
    clock = [time.process_time()]
    texts, labels = read(sys.argv[1])
    clock.append(time.process_time())
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    matrix = vectorizer.fit_transform(texts)
    clock.append(time.process_time())
    regression = LogisticRegression(C=10, solver="liblinear", class_weight="balanced", max_iter=1000)
    regression.fit(matrix, labels)
    clock.append(time.process_time())
    train_mb = peak_mb()
    texts, labels = read(sys.argv[2])
    clock.append(time.process_time())
    predicted = regression.predict(vectorizer.transform(texts))
    clock.append(time.process_time())
    phases = ["read_s", "vectorise_s", "train_s", "read_test_s", "predict_s"]
    seconds = {name: end - start for name, start, end in zip(phases, clock, clock[1:])}
    accuracy = sum(a == b for a, b in zip(predicted, labels)) / len(labels)
    print(json.dumps({
        **seconds, "train_mb": train_mb, "accuracy": accuracy, "version": sklearn.__version__,
    }))


main()
