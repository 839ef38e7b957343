"""The peer of `ops_worker.ts`: the same ops by eager PyTorch."""

import json
import time

import torch

torch.set_num_threads(1)
a, b, m, n = torch.ones(2, 2), torch.ones(2, 2), torch.ones(4, 4), torch.ones(4, 4)
OPS = {
    "add": lambda: a + b,
    "reshape": lambda: a.reshape(4),
    "matMul 4 x 4": lambda: m @ n,
    "create and read": lambda: (torch.tensor([1.0, 2.0, 3.0, 4.0]) + 1).tolist(),
}
TIMES = 2000
microseconds = {}
for name, op in OPS.items():
    best = float("inf")
    for _ in range(7):
        begin = time.perf_counter()
        for _ in range(TIMES):
            op()
        best = min(best, 1e6 * (time.perf_counter() - begin) / TIMES)
    microseconds[name] = best
print(json.dumps(microseconds))
