"""Vectorise two lists of texts with scikit-learn, one thread; print one JSON line.

    python sklearn_vectorise.py TRAIN.json TEST.json words|words+chars

The files hold a JSON list of strings each. The vectorisers are those that a TF-IDF baseline is made
of: word 1-2 and character 2-5 n-grams within word boundaries, sublinear tf.
"""
import json
import os
import resource
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_union


def build(n_train, chars):
    word = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2 if n_train > 5000 else 1)
    char = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
    return make_union(word, char) if chars else word


def main():
    train, test = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    vectoriser = build(len(train), sys.argv[3] == "words+chars")
    matrix = vectoriser.fit_transform(train)
    fitted = time.perf_counter()
    fit_peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    vectoriser.transform(test)
    end = time.perf_counter()
    print(json.dumps({
        "version": sklearn.__version__,
        "fit_s": fitted - start,
        "transform_s": end - fitted,
        "fit_mb": (fit_peak - before) / 1024,
        "columns": matrix.shape[1],
        "entries": int(matrix.nnz),
    }))


main()
