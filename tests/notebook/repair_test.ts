import { assertEquals, assertMatch, assertRejects, assertStrictEquals } from "@std/assert";
import { RunInterrupted } from "../../src/core/errors.ts";
import { kernelInternals } from "../../src/notebook/_deno_kernel.ts";
import { interrupt, interruptible, interruptSignal } from "../../src/notebook/interrupt.ts";
import { repairKernel } from "../../src/notebook/repair.ts";
import { runNotebook } from "../../src/notebook/run.ts";
import { codeNotebook, shownBy } from "./_notebooks.ts";

const REPAIR = `const { repairKernel } = await import("../../src/notebook/repair.ts");
await repairKernel();
`;

Deno.test("repairKernel() does nothing outside a kernel", async () => {
  const { write, writeSync } = Deno.stdout;
  await repairKernel();
  assertEquals(kernelInternals(), undefined);
  assertEquals([Deno.stdout.write, Deno.stdout.writeSync], [write, writeSync]);
});

Deno.test("repairKernel() shows raw writes and stray errors in the cell, which goes on", async () => {
  const { notebook, failure } = await runNotebook(
    codeNotebook(
      REPAIR + "await repairKernel();", // twice does no harm
      `Deno.stdout.writeSync(new TextEncoder().encode("deno\\n"));
       process.stdout.write("node\\n"); console.log("console");`,
      `setTimeout(() => { throw new Error("in a timer"); }, 10);
       await new Promise((go) => setTimeout(go, 100)); "went on"`,
      `Promise.reject(new Error("nobody cares"));
       await new Promise((go) => setTimeout(go, 100)); "went on"`,
      `for (let i = 0; i < 20; i++) console.log(i);`,
      `console.log("first"); console.warn("second");
       Deno.jupyter.broadcast("display_data", { data: { "text/plain": "third" }, metadata: {} });
       console.group("fourth"); console.log("%s", "fifth"); console.groupEnd(); "sixth"`,
    ),
    { cwd: import.meta.dirname!, timeoutSeconds: 10 },
  );
  assertEquals(failure, undefined);
  const [repair, writes, timer, rejection, prints, order] = shownBy(notebook);
  assertEquals(repair, []);
  assertEquals(writes, ["deno\nnode\nconsole\n"]);
  assertMatch(timer![0]!, /Error: in a timer/);
  assertEquals(timer![1], `"went on"`);
  assertMatch(rejection![0]!, /Unhandled rejection: Error: nobody cares/);
  assertEquals(prints, [Array.from({ length: 20 }, (_, i) => `${i}\n`).join("")]);
  assertEquals(order, ["first\n", "second\n", "third", "fourth\n  fifth\n", `"sixth"`]);
});

Deno.test("repairKernel() ends a kernel whose front end was killed", async () => {
  const frontEnd = new Deno.Command(Deno.execPath(), {
    args: ["eval", "setTimeout(() => {}, 60_000)"],
  }).spawn();
  const { failure } = await runNotebook(
    codeNotebook(REPAIR, `console.log("up"); await new Promise(() => {});`),
    {
      cwd: import.meta.dirname!,
      timeoutSeconds: 10,
      env: { JPY_PARENT_PID: `${frontEnd.pid}` },
      onOutput: () => frontEnd.kill("SIGKILL"),
    },
  );
  await frontEnd.status;
  assertEquals(failure?.evalue, "Kernel ended with exit code 1");
});

Deno.test("interrupt() aborts the signals that were asked for, and later ones are fresh", () => {
  const before = interruptSignal();
  interrupt();
  assertEquals(before.aborted, true);
  assertEquals((before.reason as DOMException).name, "AbortError");
  assertEquals(interruptSignal().aborted, false);
});

Deno.test("interruptible() tells what becomes of queued cells, and leaves other errors as they are", async () => {
  const work = (stop: () => void, error: Error) => () => {
    stop();
    return Promise.reject(error);
  };
  const stopped = new RunInterrupted("Stopped");
  const error = await assertRejects(
    () => interruptible(undefined, work(interrupt, stopped)),
    RunInterrupted,
  );
  assertMatch(error.message, /^Interrupted: .* Cells queued behind it/);
  const own = new AbortController();
  for (
    const [signal, stop, reason] of [
      [own.signal, () => own.abort(), stopped], // a program's own signal has words of its own
      [undefined, interrupt, new Error("No luck")],
    ] as const
  ) {
    assertStrictEquals(
      await interruptible(signal, work(stop, reason)).catch((error) => error),
      reason,
    );
  }
});
