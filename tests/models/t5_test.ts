/** What T5 does beside what `writers_test.ts` holds against transformers. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { wasm } from "../../src/engine/wasm.ts";
import type { ModelFiles } from "../../src/models/model.ts";
import { readT5Config } from "../../src/models/t5/config.ts";
import { t5 } from "../../src/models/t5/mod.ts";
import { t5Sites } from "../../src/models/t5/weights.ts";
import { relativeBucket } from "../../src/nn/relative_position.ts";
import { openCheckpoint, readJson } from "./_checkpoint.ts";
import { caseLogits, loadCase } from "./_writer_case.ts";
import { assertVisits } from "./_visits.ts";

await wasm.start({});

for (const name of ["v1_0", "v1_1"]) {
  Deno.test(`t5/${name} visits each of its sites once and none besides`, async () => {
    const kase = await loadCase(`t5/${name}`);
    const sites = t5Sites(readT5Config(readJson(`t5/${name}/config.json`)));
    assertVisits(sites, 16, (patch) => void caseLogits(kase, patch));
  });
}

Deno.test("t5 names a weight that is missing, unknown or of another shape", () => {
  const files = openCheckpoint("t5/v1_0");
  const name = "encoder.block.1.layer.1.DenseReluDense.wo.weight";
  const { [name]: shape, ...rest } = files.shapes;
  const load = (shapes: ModelFiles["shapes"]) => () => t5.load({ ...files, shapes });
  assertThrows(
    load(rest),
    TypeError,
    `Cannot load the model: tensor "${name}" is missing`,
  );
  assertThrows(load({ ...files.shapes, extra: [1] }), TypeError, 'no tensor "extra"');
  assertThrows(
    load({ ...rest, [name]: shape!.toReversed() }),
    TypeError,
    `tensor "${name}" must be [16, 28] by its config: file has [28, 16]`,
  );
  const { d_model: _, ...config } = files.config;
  assertThrows(
    () => t5.load({ ...files, config }),
    TypeError,
    'Cannot read config.json: no "d_model"',
  );
});

Deno.test("relativeBucket() puts distances where transformers puts them", () => {
  const { cases } = readJson("t5/relative_position_buckets.json");
  assert(cases.length > 1);
  for (const { bidirectional, numBuckets: count, maxDistance, positions, buckets } of cases) {
    const actual = positions.map((distance: number) =>
      relativeBucket(distance, { count, maxDistance, bidirectional })
    );
    assertEquals(actual, buckets);
  }
});
