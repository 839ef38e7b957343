"""The peer of the benchmark: the same training step by PyTorch, transformers and PEFT.

Reads a number of steps on each line of stdin, runs them, and prints a line of JSON.
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

BEGIN = time.perf_counter()

import warnings  # noqa: E402

warnings.simplefilter("ignore")
import torch  # noqa: E402
import transformers  # noqa: E402
import peft  # noqa: E402

parser = argparse.ArgumentParser()
for name in ("threads", "shape", "prompt", "precision", "batch"):
    parser.add_argument(f"--{name}")
options = parser.parse_args()
shape = json.loads(Path(__file__).with_name("shapes.json").read_text())[options.shape]
torch.set_num_threads(int(options.threads))
torch.manual_seed(1)

config = transformers.T5Config(
    **shape["config"], dropout_rate=0.0, use_cache=False, decoder_start_token_id=0, pad_token_id=0, eos_token_id=1
)
base = transformers.T5ForConditionalGeneration(config)
if options.precision == "bf16":
    base.to(torch.bfloat16)  # PEFT keeps the prompt in float32
model = peft.get_peft_model(
    base,
    peft.PromptTuningConfig(
        task_type="SEQ_2_SEQ_LM", num_virtual_tokens=int(options.prompt), num_transformer_submodules=1
    ),
)
model.train()
optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=0.3, weight_decay=1e-5)


def ids(size: int, start: int) -> list:
    vocab = shape["config"]["vocab_size"] - 2
    return [[2 + (start + row * 7919 + i * 31) % vocab for i in range(size)] for row in range(int(options.batch))]


def step() -> float:
    """Fresh tensors for each batch, as any training has them."""
    inputs = torch.tensor(ids(shape["length"], 1))
    labels = torch.tensor(ids(shape["targetLength"], 6))
    optimizer.zero_grad()
    loss = model(input_ids=inputs, attention_mask=torch.ones_like(inputs), labels=labels).loss
    loss.backward()
    optimizer.step()
    return loss.item()


def run(steps: int) -> dict:
    milliseconds, loss = [], float("nan")
    cpu = time.process_time()
    for _ in range(steps):
        begin = time.perf_counter()
        loss = step()
        milliseconds.append(1000 * (time.perf_counter() - begin))
    used = 1000 * (time.process_time() - cpu) / steps
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {"milliseconds": milliseconds, "cpuMilliseconds": used, "peakBytes": peak, "loss": loss}


def say(message: dict) -> None:
    print(json.dumps(message), flush=True)


run(1)
versions = {module.__name__: module.__version__ for module in (torch, transformers, peft)}
say({"versions": versions, "firstStepSeconds": time.perf_counter() - BEGIN})
for line in sys.stdin:
    say(run(int(line)))
