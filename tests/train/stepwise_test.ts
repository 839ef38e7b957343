import { assertEquals, assertRejects } from "@std/assert";
import { RunInterrupted } from "../../src/core/errors.ts";
import { finish, finishWatched, type Stepwise } from "../../src/train/stepwise.ts";

const NEVER = new AbortController().signal;

/** Work of three steps, one of which finishes nothing; says when it is over. */
function* work(ended: string[] = []): Stepwise<string> {
  try {
    yield 2;
    yield 0;
    yield 3;
    return "all";
  } finally {
    ended.push("freed");
  }
}

Deno.test("finish() and finishWatched() come to the same, and tell what each step finished", async () => {
  assertEquals(finish(work()), "all");
  const counts: number[] = [];
  const finished = (count: number) => void counts.push(count);
  assertEquals(await finishWatched(work(), { signal: NEVER, finished }), "all");
  assertEquals(counts, [2, 3]);
});

Deno.test("finishWatched() stops between two steps, and lets the work free what it holds", async () => {
  const stop = new AbortController();
  const ended: string[] = [];
  const watcher = { signal: stop.signal, finished: () => stop.abort() };
  await assertRejects(() => finishWatched(work(ended), watcher), RunInterrupted);
  assertEquals(ended, ["freed"]);
});

Deno.test("finishWatched() lets timers be heard", async () => {
  let heard = false;
  setTimeout(() => heard = true, 0);
  await finishWatched(work(), { signal: NEVER, finished: () => {} });
  assertEquals(heard, true);
});
