import { assertRejects, assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { loadModel } from "../../src/train/load.ts";
import { checkTrainable } from "../../src/train/precision.ts";

const session = await wasm.start({});

Deno.test("loadModel() refuses a precision that the engine does not know", async () => {
  await assertRejects(
    () => loadModel("mini", session, "bf16"),
    UsageError,
    'Cannot hold "mini" in bf16 as engine "wasm" knows f32: choose --engine tensorflow or xla',
  );
});

Deno.test("checkTrainable() refuses to train rounded weights, and nothing else", async () => {
  const { model } = await loadModel("mini", session);
  const inBf16 = { id: "mini", precision: "bf16" as const, model };
  for (const method of ["full", "layer_norm"]) {
    assertThrows(
      () => checkTrainable(inBf16, { method, methodConfig: {} }),
      UsageError,
      `Cannot train "${method}" on "mini" in bf16: it changes weights, which must be f32`,
    );
    checkTrainable({ ...inBf16, precision: "f32" }, { method, methodConfig: {} });
  }
  checkTrainable(inBf16, { method: "residual_prompt", methodConfig: {} });
});
