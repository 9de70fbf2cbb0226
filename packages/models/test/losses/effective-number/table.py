"""Class weights by the effective number of samples, with 60 digits: `python3 table.py > table.json`."""

import json
from decimal import Decimal, getcontext

getcontext().prec = 60

COUNTS = [
    [1],
    [0, 1],
    [1, 1],
    [3, 0, 1],
    [90, 10],
    [905_000, 12_345, 0, 678, 43_210, 1, 9_999, 30_000, 2],
    [999_999_999_999, 1],
    [500_000_000_000, 500_000_000_000],
    [999_000_000_000, 998_000_000, 0, 1_999_999, 1, 0, 0, 0, 0],
    [1_000_000_000_000 - 10, 1, 2, 3, 4],
    [9_007_199_254_740_981, 10],
]


def weights(counts):
    total = Decimal(sum(counts))
    b = (total - 1) / total
    raw = [Decimal(0) if n == 0 else (1 - b) / (1 - b**n) for n in counts]
    present = sum(1 for n in counts if n)
    return [weight * present / sum(raw) for weight in raw]


rows = [{"counts": counts, "weights": [float(weight) for weight in weights(counts)]} for counts in COUNTS]
print(json.dumps(rows, indent=1))
