"""`make bar`: run the built cases on both engines and print each one's figure; what is not built says so."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

#: Every case of the bar, in its order; those without a test print "not built", which never passes.
CASES = (
    [f"A{n}" for n in range(1, 8)]
    + [f"I{n}" for n in range(1, 9)]
    + [f"F{n}" for n in range(1, 6)]
    + [f"S{n}" for n in range(1, 10)]
    + [f"C{n}" for n in range(1, 6)]
    + [f"D{n}" for n in range(1, 8)]
    + ["D8"]
    + [f"M{n}" for n in range(1, 6)]
    + [f"U{n}" for n in range(1, 5)]
    + [f"T{n}" for n in range(1, 5)]
    + ["L1", "L2", "L3", "P1", "P2", "P3", "G1", "G2", "G3", "MERGE", "DUP"]
)
ENGINES = ("sqlite", "postgresql")


def main() -> int:
    """Run the cases; 0 where all that is built passed on what engines there are."""
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures.jsonl"
        environment = {**os.environ, "CRM_TEST_FIGURES": str(figures)}
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-m", "bar", "-p", "no:cacheprovider", "--no-header", *sys.argv[1:]],
            env=environment,
            check=False,
        )
        text = figures.read_text(encoding="utf-8") if figures.exists() else ""
        lines = [json.loads(line) for line in text.splitlines()]
    print(f"\n{'case':<5} {'engine':<11} figure")
    for case in CASES:
        told = [line for line in lines if line["case"] == case]
        if not told:
            print(f"{case:<5} {'-':<11} not built")
            continue
        for engine in ENGINES:
            texts = [line["text"] for line in told if line["engine"] in {engine, "both"}]
            for text in texts or ["no figure: not run on this engine"]:
                print(f"{case:<5} {engine:<11} {text}")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
