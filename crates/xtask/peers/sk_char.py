"""Cross-validate a TF-IDF baseline of scikit-learn on given folds, one thread.

    python sk_char.py ROWS.csv PREDICTED.txt

ROWS.csv has the columns text, label and fold. Each fold is predicted by a pipeline that has seen the other
folds only: word 1-2 grams beside character 2-5 grams within word boundaries, sublinear tf, logistic
regression (liblinear, C = 10) with balanced weights, one label against the rest. PREDICTED.txt gets one label per
line, in the order of the rows. Standard output gets the version of scikit-learn.
"""
import csv
import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline, make_union

LARGE = 5000  # rows above which a word must occur in two texts


def pipeline(n_rows):
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2 if n_rows > LARGE else 1)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
    regression = LogisticRegression(C=10, solver="liblinear", class_weight="balanced", max_iter=1000)
    return make_pipeline(make_union(words, characters), OneVsRestClassifier(regression))


def main():
    csv.field_size_limit(10**9)
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    predicted = [""] * len(rows)
    for fold in sorted({row["fold"] for row in rows}):
        training = [row for row in rows if row["fold"] != fold]
        held_out = [position for position, row in enumerate(rows) if row["fold"] == fold]
        model = pipeline(len(training))
        model.fit([row["text"] for row in training], [row["label"] for row in training])
        for position, label in zip(held_out, model.predict([rows[position]["text"] for position in held_out])):
            predicted[position] = str(label)
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.writelines(label + "\n" for label in predicted)
    print(sklearn.__version__)


main()
