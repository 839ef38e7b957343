import { assertEquals, assertStringIncludes } from "@std/assert";
import { probeEngine } from "../../src/commands/probe.ts";
import { besideTests } from "../lab/paths.ts";

const WORKER = besideTests("fake_worker.ts");

Deno.test("probeEngine() gives the report of an engine that starts", async () => {
  const lines: string[] = [];
  const found = await probeEngine("auto", (line) => lines.push(line), WORKER);
  assertEquals("report" in found && found.report.engine, "fake");
  assertEquals(lines, ["The made-up engine is ready"]);
});

Deno.test("probeEngine() gives the reason of one that does not, or of a process that ends", async () => {
  const missing = await probeEngine("missing", () => {}, WORKER);
  assertStringIncludes("reason" in missing ? missing.reason : "", "Cannot start engine");
  const broken = await probeEngine("auto", () => {}, besideTests("no_such_worker.ts"));
  assertStringIncludes("reason" in broken ? broken.reason : "", "The worker ended with exit code");
});
