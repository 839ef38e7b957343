/** Each kernel and its gradient equal those of the cpu engine, compiled and op by op. */
import { assert, assertEquals } from "@std/assert";
import { Rng } from "../../../src/core/rng.ts";
import { cpu } from "../../../src/engine/cpu.ts";
import type { Session, Tensors } from "../../../src/engine/engine.ts";
import * as tf from "../../../src/engine/tf.ts";
import { xla } from "../../../src/engine/xla/mod.ts";
import { KERNEL_GROUPS, type KernelCase } from "./_kernel_cases.ts";
import { start, xlaTest } from "./_xla.ts";

type Arrays = Record<string, Float32Array>;

/** Normal numbers for each input of each case. */
function inputsOf(cases: readonly KernelCase[]): Record<string, tf.Tensor> {
  return Object.fromEntries(cases.flatMap(({ name, shapes }) =>
    shapes.map((shape, i) => {
      const rng = new Rng(`${name}/${i}`);
      const size = tf.util.sizeFromShape([...shape]);
      const values = Float32Array.from({ length: size }, () => rng.normal());
      return [`${name}/${i}`, tf.tensor(values, [...shape])];
    })
  ));
}

/** The value of a case, and the gradients of its sum weighted by cosines. */
function resultsOf(kase: KernelCase, inputs: Tensors): Record<string, tf.Tensor> {
  const given = kase.shapes.map((_, i) => inputs[`${kase.name}/${i}`]!);
  const value = kase.run(...given);
  const results = { [`${kase.name} value`]: value };
  if (kase.valueOnly) return results;
  const weights = tf.cos(tf.range(0, value.size));
  const gradients = tf.grads((...xs) => tf.sum(tf.mul(tf.reshape(kase.run(...xs), [-1]), weights)))(
    given,
  );
  gradients.forEach((it, i) => results[`${kase.name} gradient ${i}`] = it);
  return results;
}

function compute(session: Session, cases: readonly KernelCase[]): Arrays {
  const compiled = session.compile("kernels", (_, inputs) => ({
    state: {},
    outputs: Object.assign({}, ...cases.map((kase) => resultsOf(kase, inputs))),
  }));
  const { outputs } = compiled.run({}, inputsOf(cases));
  compiled.dispose();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, it]) => [name, Float32Array.from(it.dataSync())]),
  );
}

function assertAlike(actual: Arrays, expected: Arrays, tolerance: number): void {
  assertEquals(Object.keys(actual), Object.keys(expected));
  for (const [name, values] of Object.entries(expected)) {
    assertEquals(actual[name]!.length, values.length, name);
    const scale = Math.max(...values.map(Math.abs), 1e-6);
    const error = Math.max(...values.map((it, i) => Math.abs(it - actual[name]![i]!))) / scale;
    assert(error <= tolerance, `${name}: relative error ${error}`);
    assert(values.some((it) => it !== 0) && values.every(Number.isFinite), `${name} says nothing`);
  }
}

for (const [group, cases] of Object.entries(KERNEL_GROUPS)) {
  xlaTest(`kernels of ${group} equal those of the cpu engine`, async () => {
    const expected = compute(await cpu.start({}), cases);
    assertAlike(compute(await start(), cases), expected, xla.tolerance);
  });
}

xlaTest("ops outside of programs equal those of the cpu engine", async () => {
  const cases = Object.values(KERNEL_GROUPS).flatMap((cases) => cases.slice(-3));
  const expected = compute(await cpu.start({}), cases);
  assertAlike(compute(await start({ jit: "eager" }), cases), expected, xla.tolerance);
});
