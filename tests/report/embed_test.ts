import { assertEquals, assertThrows } from "@std/assert";
import { embedFiles, quotedFiles } from "../../src/report/embed.ts";

const DOCUMENT = "a\n<!-- quote: t.md -->\nold\n<!-- end -->\nb\n";

Deno.test("embedFiles() replaces what stands between the marks, and nothing else", () => {
  const once = embedFiles(DOCUMENT, { "t.md": "| 1 |\n" });
  assertEquals(once, "a\n<!-- quote: t.md -->\n\n| 1 |\n\n<!-- end -->\nb\n");
  assertEquals(embedFiles(once, { "t.md": "| 1 |\n" }), once);
});

Deno.test("embedFiles() names a missing file", () => {
  assertThrows(() => embedFiles(DOCUMENT, {}), ReferenceError, '"t.md"');
});

Deno.test("quotedFiles() lists the paths", () => {
  assertEquals(quotedFiles(DOCUMENT + DOCUMENT), ["t.md", "t.md"]);
});
