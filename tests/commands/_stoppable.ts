/**
 * A program that works until it is stopped, and takes a moment to stop, for the tests of
 * `interrupt.ts`.
 *
 * @module
 */
import { withInterrupt } from "../../src/commands/interrupt.ts";

const pause = () => new Promise((resolve) => setTimeout(resolve, 100));

const how = await withInterrupt(async (signal) => {
  console.log("ready");
  for (let i = 0; i < 20; i++) {
    await pause();
    if (!signal.aborted) continue;
    console.log("stopping");
    await pause();
    return "stopped";
  }
  return "worked to the end";
});
console.log(how);
