import { assertEquals } from "@std/assert";
import { readCard } from "../../src/hub/dataset_card.ts";
import { sst2Files } from "./dataset_hub.ts";

Deno.test("readCard() reads what `datasets` writes", () => {
  const card = readCard(new TextDecoder().decode(sst2Files()["README.md"]));
  const splits = ["train", "validation", "test"]
    .map((split) => ({ split, patterns: [`sst2/${split}-*`] }));
  assertEquals(card.configs, [{ name: "sst2", isDefault: false, splits }]);
  assertEquals(card.classNames.get("sst2"), new Map([["label", ["negative", "positive"]]]));
});

Deno.test("readCard() reads several configurations, lists of paths, folders and plain patterns", () => {
  const { configs, classNames } = readCard(`---
license: mit
configs:
- config_name: a
  data_dir: sub
  data_files:
  - {split: train, path: [x.parquet, y/*.parquet]}
  default: true
- config_name: b
  data_files: "*.parquet"
- config_name: c
dataset_info:
- config_name: a
  features:
  - {name: kind, dtype: {class_label: {names: {0: no, 1: "yes"}}}}
- features: [{name: text, dtype: string}]
---
Text.`);
  assertEquals(configs, [
    {
      name: "a",
      isDefault: true,
      splits: [{ split: "train", patterns: ["sub/x.parquet", "sub/y/*.parquet"] }],
    },
    { name: "b", isDefault: false, splits: [{ split: "train", patterns: ["*.parquet"] }] },
  ]);
  assertEquals(classNames.get("a"), new Map([["kind", ["no", "yes"]]]));
  assertEquals(classNames.get("default"), new Map());
});

Deno.test("readCard() takes what it does not understand as not said", () => {
  for (
    const text of [
      "",
      "# Title",
      "---\n---\n",
      "---\n[a\n---\n",
      "---\nconfigs: 3\n---\n",
      "---\n- x\n---\n",
    ]
  ) {
    assertEquals(readCard(text).configs, []);
  }
});
