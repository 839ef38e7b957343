import { assertEquals } from "@std/assert";
import { bert } from "../../src/models/bert/mod.ts";
import { roberta } from "../../src/models/roberta/mod.ts";
import { readT5Config } from "../../src/models/t5/config.ts";
import { t5 } from "../../src/models/t5/mod.ts";
import { t5Sites, weightShapes as t5Shapes } from "../../src/models/t5/weights.ts";
import type { Site } from "../../src/sites.ts";
import { readJson } from "./_checkpoint.ts";

/** Every linear site has a module, which is a weight of the right shape and leads back to the site. */
function checkSites(
  json: Readonly<Record<string, unknown>>,
  sites: readonly Site[],
  shapes: Readonly<Record<string, readonly number[]>>,
): void {
  const linear = sites.filter((site) => site.kind === "linear");
  const modules = linear.map(({ name }) => t5.moduleOfSite(name, json) as string);
  assertEquals(new Set(modules).size, linear.length);
  linear.forEach(({ name, inputSize, outputSize }, i) => {
    assertEquals(shapes[`${modules[i]}.weight`], [outputSize, inputSize], modules[i]);
    assertEquals(t5.siteOfModule(modules[i]!), name);
  });
}

for (const folder of ["t5/v1_0", "t5/v1_1"]) {
  Deno.test(`module names of ${folder} lead to its sites and back`, () => {
    const json = readJson(`${folder}/config.json`);
    const config = readT5Config(json);
    checkSites(json, t5Sites(config), t5Shapes(config));
  });
}

Deno.test("module names of encoders are known with the prefix of their family and without", () => {
  for (const family of [bert, roberta]) {
    const module = "encoder.layer.1.output.dense";
    assertEquals(family.siteOfModule(module), "encoder.1.feedForward.out");
    assertEquals(family.siteOfModule(`${family.name}.${module}`), "encoder.1.feedForward.out");
    assertEquals(family.moduleOfSite("encoder.1.feedForward.out", {}), `${family.name}.${module}`);
  }
  assertEquals(roberta.siteOfModule("bert.encoder.layer.1.output.dense"), undefined);
});

Deno.test("modules and sites that are no linear maps have no name", () => {
  for (const module of ["shared", "encoder.block.0.layer.0.SelfAttention.x", "lm_head"]) {
    assertEquals(t5.siteOfModule(module), undefined);
  }
  const json = readJson("t5/v1_0/config.json");
  assertEquals(t5.moduleOfSite("encoder.0.attention", json), undefined);
  assertEquals(t5.moduleOfSite("encoder.0.attention.toString", json), undefined);
  assertEquals(bert.moduleOfSite("pooler", {}), undefined);
});
