import { assertEquals, assertStringIncludes } from "@std/assert";
import type { LabEvent } from "../../src/lab/events.ts";
import { count, EMPTY_TALLY, renderAnswered, renderTally } from "../../src/lab/tally.ts";
import { STDERR, TerminalProgress } from "../../src/lab/terminal.ts";
import { fakeConfig, fakeRecord } from "./fake.ts";

const config = { ...fakeConfig(), seed: 0 };
const record = fakeRecord(config);
const { runId } = record;
const failure = { runId, config, kind: "failed", reason: "No luck" } as const;

const EVENTS: readonly LabEvent[] = [
  { type: "opened", slots: 2 },
  { type: "planned", total: 10, done: 0, secondsLeft: 240 },
  { type: "started", slot: 0, runId, config },
  { type: "started", slot: 1, runId, config },
  { type: "step", slot: 0, progress: { step: 2, steps: 3, loss: 0.4567, secondsLeft: null } },
  { type: "finished", slot: 1, record },
  { type: "planned", total: 10, done: 5, secondsLeft: 120 },
];

Deno.test("renderTally() is a bar, counts, time left on all slots and the runs under way", () => {
  const tally = EVENTS.reduce(count, EMPTY_TALLY);
  const line = "██████████░░░░░░░░░░ 5/10 runs · 60 s left · rte prompt 2/3, loss 0.46";
  assertEquals(renderTally(tally), line);
  assertEquals(renderTally(tally, line.length), line);
  assertEquals(renderTally(tally, 60), "5/10 runs · 60 s left · rte prompt 2/3, loss 0.46");
  assertEquals(renderTally(tally, 25), "5/10 runs · 60 s left · …"); // the time left is the last to go
});

Deno.test("a long run says how long it takes, and all runs take no less", () => {
  const progress = { step: 20, steps: 300, loss: 0.5, secondsLeft: 7200 };
  const tally = [
    ...EVENTS,
    { type: "step", slot: 0, progress } as const,
    { type: "planned", total: 10, done: 5, secondsLeft: 7300 } as const,
  ].reduce(count, EMPTY_TALLY);
  assertStringIncludes(renderTally(tally), "2.0 h left · rte prompt 20/300, loss 0.50, 2.0 h left");
});

Deno.test("count() takes failed runs off their slot", () => {
  const tally = [...EVENTS, { type: "failed", slot: 0, failure } as const].reduce(
    count,
    EMPTY_TALLY,
  );
  assertEquals(tally.failed, 1);
  assertEquals(tally.current.size, 0);
  assertStringIncludes(renderTally(tally), "1 failed");
});

/** A screen that keeps what was written; its clock is moved by hand. */
function fakeScreen(isTerminal: boolean) {
  const screen = {
    isTerminal,
    text: "",
    clock: 0,
    columns: () => 60,
    write: (text: string) => void (screen.text += text),
    now: () => screen.clock,
  };
  return screen;
}

Deno.test("TerminalProgress draws one line that moves, and sentences above it", () => {
  const screen = fakeScreen(true);
  const progress = new TerminalProgress(screen);
  for (const event of EVENTS) {
    screen.clock += 200;
    progress.listen(event);
  }
  progress.listen({ type: "failed", slot: 0, failure });
  progress.finish();
  const lines = screen.text.split("\n");
  assertEquals(lines.length, 3); // the failure, the last state, the end
  assertStringIncludes(lines[0]!, `Run ${runId} failed: No luck`);
  assertStringIncludes(lines[1]!, "5/10 runs");
  for (const shown of screen.text.replaceAll("\r\x1b[2K", "\n").split("\n")) {
    if (shown.includes("runs")) assertEquals(shown.length <= 59, true);
  }
});

Deno.test("TerminalProgress writes a plain line every ten seconds to a log", () => {
  const screen = fakeScreen(false);
  const progress = new TerminalProgress(screen);
  for (let second = 0; second < 25; second++) {
    screen.clock = second * 1000;
    progress.listen({ type: "planned", total: 30, done: second, secondsLeft: null });
  }
  assertEquals(screen.text.includes("\x1b") || screen.text.includes("\r"), false);
  assertEquals(screen.text.match(/\d+\/30 runs/g), ["0/30 runs", "10/30 runs", "20/30 runs"]);
  progress.finish();
  assertStringIncludes(screen.text, "24/30 runs");
});

Deno.test("TerminalProgress shows nothing when there is nothing to do", () => {
  const screen = fakeScreen(true);
  new TerminalProgress(screen).finish();
  assertEquals(screen.text, "");
});

Deno.test("progress that cannot be written is dropped", () => {
  const { writeSync } = Deno.stderr;
  let tried = false;
  Deno.stderr.writeSync = () => {
    tried = true;
    throw new Deno.errors.BrokenPipe("Broken pipe (os error 32)");
  };
  try {
    const progress = new TerminalProgress(STDERR);
    for (const event of EVENTS) progress.listen(event);
    progress.finish();
  } finally {
    Deno.stderr.writeSync = writeSync;
  }
  assertEquals(tried, true);
});

Deno.test("renderAnswered() tells of evaluations that take their time", () => {
  assertEquals(renderAnswered(undefined), "");
  assertEquals(renderAnswered({ done: 64, total: 150 }), "");
  assertEquals(renderAnswered({ done: 640, total: 10_000 }), ", 640 of 10000 answered");
});
