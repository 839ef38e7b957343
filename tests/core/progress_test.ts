import { assertEquals } from "@std/assert";
import { showProgress } from "../../src/core/progress.ts";

Deno.test("showProgress() writes a line per tenth, and none after the end", () => {
  const lines: string[] = [];
  const progress = showProgress("Fetching x", 20e6, { notice: (line) => lines.push(line) });
  for (let bytes = 0; bytes <= 20e6; bytes += 50_000) progress.update(bytes);
  progress.finish();
  progress.update(0);
  assertEquals(lines.length, 11);
  assertEquals(lines[0], "Fetching x: 0% (0.0 of 20 MB)");
  assertEquals(lines[4], "Fetching x: 40% (8.0 of 20 MB)");
  assertEquals(lines[10], "Fetching x: 100% (20 of 20 MB)");
});

Deno.test("showProgress() shows the amount alone when the total is unknown", () => {
  const lines: string[] = [];
  const options = { notice: (line: string) => lines.push(line), format: (n: number) => `${n} b` };
  const progress = showProgress("Reading", 0, options);
  progress.update(60e6);
  assertEquals(lines, ["Reading: 60000000 b"]);
});
