import { assertEquals } from "@std/assert";
import { Pace } from "../../src/train/pace.ts";

Deno.test("secondsLeft() goes by the steps after the first, also of a training that goes on", () => {
  let clock = 5000; // the first step compiled
  const pace = new Pace(110, () => clock);
  assertEquals(pace.secondsLeft(101), null);
  clock += 2000;
  assertEquals(pace.secondsLeft(102), 16);
  clock += 8000; // evaluated
  assertEquals(pace.secondsLeft(106), 8);
  assertEquals(pace.secondsLeft(110), 0);
});
