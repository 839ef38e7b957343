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

Deno.test("showProgress() counts few bytes in kilobytes", () => {
  const lines: string[] = [];
  const progress = showProgress("Sending x", 40_000, { notice: (line) => lines.push(line) });
  progress.update(4000);
  assertEquals(lines, ["Sending x: 10% (4.0 of 40 kB)"]);
});

Deno.test("showProgress() shows the amount alone when the total is unknown", () => {
  const lines: string[] = [];
  const options = { notice: (line: string) => lines.push(line), format: (n: number) => `${n} b` };
  const progress = showProgress("Reading", 0, options);
  progress.update(60e6);
  assertEquals(lines, ["Reading: 60000000 b"]);
});

Deno.test("showProgress() goes on where nobody reads standard error", async () => {
  const module = new URL("../../src/core/progress.ts", import.meta.url);
  const code = `import { showProgress } from "${module}";
    Deno.stderr.close();
    showProgress("Downloading", 1e6).update(5e5);
    console.log("goes on");`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", "--no-lock", code],
  }).output();
  assertEquals(new TextDecoder().decode(stdout), "goes on\n");
});
