import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import {
  checkOptions,
  either,
  LIST,
  NUMBER,
  oneOf,
  type OptionKinds,
  required,
  STRING,
} from "../../src/core/options.ts";

interface Baking {
  readonly cake: string;
  readonly eggs?: number | readonly number[];
  readonly oven?: "gas" | "wood";
}

const BAKING: OptionKinds<Baking> = {
  cake: required(STRING),
  eggs: either(NUMBER, LIST),
  oven: oneOf(["gas", "wood"]),
};

/** The error of options that a cell without types may hand over; undefined if there is none. */
function complaint(options: unknown): string | undefined {
  try {
    checkOptions("bake", options as Baking, BAKING);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

Deno.test("options of their kinds pass, and undefined ones count as left out", () => {
  const good = [{ cake: "pie" }, { cake: "pie", eggs: [1, 2], oven: "gas" }, {
    cake: "pie",
    eggs: undefined,
  }];
  assertEquals(good.map(complaint), [undefined, undefined, undefined]);
});

Deno.test("an unknown option is named with the known ones and the nearest", () => {
  assertEquals(
    complaint({ cake: "pie", egs: 3 }),
    'Cannot find option "egs" of "bake": known are cake, eggs, oven; did you mean "eggs"',
  );
});

Deno.test("an option of another kind is shown beside what it must be", () => {
  assertEquals(
    complaint({ cake: "pie", eggs: "3" }),
    'Cannot use option "eggs" of "bake" as it must be a number or a list: current value is "3"',
  );
  assertEquals(
    complaint({ cake: "pie", oven: "gaz" }),
    'Cannot use option "oven" of "bake" as it must be one of gas, wood: current value is "gaz"',
  );
});

Deno.test("an option that cannot be left out is asked for, also where there are no options", () => {
  const asked = 'Cannot use "bake" without the option "cake": it must be a string';
  assertEquals([{}, { cake: undefined }, undefined].map(complaint), [asked, asked, asked]);
});

Deno.test("an option that is called as a method of objects is still unknown", () => {
  assertThrows(
    () => checkOptions("bake", { cake: "pie", toString: 1 } as unknown as Baking, BAKING),
    UsageError,
    'option "toString"',
  );
});
