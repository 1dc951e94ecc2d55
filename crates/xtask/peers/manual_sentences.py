"""Sentences of the translated manual pages that a Debian system has, for `cargo xtask languages --others FOLDER`.

    python3 manual_sentences.py FOLDER

Writes FOLDER/CODE.txt for German, Spanish, Italian, Dutch and Portuguese, one sentence a line. Left out are sentences with
options, paths, long numbers or names in capitals, and those that nobody translated.
"""

import glob
import gzip
import re
import sys
import unicodedata

FOLDERS = {"de": ["de"], "es": ["es"], "it": ["it"], "nl": ["nl"], "pt": ["pt", "pt_BR"]}
ACCENTS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", ":": "\u0308", "~": "\u0303", ",": "\u0327"}
PLAIN = {"\\*(Aq": "'", "\\-": "-", "\\'": "'", "\\(aq": "'", "\\(cq": "’", "\\(oq": "‘", "\\(dq": '"', "\\(ss": "ß", "\\[ss]": "ß", "\\ ": " ", "\\~": " "}
ENGLISH = re.compile(r"\b(the|and|this|which|are|you|that|with|will|should|from)\b", re.IGNORECASE)
TECHNICAL = re.compile(r"[/<>{}=|_@\\$*#\[\]+()]|--|\d{2,}|Ã")


def plain(source):
    """Returns the text of a page without the marks of roff, its lines as they stand."""
    accented = r"\\\(([\'`^:~,])(\w)|\\\[([\'`^:~,])(\w)\]"

    def letter(match):
        mark, base = match.group(1) or match.group(3), match.group(2) or match.group(4)
        return unicodedata.normalize("NFC", base + ACCENTS[mark])

    text = re.sub(r"\\f([A-Z]|\(..|\[\w*\])", "", source)
    text = re.sub(accented, letter, text)
    for mark, character in PLAIN.items():
        text = text.replace(mark, character)
    return re.sub(r"\\\(..|\\\*\(..|\\.", "", text)


def paragraphs(text):
    """Yields paragraphs of prose: what stands between requests and blank lines, outside of examples."""
    lines, example = [], False
    for line in text.split("\n") + [""]:
        if re.match(r"[.'](nf|EX)\b", line):
            example = True
        if re.match(r"[.'](fi|EE)\b", line):
            example = False
        if line[:1] in (".", "'") or not line.strip() or example:
            if lines:
                yield " ".join(lines)
            lines = []
        else:
            lines.append(line.strip())


def is_prose(sentence):
    words = sentence.split()
    letters = sum(c.isalpha() or c.isspace() for c in sentence)
    return (
        6 <= len(words) <= 45
        and sentence[-1] in ".!?"
        and (sentence[0].isupper() or sentence[0] in "¿¡")
        and letters >= 0.93 * len(sentence)
        and not any(word.isupper() and len(word) > 1 for word in words)
        and not TECHNICAL.search(sentence)
        and not ENGLISH.search(sentence)
    )


def sentences(folders):
    found = {}
    for folder in folders:
        for page in sorted(glob.glob(f"/usr/share/man/{folder}/man*/*.gz")):
            try:
                source = gzip.open(page).read().decode("utf-8")
            except UnicodeDecodeError:
                continue
            for paragraph in paragraphs(plain(source)):
                for sentence in re.split(r"(?<=[.!?])\s+(?=[A-ZÄÖÜÀÉÈÓÍÚÁÑÇÊ¿¡])", paragraph):
                    if sentence and is_prose(sentence):
                        found[sentence] = None
    return list(found)


for code, folders in FOLDERS.items():
    with open(f"{sys.argv[1]}/{code}.txt", "w", encoding="utf-8") as out:
        out.write("".join(f"{sentence}\n" for sentence in sentences(folders)))
