import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { allRuns, resultId } from "../../src/report/cite.ts";
import { WHOLE } from "../report/_small.ts";
import { filesOf, graphOf, idsOf, SET } from "./_crate.ts";

const FILES = await filesOf(SET);
const GRAPH = graphOf(FILES);
const ROOT_ENTITY = GRAPH.get("./")!;
const ACTION = GRAPH.get(`#${resultId(WHOLE)}`)!;

/** All names that entities have for others. */
function references(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const found = Object.entries(value).flatMap(([key, part]) =>
    key === "@id" ? [part as string] : references(part)
  );
  return found;
}

Deno.test("every entity that is named is described, once, and every one is named", () => {
  const [named, described] = [new Set<string>(), [...GRAPH.keys()]];
  const text = new TextDecoder().decode(FILES.get("ro-crate-metadata.json"));
  assertEquals(JSON.parse(text)["@graph"].length, described.length);
  for (const { "@id": _own, ...properties } of GRAPH.values()) {
    for (const id of references(properties)) named.add(id);
  }
  const outside = ["https://w3id.org/ro/crate/1.1"]; // what the descriptor conforms to
  assertEquals([...named].filter((id) => !GRAPH.has(id) && !outside.includes(id)), []);
  assertEquals(described.filter((id) => !named.has(id)), ["ro-crate-metadata.json"]);
});

Deno.test("the metadata uses no term but those of its contexts", () => {
  const { about: _about, ...contexts } = JSON.parse(
    Deno.readTextFileSync(new URL("../fixtures/crate/terms.json", import.meta.url)),
  );
  const text = new TextDecoder().decode(FILES.get("ro-crate-metadata.json"));
  assertEquals(JSON.parse(text)["@context"], Object.keys(contexts));
  const terms = new Set(Object.values(contexts).flatMap((terms) => Object.keys(terms as object)));
  const used = [...GRAPH.values()].flatMap((entity) => [...Object.keys(entity), entity["@type"]]);
  assert(used.length > 100);
  assertEquals([...new Set(used)].filter((term) => !term.startsWith("@") && !terms.has(term)), []);
});

Deno.test("the root has all files but its own, and is dated by the newest run", () => {
  const parts = idsOf(ROOT_ENTITY, "hasPart");
  const described = [...FILES.keys()].filter((path) => !path.startsWith("results/runs/"));
  assertEquals(
    parts.toSorted(),
    [...described.filter((path) => path !== "ro-crate-metadata.json"), "results/runs/"].sort(),
  );
  assertEquals(ROOT_ENTITY.datePublished, "2026-01-02");
  assertMatch(String(ROOT_ENTITY.identifier), /^mini-[0-9a-f]{8}$/);
  assertEquals(idsOf(ROOT_ENTITY, "license"), ["https://spdx.org/licenses/CC-BY-4.0"]);
  assertEquals(GRAPH.get(idsOf(ROOT_ENTITY, "author")[0]!)!.name, "Ada Lovelace");
  assertEquals(idsOf(ROOT_ENTITY, "mentions"), [ACTION["@id"]]);
});

Deno.test("an action has code, inputs and environment as the records have them", () => {
  const [run] = allRuns(WHOLE);
  const [software, ...others] = idsOf(ACTION, "instrument").map((id) => GRAPH.get(id)!);
  assertEquals(others, [], "all runs have one commit");
  assertStringIncludes(String(software!.version), run!.provenance.commit!.id.slice(0, 12));
  const { code, weights, data } = run!.provenance.hashes;
  assertEquals(software!.identifier, [`sha256:${code}`, `swh:1:rev:${run!.provenance.commit!.id}`]);
  const inputs = idsOf(ACTION, "object").map((id) => GRAPH.get(id)!);
  assertEquals(inputs.map(({ name, sha256 }) => [name, sha256]), [
    ["mini", weights],
    ["cb (mini)", data],
    ["rte (mini)", data],
    ["wsc (mini)", data],
  ]);
  const environment = idsOf(ACTION, "environment").map((id) => GRAPH.get(id)!);
  const facts = Object.fromEntries(environment.map(({ name, value }) => [name, value]));
  assertEquals(facts.cpu, "Test CPU");
  const made = idsOf(ACTION, "result");
  for (const path of ["results/tables/small.csv", "results/reports/small.md", "results/runs/"]) {
    assert(made.includes(path), path);
  }
  assertEquals(ACTION.endTime, "2026-01-02T03:04:05.000+00:00");
  assertEquals(ACTION.startTime, "2026-01-02T03:04:02.500+00:00");
});

Deno.test("an action names each commit that made one of its runs, and no start that is not known", async () => {
  const cells = WHOLE.cells.map((cell, i) => ({
    ...cell,
    records: cell.records.map((record) => ({
      ...record,
      cost: { ...record.cost, stops: [1] },
      provenance: {
        ...record.provenance,
        commit: i > 0 ? record.provenance.commit : { id: "f".repeat(40), clean: false },
      },
    })),
  }));
  const result = { ...WHOLE, cells };
  const graph = graphOf(await filesOf({ ...SET, results: [result] }));
  const action = graph.get(`#${resultId(result)}`)!;
  const versions = idsOf(action, "instrument").map((id) => graph.get(id)!.version);
  assertEquals(versions.toSorted(), [
    "commit 0123456789ab",
    "commit ffffffffffff with uncommitted changes",
  ]);
  assertEquals(action.startTime, undefined);
});
