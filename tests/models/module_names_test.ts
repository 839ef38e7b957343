import { assertEquals } from "@std/assert";
import { readBertConfig } from "../../src/models/bert/config.ts";
import { bertSites, weightShapes as bertShapes } from "../../src/models/bert/weights.ts";
import { moduleOfSite, siteOfModule } from "../../src/models/module_names.ts";
import { readT5Config } from "../../src/models/t5/config.ts";
import { t5Sites, weightShapes as t5Shapes } from "../../src/models/t5/weights.ts";
import type { Site } from "../../src/sites.ts";
import { readJson } from "./_checkpoint.ts";

/** Every linear site has a module, which is a weight of the right shape and leads back to the site. */
function checkSites(
  family: string,
  sites: readonly Site[],
  shapes: Readonly<Record<string, readonly number[]>>,
  gated = false,
): void {
  const linear = sites.filter((site) => site.kind === "linear");
  const modules = linear.map(({ name }) => moduleOfSite(family, name, gated) as string);
  assertEquals(new Set(modules).size, linear.length);
  linear.forEach(({ name, inputSize, outputSize }, i) => {
    const weight = `${modules[i]}.weight`.replace(/^bert\./, "");
    assertEquals(shapes[weight], [outputSize, inputSize], weight);
    assertEquals(siteOfModule(family, modules[i]!), name);
  });
}

for (const folder of ["t5/v1_0", "t5/v1_1"]) {
  Deno.test(`module names of ${folder} lead to its sites and back`, () => {
    const config = readT5Config(readJson(`${folder}/config.json`));
    checkSites("t5", t5Sites(config), t5Shapes(config), config.gated);
  });
}

Deno.test("module names of BERT lead to its sites and back, with and without prefix", () => {
  const config = readBertConfig(readJson("bert/tiny/config.json"));
  checkSites("bert", bertSites(config), bertShapes(config));
  assertEquals(siteOfModule("bert", "encoder.layer.1.output.dense"), "encoder.1.feedForward.out");
});

Deno.test("modules and sites that are no linear maps have no name", () => {
  for (const module of ["shared", "encoder.block.0.layer.0.SelfAttention.x", "lm_head"]) {
    assertEquals(siteOfModule("t5", module), undefined);
  }
  assertEquals(siteOfModule("gpt2", "encoder.block.0.layer.0.SelfAttention.q"), undefined);
  assertEquals(moduleOfSite("t5", "encoder.0.attention"), undefined);
  assertEquals(moduleOfSite("bert", "pooler"), undefined);
});
