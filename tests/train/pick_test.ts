import { assertEquals } from "@std/assert";
import { pickLikeliest, pickRivals } from "../../src/train/pick.ts";

Deno.test("pickLikeliest() takes the largest, the first of equals", () => {
  assertEquals(pickLikeliest([[-1, -2, -3], [-3, -2, -1], [-1, -1, -2]]), [0, 2, 0]);
});

Deno.test("pickRivals() gives the last choice to one example of each group", () => {
  const scores = [[-0.1, -2.4], [-0.3, -1.4], [-2, -0.1], [-1, -0.5], [-0.2, -1.7]];
  const groups = ["a", "a", "b", "b", undefined].map((group) => group ? { group } : {});
  // of "a" neither is likely, the second one less unlikely; of "b" both are, the first one more
  assertEquals(pickRivals(scores, groups), [0, 1, 1, 0, 1]);
});

Deno.test("pickRivals() measures the last choice against the first one", () => {
  const scores = [[-0.5, -0.9], [-3, -3.1]];
  assertEquals(pickRivals(scores, [{ group: "a" }, { group: "a" }]), [0, 1]);
});
