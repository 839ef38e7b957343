"""The peer of `load_worker.ts`: transformers loads the same checkpoint in float32."""

import json
import re
import sys
import time
import warnings

warnings.simplefilter("ignore")
import torch  # noqa: E402
import transformers  # noqa: E402

transformers.logging.set_verbosity_error()


def resident(which: str) -> int:
    with open("/proc/self/status") as status:
        return 1024 * int(re.search(rf"{which}:\s+(\d+) kB", status.read()).group(1))


before = resident("VmRSS")
begin = time.perf_counter()
model = transformers.T5ForConditionalGeneration.from_pretrained(sys.argv[1], dtype=torch.float32)
total = sum(float(p.sum()) for p in model.parameters())  # lazily mapped pages are read here
seconds = time.perf_counter() - begin
print(json.dumps({"seconds": seconds, "peakBytes": resident("VmHWM") - before}))
