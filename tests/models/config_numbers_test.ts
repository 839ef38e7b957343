import { assertEquals, assertThrows } from "@std/assert";
import { numbersOf } from "../../src/models/config_numbers.ts";

Deno.test("numbersOf() reads numbers and fallbacks, and says what else is there", () => {
  const number = numbersOf({ d_model: 96, dropout_rate: null, num_heads: "8" });
  assertEquals([number("d_model"), number("dropout_rate", 0.1), number("d_kv", 64)], [96, 0.1, 64]);
  assertThrows(() => number("d_ff"), TypeError, 'Cannot read config.json: no "d_ff"');
  assertThrows(
    () => number("num_heads", 12),
    TypeError,
    'Cannot read config.json: "num_heads" must be a number: it is "8"',
  );
});
