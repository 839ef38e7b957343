import { assertEquals } from "@std/assert";
import { StepLine } from "../../src/commands/step_line.ts";

/** A screen that keeps what was written; its clock is moved by hand. */
function fakeScreen(isTerminal: boolean) {
  const screen = {
    isTerminal,
    text: "",
    clock: 0,
    columns: () => 80,
    write: (text: string) => void (screen.text += text),
    now: () => screen.clock,
  };
  return screen;
}

Deno.test("StepLine moves one line on a terminal, with sentences above it", () => {
  const screen = fakeScreen(true);
  const line = new StepLine(screen);
  line.show({ step: 1, steps: 3, loss: 0.5, secondsLeft: null });
  line.show({ step: 2, steps: 3, loss: 0.25, secondsLeft: null }); // too soon to be shown
  line.print("a notice");
  line.show({ step: 3, steps: 3, loss: 0.125, secondsLeft: null });
  line.finish();
  assertEquals(
    screen.text.replaceAll("\r\x1b[2K", "|"),
    "|step 1/3, loss 0.5000|a notice\n|step 3/3, loss 0.1250\n",
  );
});

Deno.test("StepLine shows how many are scored or answered, and makes way for results", () => {
  const screen = fakeScreen(true);
  const line = new StepLine(screen);
  line.showScored({ done: 64, total: 200, secondsLeft: 5 });
  line.clear();
  line.clear(); // nothing is there any more
  line.showScored({ done: 200, total: 200, secondsLeft: 0 });
  line.showAnswered({ done: 3, total: 3, secondsLeft: null });
  line.finish();
  assertEquals(
    screen.text.replaceAll("\r\x1b[2K", "|"),
    "|scored 64/200, 5 s left||scored 200/200|answered 3/3\n",
  );
});

Deno.test("StepLine writes a line now and then to a log, and the last one always", () => {
  const screen = fakeScreen(false);
  const line = new StepLine(screen);
  for (let step = 1; step <= 25; step++) {
    screen.clock = step * 1000;
    line.show({ step, steps: 25, loss: 1, secondsLeft: null });
  }
  line.finish();
  assertEquals(screen.text.match(/\d+\/25/g), ["1/25", "11/25", "21/25", "25/25"]);
});
