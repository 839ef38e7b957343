import { assertEquals, assertStringIncludes } from "@std/assert";
import { pipReason } from "../../src/core/pip.ts";

Deno.test("pipReason() reads the causes a user can act on", () => {
  assertStringIncludes(pipReason("OSError: [Errno 28] No space left on device"), "disk is full");
  assertStringIncludes(
    pipReason(
      "WARNING: Retrying after connection broken by 'NewConnectionError(...: [Errno -3] " +
        "Temporary failure in name resolution')\nERROR: No matching distribution found",
    ),
    "check the network",
  );
  assertEquals(
    pipReason("noise\nERROR: No matching distribution found for tensorflow-cpu\n"),
    'pip failed with "No matching distribution found for tensorflow-cpu"',
  );
});
