/**
 * The peer: PyTorch, transformers and PEFT.
 *
 * @module
 */
import type { Device } from "./_shape.ts";

/** The Python that has the peer. */
export function python(): string {
  return Deno.env.get("KIT_PYTHON") ?? "python3";
}

/** Why the peer cannot take part; undefined if it can. */
export async function peerMissing(device: Device = "cpu"): Promise<string | undefined> {
  const needed = device === "cuda" ? "PyTorch for this GPU and PEFT" : "PyTorch and PEFT";
  const check = device === "cuda" ? "; assert torch.cuda.is_available()" : "";
  try {
    const { success } = await new Deno.Command(python(), {
      args: ["-c", `import torch, transformers, peft${check}`],
      stdout: "null",
      stderr: "null",
    }).output();
    if (success) return undefined;
  } catch {
    // no such program
  }
  return `${needed} are not in "${python()}": for the comparison run ` +
    "`python3 -m pip install -r tests/bench/requirements.txt`, or name another Python in KIT_PYTHON";
}
