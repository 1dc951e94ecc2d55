"""What vectors-fr.py and vectors-en.py share: reducing word vectors and writing them for `stance train --vectors`.

Vectors are divided by their norm, centred, turned onto their first principal components (100 at most), divided by their norm
again and stored as 8-bit integers with one scale each, in a safetensors file.
"""
import json
import re
import struct

import numpy

DIMS = 100
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def reduced(vectors):
    """Return the rows as 8-bit integers, and the scale of each."""
    norm = lambda x: x / numpy.maximum(numpy.linalg.norm(x, axis=1, keepdims=True), 1e-9)
    vectors = norm(vectors.astype(numpy.float64))
    vectors -= vectors.mean(axis=0)
    _, _, components = numpy.linalg.svd(vectors, full_matrices=False)
    vectors = norm(vectors @ components[:DIMS].T)
    scales = numpy.abs(vectors).max(axis=1) / 127
    return numpy.round(vectors / scales[:, None]).astype(numpy.int8), scales.astype(numpy.float32)


def write_tensors(path, metadata, tensors):
    """Write a safetensors file; `tensors` are (name, type, shape, bytes), widest type first."""
    header, offset = {"__metadata__": metadata}, 0
    for name, dtype, shape, data in tensors:
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [offset, offset + len(data)]}
        offset += len(data)
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(data for *_, data in tensors))


def write(path, language, source, licence, words, vectors):
    """Write the words, each with its row of `vectors`, words in the order of their bytes."""
    words = dict(sorted(words.items(), key=lambda item: item[0].encode()))
    used = sorted(set(words.values()))
    place = {row: index for index, row in enumerate(used)}
    values, scales = reduced(vectors[used])
    rows = numpy.array([place[row] for row in words.values()], dtype="<u4")
    names = "\n".join(words).encode()
    metadata = {"format": "stance-vectors", "version": "1", "language": language, "source": source, "license": licence}
    write_tensors(path, metadata, [
        ("rows", "U32", [len(rows)], rows.tobytes()),
        ("scales", "F32", [len(scales)], scales.astype("<f4").tobytes()),
        ("words", "U8", [len(names)], names),
        ("values", "I8", list(values.shape), values.tobytes()),
    ])
    print(len(words), "words,", len(used), "vectors")
