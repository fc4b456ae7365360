"""Load every config of a package with the libraries it is meant for.

    python3 scripts/formats.py PACKAGE

PACKAGE is the folder of a release, as satprep dataset build writes it. Tables
are loaded by datasets.load_dataset, and those for training held against what
TRL takes for such a data set; croissant.json is read, and its record sets, by
mlcroissant; the six-line files by pyKT. What is no table is read with Python's
own modules. A library that is not installed is named as missing and skipped.

One line for each thing that was tried: ok, wrong or missing, the config, who
read it, what was found. The exit code is 1 if anything was wrong, 2 if there
is no package.
"""

import csv
import importlib
import itertools
import json
import sys
from pathlib import Path

# What a row of a data set of that kind has, and which columns are lists of messages.
TRAINING = {
    "sft": (("messages",), ("messages",)),
    "preference": (("prompt", "chosen", "rejected"), ("prompt", "chosen", "rejected")),
    "unpaired": (("prompt", "completion", "label"), ("prompt", "completion")),
    "verifiable": (("prompt", "data_source", "reward_model", "extra_info"), ("prompt",)),
}

wrong = 0


def say(verdict, config, reader, found):
    global wrong
    wrong += verdict == "wrong"
    print(f"{verdict:8}{config:18}{reader:14}{found}", flush=True)


def attempt(config, reader, look):
    """Runs look, which returns what it found or raises."""
    try:
        say("ok", config, reader, look())
    except Exception as e:  # whatever a library raises is what is to be told
        say("wrong", config, reader, f"{type(e).__name__}: {str(e).splitlines()[0] if str(e) else ''}")


def library(name):
    try:
        return importlib.import_module(name)
    except ImportError as e:
        top = name.split(".")[0]
        say("missing", "-", top, f"{e}; pip install {'pykt-toolkit' if top == 'pykt' else top}")
        return None


def need(condition, why):
    if not condition:
        raise ValueError(why)


def load(datasets, package, config):
    splits = datasets.load_dataset(str(package), config)
    need(splits, "no split")
    rows = {name: split.num_rows for name, split in splits.items()}
    columns = {tuple(split.column_names) for split in splits.values()}
    need(len(columns) == 1, "the splits have different columns")
    return splits, f"{rows}, {len(columns.pop())} columns"


def tables(package, datasets, trl):
    for folder in sorted(p for p in (package / "data").iterdir() if p.is_dir()):
        config = folder.name
        if not datasets:
            continue
        kept = {}

        def look():
            kept["splits"], found = load(datasets, package, config)
            return found

        attempt(config, "datasets", look)
        if trl and config in TRAINING and "splits" in kept:
            attempt(config, "trl", lambda: conversational(trl, kept["splits"], config))


def conversational(trl, splits, config):
    names, messages = TRAINING[config]
    n = 0
    for split in splits.values():
        for name in names:
            need(name in split.column_names, f"no column {name}")
        for row in split:
            for name in messages:
                need(trl.is_conversational({name: row[name]}), f"row {n}: {name} is no list of messages")
            if config == "unpaired":
                need(isinstance(row["label"], bool), f"row {n}: the label is no boolean")
            n += 1
    return f"{n} rows"


def croissant(package, mlcroissant):
    if not mlcroissant:
        return
    kept = {}

    def read():
        kept["set"] = mlcroissant.Dataset(jsonld=str(package / "croissant.json"))
        return f"{len(kept['set'].metadata.record_sets)} record sets"

    attempt("-", "mlcroissant", read)
    if "set" not in kept:
        return
    for record_set in kept["set"].metadata.record_sets:
        name = getattr(record_set, "uuid", None) or record_set.name
        attempt(name, "mlcroissant", lambda: f"{sum(1 for _ in itertools.islice(kept['set'].records(name), 100))} records of at most 100")


def lines_of_json(path):
    n = 0
    with path.open(encoding="utf-8") as f:
        for n, line in enumerate(f, 1):
            need(isinstance(json.loads(line), dict), f"line {n} is no object")
    return n


def lines_of_fields(path, delimiter):
    with path.open(encoding="utf-8", newline="") as f:
        rows = csv.reader(f, delimiter=delimiter, quoting=csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL)
        header = next(rows)
        n = 0
        for n, row in enumerate(rows, 1):
            need(len(row) == len(header), f"row {n} of {path.name} has {len(row)} fields, not {len(header)}")
    return n


def six_lines(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    need(len(lines) % 6 == 0, f"{path.name} has {len(lines)} lines")
    for i in range(0, len(lines), 6):
        n = int(lines[i].split(",")[1])
        for line in lines[i + 1 : i + 6]:
            need(len([int(v) for v in line.split(",")]) == n, f"{path.name}, line {i + 1}: not {n} values")
    return len(lines) // 6


def files(package, pykt):
    for folder in sorted(p for p in (package / "formats").iterdir() if p.is_dir()):
        config = folder.name
        for kind, read in (
            ("*.jsonl", lines_of_json),
            ("*.csv", lambda p: lines_of_fields(p, ",")),
            ("*.txt", six_lines if config == "kt_pykt" else lambda p: lines_of_fields(p, "\t")),
        ):
            found = sorted(folder.rglob(kind))
            if found:
                attempt(config, "python", lambda: f"{sum(read(p) for p in found)} rows in {len(found)} files {kind}")
        if pykt and config == "kt_pykt":
            for path in sorted(folder.glob("*.txt")):
                if path.stat().st_size:
                    attempt(config, "pykt", lambda: f"{path.name}: {len(pykt.read_data(str(path))[0])} learners with three answers or more")


def main():
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "MANIFEST.sha256").is_file():
        print("usage: formats.py PACKAGE, the folder that holds MANIFEST.sha256", file=sys.stderr)
        return 2
    package = Path(sys.argv[1]).resolve()
    if (package / "data").is_dir():
        tables(package, library("datasets"), library("trl"))
    if (package / "croissant.json").is_file():
        croissant(package, library("mlcroissant"))
    if (package / "formats").is_dir():
        files(package, library("pykt.preprocess.split_datasets"))
    print(f"{wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
