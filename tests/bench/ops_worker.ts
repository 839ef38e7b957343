/**
 * Times single ops outside of compiled programs: what TF.js and an engine cost for each.
 *
 * @module
 */
import { startEngine } from "../../src/engine/registry.ts";
import * as tf from "../../src/engine/tf.ts";

const [engine] = Deno.args as [string];
await startEngine(engine, { threads: 1 });
const [a, b] = [tf.ones([2, 2]), tf.ones([2, 2])];
const [m, n] = [tf.ones([4, 4]), tf.ones([4, 4])] as [tf.Tensor2D, tf.Tensor2D];
const OPS: Readonly<Record<string, () => void>> = {
  add: () => tf.add(a, b).dispose(),
  reshape: () => tf.reshape(a, [4]).dispose(),
  "matMul 4 x 4": () => tf.matMul(m, n).dispose(),
  "create and read": () => {
    const made = tf.tensor1d([1, 2, 3, 4]);
    const copy = tf.add(made, 1);
    copy.dataSync();
    tf.dispose([made, copy]);
  },
};
const TIMES = 2000;
const microseconds = Object.fromEntries(
  Object.entries(OPS).map(([name, op]) => [
    name,
    Math.min(...Array.from({ length: 7 }, () => {
      const begin = performance.now();
      for (let i = 0; i < TIMES; i++) op();
      return 1000 * (performance.now() - begin) / TIMES;
    })),
  ]),
);
console.log(JSON.stringify(microseconds));
Deno.exit(0);
