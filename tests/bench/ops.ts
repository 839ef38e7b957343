/**
 * Times single ops on each engine, beside eager PyTorch.
 *
 * @module
 */
import { pathOf } from "./_url.ts";
import { peerMissing, python } from "./_peer.ts";
import { beginMeasurement, round, writeMeasurement } from "./_record.ts";

const ENGINES = ["tensorflow", "xla", "wasm", "cpu"];

/** Measures one after the other; each number is the best of seven times 2,000. */
export async function benchOps(): Promise<void> {
  const begin = await beginMeasurement();
  const missing = await peerMissing();
  if (missing) console.error(missing);
  const microseconds: Record<string, Record<string, number>> = {};
  for (const engine of ENGINES) {
    const args = ["run", "-A", "--quiet", pathOf("ops_worker.ts"), engine];
    microseconds[engine] = await measure(Deno.execPath(), args);
  }
  if (!missing) microseconds.pytorch = await measure(python(), [pathOf("ops_peer.py")]);
  console.table(
    Object.fromEntries(
      Object.entries(microseconds).map(([name, ops]) => [
        name,
        Object.fromEntries(Object.entries(ops).map(([op, value]) => [op, round(value)])),
      ]),
    ),
  );
  await writeMeasurement("op_overhead", begin, {
    about:
      "Microseconds of one op on tiny tensors, outside of compiled programs, result disposed " +
      "of: the best of seven times 2,000. Training does not pay this: a step is one function.",
    microseconds,
  });
}

async function measure(program: string, args: string[]): Promise<Record<string, number>> {
  const { stdout } = await new Deno.Command(program, { args, stderr: "null" }).output();
  return JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1)!);
}
