import { assertEquals } from "@std/assert";
import { asItStands, parseExactly } from "../../src/core/exact_json.ts";

const LONG =
  '{"a":12345678901234567890,"b":[-9007199254740993,{"c":0.12345678901234566}],"d":1e300}';

Deno.test("parseExactly() hands over the digits of integers that are no numbers, and nothing else", () => {
  const text = '{"id": 12345678901234567890, "n": 9007199254740991, "s": "12345678901234567890"}';
  assertEquals(parseExactly(text, String), {
    id: "12345678901234567890",
    n: 9007199254740991,
    s: "12345678901234567890",
  });
  assertEquals(parseExactly('{"__proto__": 1234567890123456, "n": 1}', String), {
    ["__proto__"]: 1234567890123456,
    n: 1,
  });
});

Deno.test("asItStands() keeps all digits through JSON", () =>
  assertEquals(JSON.stringify(parseExactly(LONG, asItStands)), LONG.replace("1e300", "1e+300")));
