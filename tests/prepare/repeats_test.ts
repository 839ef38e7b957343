import { assertEquals, assertStringIncludes } from "@std/assert";
import { describeRepeats } from "../../src/prepare/repeats.ts";
import { rows } from "./_rows.ts";

Deno.test("describeRepeats() counts inputs that are in two splits, or may get there", () => {
  const train = rows("train", 3);
  const copies = train.slice(0, 2).map((row) => ({ ...row, split: "test" as const }));
  assertEquals(describeRepeats([...train, ...rows("dev", 3)]), []);
  assertEquals(describeRepeats([...train, ...copies, ...rows("test", 2)]), [
    "Leakage: 2 of 4 rows of test have an input that is also in train",
  ]);
  const loose = [...rows(undefined, 3), ...rows(undefined, 1)];
  assertStringIncludes(describeRepeats(loose).join(), "1 of 4 rows");
  assertEquals(describeRepeats(loose.map((row) => ({ ...row, group: row.input }))), []);
});
