import { assertEquals } from "@std/assert";
import type { Session } from "../../src/engine/engine.ts";
import { startEngine } from "../../src/engine/registry.ts";
import { productBits } from "./_product_bits.ts";

/** Rounds to so many bits of the fraction, as TF32 and bf16 do with the factors of a product. */
function rounded(values: Float32Array, bits: number): Float32Array {
  return values.map((value) => Math.round(value * 2 ** bits) / 2 ** bits); // all are 0 or in [1, 2)
}

Deno.test("productBits() tells f32 from what rounds its factors", async () => {
  const session = await startEngine("wasm");
  assertEquals(await productBits(session), 23);
  for (const bits of [10, 7]) {
    const upload: Session["upload"] = (data, shape) =>
      session.upload(rounded(data as Float32Array, bits), shape);
    assertEquals(await productBits({ upload }), bits);
  }
});
