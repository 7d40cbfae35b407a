"""What two texts have in common, as passages of characters, each with the reason why it may not count.

    prepare(document)  ->  Prepared     once per text; folding, k-grams, sentences, zones
    compare(a, b)      ->  Passages     once per pair; alignment, then judgement of every passage
    similarity(a, ps)  ->  two shares   of the words of a text
    nearest(a, others) ->  text ids     which of many may say the same, by stored vectors; for `compare` to decide
    explain(a, b, p)   ->  Explanation  word by word, for a person

The comparison is symmetric: it knows no times and accuses nobody. `compare(a, b)` is `compare(b, a)` mirrored, to the
last character, because a pair is always compared in one order.
"""

from reviewer.engine.similarity.comparing import compare, similarity
from reviewer.engine.similarity.explaining import Explanation, Mark, explain
from reviewer.engine.similarity.nearness import Spoken, nearest, spoken
from reviewer.engine.similarity.prepared import Prepared, Prompt, prepare, prepare_prompts

__all__ = [
    "Explanation",
    "Mark",
    "Prepared",
    "Prompt",
    "Spoken",
    "compare",
    "explain",
    "nearest",
    "prepare",
    "prepare_prompts",
    "similarity",
    "spoken",
]
