import { assertThrows } from "@std/assert";
import { checkGpu } from "../../src/commands/setup.ts";
import { EngineUnavailable, UsageError } from "../../src/core/errors.ts";

Deno.test("checkGpu() refuses an engine that has no use for the CUDA libraries", () => {
  assertThrows(() => checkGpu({ engine: "cpu" }, true), UsageError, "--engine cpu");
  for (const engine of ["xla", "auto"]) checkGpu({ engine }, true);
});

Deno.test("checkGpu() asks for a driver, unless the libraries are for another machine", () => {
  assertThrows(() => checkGpu({}, false), EngineUnavailable, "no NVIDIA driver: add --fetch-only");
  checkGpu({ "fetch-only": true }, false);
  checkGpu({}, true);
});
