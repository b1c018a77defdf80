#!/usr/bin/env python3
"""An extractor for Evenhand: sentences that leave a question open, by phrases of your own.

Reads a text as JSON from standard input and writes facts as JSON to standard output. In evenhand.yaml:

    extractors:
      open-questions: {command: [python3, open_questions.py, "remains to be seen", "has yet to decide"]}

It needs nothing but Python 3. A language model would be asked in the place of `find`; whatever it says, Evenhand takes
only what stands word for word in the text.
"""

import json
import sys


def find(text, sentences, phrases):
    """Yield the sentences of `text` that hold one of `phrases`; positions are code points, as Python counts."""
    for start, end in sentences:
        sentence = text[start:end]
        if any(phrase.lower() in sentence.lower() for phrase in phrases):
            yield start, end, sentence


def main():
    document = json.load(sys.stdin)
    phrases = sys.argv[1:] or ["remains to be seen", "has yet to decide", "is anyone's guess"]
    facts = [
        {
            "kind": "unknown",
            "about": sentence,
            "reason": "unresolved",
            "evidence": {"exact": sentence, "span": [start, end]},
        }
        for start, end, sentence in find(document["text"], document["sentences"], phrases)
    ]
    json.dump({"facts": facts}, sys.stdout)


main()
