#!/usr/bin/env python3
"""Turns two public corpora into the gold format of `stance evaluate-quotes`.

    tests/oracle/quote_gold.py polnear dev.jsonl > polnear.jsonl
    tests/oracle/quote_gold.py aads aggregated_corpus.json > aads.jsonl

PolNeAR (English news): each attribution is one quotation, its content the union of its spans; it is direct
where the content stands between marks, mixed where marks stand inside it, else indirect. Names of speakers are
not labelled, the words that point at them are. AADS (French novels): direct speech in guillemets only; the
labels inside one pair of guillemets are one quotation.
"""
import json
import re
import sys

OPENING, CLOSING = "\"“«‘'", "\"”»’'"
PRONOUNS = {"he", "she", "they", "it", "i", "we", "you", "who", "him", "her", "them"}


def byte_range(text, start, end):
    before = len(text[:start].encode())
    return [before, before + len(text[start:end].encode())]


def trimmed(text, start, end):
    """The range without blanks and outer marks."""
    while start < end and (text[start].isspace() or text[start] in "\"“«"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\"”»"):
        end -= 1
    return start, end


def kind(text, spans):
    parts = [text[s:e].strip() for s, e in spans]
    if all(p and p[0] in "\"“" and (p[-1] in "\"”" or "”" not in p) for p in parts):
        return "direct"
    if any(re.search("[\"“”]", p) for p in parts):
        return "mixed"
    return "indirect"


def source(text, spans):
    if not spans:
        return None, "unknown"
    start, end = spans[0]
    words = text[start:end].split()
    if words and words[0].lower() in PRONOUNS and len(words) == 1:
        return (start, end), "pronoun"
    named = any(w[0].isupper() for w in words[1:]) or (words and words[0][0].isupper() and words[0] not in ("The", "A", "An"))
    return (start, end), "explicit" if named else "role"


def polnear(path):
    for line in open(path, encoding="utf-8"):
        article = json.loads(line)
        text, quotes = article["text"], []
        for found in article["attributions"]:
            spans = [trimmed(text, s, e) for s, e in found["content"]]
            spans = [(s, e) for s, e in spans if e > s]
            if not spans:
                continue
            mention, how = source(text, found["source"])
            cue = found["cue"][0] if found["cue"] else None
            quotes.append({
                "start": byte_range(text, *spans[0])[0],
                "end": byte_range(text, *spans[-1])[1],
                "spans": [byte_range(text, *span) for span in spans],
                "type": kind(text, found["content"]),
                "cue": byte_range(text, *cue) if cue else None,
                "speaker_text": byte_range(text, *mention) if mention else None,
                "speaker_source": how,
                "stance": None,
            })
        quotes.sort(key=lambda quote: quote["start"])
        yield {"id": article["id"], "text": text, "language": "en", "quotes": quotes}


def aads(path):
    for name, entry in json.load(open(path, encoding="utf-8")).items():
        text, quotes = entry["text"], []
        for pair in re.finditer("«[^«»]*»", text):
            start, end = pair.span()
            inside = sorted((s, e) for s, e in entry["labels"] if start <= s and e <= end)
            spans = [trimmed(text, s, e) for s, e in inside]
            spans = [(s, e) for s, e in spans if e > s]
            if spans:
                quotes.append({
                    "start": byte_range(text, *spans[0])[0],
                    "end": byte_range(text, *spans[-1])[1],
                    "spans": [byte_range(text, *span) for span in spans],
                    "type": "direct",
                    "cue": None,
                    "speaker_text": None,
                    "speaker_source": "unknown",
                    "stance": None,
                })
        yield {"id": name, "text": text, "language": "fr", "quotes": quotes}


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ("polnear", "aads"):
        sys.exit(__doc__)
    for record in {"polnear": polnear, "aads": aads}[sys.argv[1]](sys.argv[2]):
        print(json.dumps(record, ensure_ascii=False))


if __name__ == "__main__":
    main()
