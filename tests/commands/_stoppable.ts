/**
 * A program that works until it is stopped, for the tests of `interrupt.ts`.
 *
 * @module
 */
import { withInterrupt } from "../../src/commands/interrupt.ts";

const how = await withInterrupt(async (signal) => {
  console.log("ready");
  for (let i = 0; i < 20; i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (signal.aborted) return "stopped";
  }
  return "worked to the end";
});
console.log(how);
