"""Make sklearn.json: what scikit-learn computes for a small corpus, for tests/oracle.rs.

    python3 -m venv venv && venv/bin/pip install scikit-learn
    venv/bin/python make_sklearn.py > sklearn.json

Words of the corpus are parted by blanks alone, so that splitting at blanks is a tokeniser both
sides share; character n-grams see the punctuation too.
"""
import json
import platform

import sklearn
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.feature_selection import chi2
from sklearn.pipeline import make_union

CORPUS = [
    "le robot aide le soignant",
    "le robot menace le robot",
    "la machine aide",
    "une machine ne pense pas",
    "le soignant pense la machine et le robot",
    "été comme hiver le robot aide",
]
PUNCTUATED = [
    "L'été, le robot aide.",
    "(le) robot... aide-t-il ?",
    "a b « à » été",
]
CLASSES = [0, 1, 0, 1, 2, 0]


def rows(matrix):
    matrix = matrix.tocsr()
    matrix.sort_indices()
    bounds = zip(matrix.indptr, matrix.indptr[1:])
    return [[matrix.indices[a:b].tolist(), matrix.data[a:b].tolist()] for a, b in bounds]


def words(**options):
    return TfidfVectorizer(token_pattern=r"(?u)\S+", **options)


def case(name, vectoriser, corpus, settings):
    matrix = vectoriser.fit_transform(corpus)
    fitted = [v for _, v in vectoriser.transformer_list] if hasattr(vectoriser, "transformer_list") else [vectoriser]
    names = [
        ("c:" if v.analyzer == "char_wb" else "w:") + term for v in fitted for term in v.get_feature_names_out()
    ]
    return {"name": name, "corpus": corpus, "settings": settings, "names": names, "rows": rows(matrix)}


def ngram_names(text):
    tokens = text.split()
    return [
        "w:" + " ".join(tokens[i : i + n]) for i in range(len(tokens)) for n in (1, 2) if i + n <= len(tokens)
    ]


def main():
    cases = [
        case("sublinear", words(ngram_range=(1, 2), sublinear_tf=True), CORPUS, {}),
        case("counts, l1", words(norm="l1"), CORPUS, {"words": [1, 1], "tf": "count", "norm": "l1"}),
        case("binary, no norm", words(binary=True, norm=None), CORPUS,
             {"words": [1, 1], "tf": "binary", "norm": "none"}),
        case("no idf", words(use_idf=False), CORPUS, {"words": [1, 1], "tf": "count", "idf": False}),
        case("trigrams", words(ngram_range=(2, 3), sublinear_tf=True), CORPUS, {"words": [2, 3]}),
        case("bounds", words(ngram_range=(1, 2), sublinear_tf=True, min_df=2, max_df=0.5), CORPUS,
             {"min_df": 2, "max_df": 0.5}),
        case("characters", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
             PUNCTUATED, {"words": None, "chars": [2, 5]}),
        case("single characters", TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3)), PUNCTUATED,
             {"words": None, "chars": [1, 3], "tf": "count"}),
        case("union", make_union(words(ngram_range=(1, 2), sublinear_tf=True),
                                 TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True)),
             CORPUS, {"chars": [3, 4]}),
    ]
    hashing = [
        {"columns": n, "alternate_sign": sign,
         "rows": rows(HashingVectorizer(analyzer=ngram_names, n_features=n, alternate_sign=sign).transform(CORPUS))}
        for n in (16, 1 << 20) for sign in (True, False)
    ]
    counts = CountVectorizer(token_pattern=r"(?u)\S+").fit_transform(CORPUS)
    print(json.dumps({
        "versions": {"python": platform.python_version(), "scikit-learn": sklearn.__version__},
        "cases": cases,
        "hashing": {"corpus": CORPUS, "cases": hashing},
        "chi2": {"corpus": CORPUS, "classes": CLASSES, "scores": chi2(counts, CLASSES)[0].tolist()},
    }, ensure_ascii=False, indent=1))


main()
