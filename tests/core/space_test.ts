import { assertEquals } from "@std/assert";
import { isDiskFull } from "../../src/core/space.ts";

Deno.test("isDiskFull() knows the words of Deno, Node, Python and quotas", () => {
  const full = [
    "No space left on device (os error 28)",
    "ENOSPC: no space left on device, write",
    "OSError: [Errno 28] No space left on device",
    "Disk quota exceeded (os error 122)",
  ];
  assertEquals(full.filter(isDiskFull), full);
  assertEquals(isDiskFull("Permission denied (os error 13)"), false);
});
