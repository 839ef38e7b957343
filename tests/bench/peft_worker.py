"""The peer of the benchmark: the same training step by PyTorch, transformers and PEFT.

Waits for a line on stdin, makes its first step and prints a line of JSON; then reads a number of steps on each line,
runs them, and prints another. What it prints last where memory does not suffice says so.
"""

import argparse
import json
import re
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

LOAD_SECONDS = time.perf_counter() - BEGIN

parser = argparse.ArgumentParser()
for name in ("device", "threads", "shape", "prompt", "precision", "batch"):
    parser.add_argument(f"--{name}")
options = parser.parse_args()
shape = json.loads(Path(__file__).with_name("shapes.json").read_text())[options.shape]
torch.set_num_threads(int(options.threads))
on_gpu = options.device == "cuda"


def build() -> torch.nn.Module:
    """A T5 of random weights with a prompt, made on the device."""
    torch.manual_seed(1)
    config = transformers.T5Config(
        **shape["config"], dropout_rate=0.0, use_cache=False, decoder_start_token_id=0, pad_token_id=0, eos_token_id=1
    )
    with torch.device(options.device):
        base = transformers.T5ForConditionalGeneration(config)
        if options.precision == "bf16":
            base.to(torch.bfloat16)  # PEFT keeps the prompt in float32
        prompt = peft.PromptTuningConfig(
            task_type="SEQ_2_SEQ_LM", num_virtual_tokens=int(options.prompt), num_transformer_submodules=1
        )
        return peft.get_peft_model(base, prompt).to(options.device).train()


def ids(size: int, start: int) -> torch.Tensor:
    vocab = shape["config"]["vocab_size"] - 2
    rows = [[2 + (start + row * 7919 + i * 31) % vocab for i in range(size)] for row in range(int(options.batch))]
    return torch.tensor(rows, device=options.device)


def run(model: torch.nn.Module, optimizer: torch.optim.Optimizer, steps: int) -> dict:
    def step() -> float:
        """Fresh tensors for each batch, as any training has them."""
        inputs, labels = ids(shape["length"], 1), ids(shape["targetLength"], 6)
        optimizer.zero_grad()
        loss = model(input_ids=inputs, attention_mask=torch.ones_like(inputs), labels=labels).loss
        loss.backward()
        optimizer.step()
        return loss.item()

    milliseconds, loss = [], float("nan")
    cpu = time.process_time()
    for _ in range(steps):
        begin = time.perf_counter()
        loss = step()
        milliseconds.append(1000 * (time.perf_counter() - begin))
    return {
        "milliseconds": milliseconds,
        "cpuMilliseconds": 1000 * (time.process_time() - cpu) / steps,
        "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        "peakDeviceBytes": torch.cuda.max_memory_allocated() if on_gpu else None,
        "loss": loss,
    }


def product_bits() -> int:
    """As in `_product_bits.ts`: bits of the fraction that a product of f32 matrices keeps."""
    bits = 1 + torch.arange(256, device=options.device) % 23
    factor = (1 + 2.0**-bits).expand(256, 256).T.contiguous()
    lost = (factor @ torch.eye(256, device=options.device) != factor).any(1).tolist()
    return lost.index(True) if True in lost else 23


def say(message: dict) -> None:
    print(json.dumps(message), flush=True)


def serve() -> None:
    if not sys.stdin.readline():
        return
    begin = time.perf_counter()
    model = build()
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=0.3, weight_decay=1e-5)
    run(model, optimizer, 1)
    seconds = LOAD_SECONDS + time.perf_counter() - begin
    versions = {module.__name__: module.__version__ for module in (torch, transformers, peft)}
    device = f"GPU ({torch.cuda.get_device_name()})" if on_gpu else "CPU"
    say({"versions": versions, "device": device, "productBits": product_bits(), "firstStepSeconds": seconds})
    for line in sys.stdin:
        say(run(model, optimizer, int(line)))


try:
    serve()
except RuntimeError as error:
    if not re.search("out of memory|ALLOC_FAILED", str(error)):
        raise
    print(error, file=sys.stderr)
    say({"failure": "out of memory"})
