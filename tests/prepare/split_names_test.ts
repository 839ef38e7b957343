import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { readSplitNames } from "../../src/prepare/split_names.ts";

Deno.test("readSplitNames() knows the usual names", () => {
  const { find, column } = readSplitNames();
  assertEquals(
    ["train", "Validation", "valid", "dev", "test", "unsupervised", ""].map(find),
    ["train", "dev", "dev", "dev", "test", undefined, undefined],
  );
  assertEquals(column, undefined);
});

Deno.test("readSplitNames() takes other names, instead of the usual ones", () => {
  const { find, wanted } = readSplitNames(["dev=validation_matched", "test=validation"]);
  assertEquals(
    ["train", "validation_matched", "validation", "dev", "test"].map(find),
    ["train", "dev", "test", undefined, undefined],
  );
  assertEquals(wanted, ["validation_matched", "validation"]);
  const { column, find: findFold } = readSplitNames(["{fold}", "train=1", "train=2"]);
  assertEquals([column?.text, ...["1", "2", "3"].map(findFold)], [
    "{fold}",
    "train",
    "train",
    undefined,
  ]);
});

Deno.test("readSplitNames() refuses what is neither a column nor a pair", () => {
  for (const value of ["validation", "other=x", "dev="]) {
    assertThrows(() => readSplitNames([value]), UsageError, `current value is "${value}"`);
  }
  assertThrows(() => readSplitNames(["{a}", "{b}"]), UsageError, "with two columns");
});
