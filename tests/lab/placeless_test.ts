import { assertEquals } from "@std/assert";
import { isPlace, placeless, placelessRecord } from "../../src/lab/placeless.ts";
import { parseRecord, renderRecord } from "../../src/lab/record.ts";
import { fakeConfig, fakeExecution, fakeProvenance, nameOf } from "./fake.ts";

Deno.test("isPlace() tells a folder from an id of the Hub", () => {
  const folders = ["/home/me/model", "./model", "../model", "~/model", "C:\\model"];
  assertEquals(folders.filter((name) => !isPlace(name)), []);
  assertEquals(["mini", "google-t5/t5-small"].filter(isPlace), []);
});

Deno.test("placeless() keeps names of files and of what is no file", () => {
  const initFrom = { adapter: "/home/me/my_prompt", sha256: "a".repeat(64) };
  const own = fakeConfig({ model: "/home/me/model", data: "/home/me/mine.jsonl", initFrom });
  assertEquals(
    placeless(own),
    fakeConfig({
      model: "model",
      data: "mine.jsonl",
      initFrom: { adapter: "my_prompt", sha256: "a".repeat(64) },
    }),
  );
  const hub = fakeConfig({ model: "google-t5/t5-small", data: "super_glue" });
  assertEquals(placeless(hub), hub);
});

Deno.test("placelessRecord() gives a whole record, with the same id, that names no place", () => {
  const config = { ...fakeConfig({ data: "/home/me/mine.jsonl" }), seed: 0 };
  const { outcome, cost } = fakeExecution(config);
  const engine = { engine: "fake", device: "/home/me/libfake.so" };
  const provenance = { ...fakeProvenance(), engine };
  const record = { runId: nameOf(config), config, outcome, cost, provenance };
  const found = placelessRecord(record, { "/home/me": "~" });
  assertEquals(found.runId, record.runId);
  assertEquals(found.provenance.engine, { engine: "fake", device: "~/libfake.so" });
  const text = renderRecord(found);
  assertEquals(text.includes("/home/me"), false);
  assertEquals(parseRecord(text, "run.json"), found);
});
