"""Grades answers of the config `verifiable`, exactly as the program that made it.

No imports beyond the standard library. For verl: compute_score. For TRL's
GRPOTrainer: satprep_reward. To see that it grades as it should:

    python3 reward_satprep.py --check vectors.json

A typed answer (student-produced response) is right when it equals a key as a
rational number; or when it is a decimal that fills the box of 5 characters (6
with a minus sign) and is the key, truncated or rounded to its decimals, with
the key's sign.
"""

import json
import re
import sys

BOX = 5
_DIGITS = frozenset("0123456789")
_LETTERS = ("A", "B", "C", "D")


def _whole(s):
    if not s or len(s) > 9 or any(c not in _DIGITS for c in s):
        return None
    return int(s)


def _number(s):
    """p and q of digits, digits with a point, or digits/digits; None if s is none."""
    if "/" in s:
        a, _, b = s.partition("/")
        p, q = _whole(a), _whole(b)
        if p is None or not q:
            return None
        return p, q
    a, _, b = s.partition(".")
    p = _whole(a + b)
    if p is None:
        return None
    return p, 10 ** len(b)


def _entry(text):
    """(negative, p, q, decimals) of what was typed; None if it cannot be typed.

    decimals is the number of digits after the point of a decimal that fills the
    box, -1 for every other entry.
    """
    negative = text.startswith("-")
    body = text[1:] if negative else text
    if any(c not in _DIGITS and c not in "./" for c in body) or len(body) > BOX:
        return None
    if not any(c in _DIGITS for c in body):
        return None
    points, slashes = body.count("."), body.count("/")
    if points + slashes > 1:
        return None
    n = _number(body)
    if n is None:
        return None
    decimals = -1
    front, point, back = body.partition(".")
    if point and len(body) == BOX and (len(front) < 2 or front[0] != "0"):
        decimals = len(back)
    return negative, n[0], n[1], decimals


def _key(text):
    negative = text.startswith("-")
    n = _number(text[1:] if negative else text)
    if n is None:
        raise ValueError("not a key: %r" % text)
    return negative and n[0] != 0, n[0], n[1]


def _equals(entry, key):
    negative, p, q, decimals = entry
    key_negative, kp, kq = key
    if p * kq == kp * q:
        return p == 0 or negative == key_negative
    if decimals < 0 or p == 0 or negative != key_negative:
        return False
    scale = 10 ** decimals
    return p == kp * scale // kq or p == (2 * kp * scale + kq) // (2 * kq)


def grade(ground_truth, answer):
    """True or False; None for what cannot be an answer at all.

    ground_truth is {"type": "choice" or "spr", "keys": [...]} or its JSON.
    """
    if isinstance(ground_truth, str):
        ground_truth = json.loads(ground_truth)
    keys = ground_truth["keys"]
    if ground_truth["type"] == "choice":
        if answer not in _LETTERS:
            return None
        return len(keys) == 1 and answer == keys[0]
    entry = _entry(answer)
    if entry is None:
        return None
    return any(_equals(entry, _key(k)) for k in keys)


_ANSWER = re.compile(r"answer\s*(?:is)?\s*[:=]\s*(.+)", re.IGNORECASE)
_BOXED = re.compile(r"\\boxed\{((?:[^{}]|\{[^{}]*\})*)\}")
_FRACTION = re.compile(r"\\[dt]?frac\{(\d+)\}\{(\d+)\}")


def extract(solution, kind):
    """The answer that a solution ends with: after the last "Answer:", or in the
    last \\boxed{}; None if there is neither."""
    found = _ANSWER.findall(solution)
    if found:
        text = found[-1]
        boxed = _BOXED.findall(text)
        if boxed:
            text = boxed[-1]
    else:
        found = _BOXED.findall(solution)
        if not found:
            return None
        text = found[-1]
    text = _FRACTION.sub(r"\1/\2", text).replace("\u2212", "-")
    text = text.strip().strip("*$`_ ").strip()
    if kind == "choice":
        match = re.match(r"^\(?([A-D])(?:\b|\))", text)
        return match.group(1) if match else None
    if _entry(text) is None and text.endswith("."):
        text = text[:-1].strip("*$`_ ")
    return text


def compute_score(data_source, solution_str, ground_truth, extra_info=None):
    """1.0 for a right answer, else 0.0. The signature is verl's."""
    truth = json.loads(ground_truth) if isinstance(ground_truth, str) else ground_truth
    answer = extract(solution_str, truth["type"])
    return 1.0 if answer is not None and grade(truth, answer) else 0.0


def satprep_reward(completions, reward_model, **kwargs):
    """A reward function for TRL: completions are texts or lists of messages."""
    scores = []
    for completion, model in zip(completions, reward_model):
        text = completion if isinstance(completion, str) else completion[-1]["content"]
        scores.append(compute_score("", text, model["ground_truth"]))
    return scores


_VERDICTS = {True: "right", False: "wrong", None: "refused"}


def _check(path):
    with open(path, encoding="utf-8") as f:
        vectors = json.load(f)
    bad = 0
    for v in vectors:
        got = _VERDICTS[grade(v, v["answer"])]
        if got != v["verdict"]:
            bad += 1
            print("%r to %r: %s, must be %s" % (v["answer"], v["keys"], got, v["verdict"]))
    print("%d vectors, %d wrong" % (len(vectors), bad))
    return 1 if bad or not vectors else 0


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--check":
        sys.exit(_check(sys.argv[2]))
    sys.exit("usage: reward_satprep.py --check vectors.json")
