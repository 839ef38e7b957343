import { assertEquals } from "@std/assert";
import { JobBar } from "../../src/api/job_bar.ts";

/** A bar that writes down what it is told. */
function noted() {
  const notes: string[] = [];
  const bar = new JobBar((total, label) => ({
    update: (done, note) => notes.push(`${done}/${total} ${label}: ${note}`),
    finish: () => Promise.resolve(void notes.push("end")),
  }));
  return { bar, notes };
}

Deno.test("JobBar shows steps with their loss, and what is left where that is known", async () => {
  const { bar, notes } = noted();
  bar.showStep({ step: 1, steps: 30, loss: 1.5, secondsLeft: null });
  bar.showStep({ step: 2, steps: 30, loss: 0.25, secondsLeft: 20 });
  await bar.finish();
  assertEquals(notes, ["1/30 steps: loss 1.5000", "2/30 steps: loss 0.2500, 20 s left", "end"]);
});

Deno.test("JobBar shows examples that are scored", () => {
  const { bar, notes } = noted();
  bar.showScored({ done: 8, total: 20, secondsLeft: null });
  assertEquals(notes, ["8/20 examples: "]);
});

Deno.test("JobBar shows nothing outside a notebook", async () => {
  const bar = new JobBar();
  bar.showScored({ done: 8, total: 20, secondsLeft: null });
  await bar.finish();
});
