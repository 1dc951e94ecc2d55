"""Let a TF-IDF baseline of scikit-learn predict given folds, one thread.

    python sk_char.py ROWS.csv PREDICTED.csv

ROWS.csv has the columns text, label and fold. Each fold is predicted by a pipeline that has seen the other
folds only, and the rows without a fold, which are trained on and never predicted: word 1-2 grams beside character
2-5 grams within word boundaries, sublinear tf, logistic regression (liblinear, C = 10) with balanced weights, one
label against the rest. PREDICTED.csv gets a line per row that has a fold, in the order of the rows: the label, then
the probability of each label under its name. Standard output gets the version of scikit-learn.
"""
import csv
import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_union

LARGE = 5000  # rows above which a word must occur in two texts


def features(n_rows):
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2 if n_rows > LARGE else 1)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
    return make_union(words, characters)


def predict(training, texts):
    """Return, for each text, its label and the probability of each label by name."""
    vectorizer = features(len(training))
    regression = LogisticRegression(C=10, solver="liblinear", class_weight="balanced", max_iter=1000)
    model = OneVsRestClassifier(regression)
    model.fit(vectorizer.fit_transform([row["text"] for row in training]), [row["label"] for row in training])
    vectors = vectorizer.transform(texts)
    names = [str(name) for name in model.classes_]
    return [
        (str(label), dict(zip(names, map(float, row))))
        for label, row in zip(model.predict(vectors), model.predict_proba(vectors))
    ]


def main():
    csv.field_size_limit(10**9)
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    predicted = {}
    for fold in sorted({row["fold"] for row in rows} - {""}):
        training = [row for row in rows if row["fold"] != fold]
        held_out = [position for position, row in enumerate(rows) if row["fold"] == fold]
        predicted.update(zip(held_out, predict(training, [rows[position]["text"] for position in held_out])))
    labels = sorted({name for _, probabilities in predicted.values() for name in probabilities})
    with open(sys.argv[2], "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["predicted", *labels])
        for _, (label, probabilities) in sorted(predicted.items()):
            writer.writerow([label, *(repr(probabilities.get(name, 0.0)) for name in labels)])
    print(sklearn.__version__)


main()
