import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { type Card, readCard } from "../../src/hub/dataset_card.ts";
import { findFiles } from "../../src/hub/dataset_files.ts";

const SILENT: Card = readCard("");

function split(name: string, ...paths: string[]): object {
  return { split: name, paths };
}

for (
  const [what, paths, config, splits] of [
    [
      "numbered files in data",
      [
        "data/train-00001-of-00002.parquet",
        "data/train-00000-of-00002.parquet",
        "data/test_a-00000-of-00001-0f3c.parquet",
      ],
      "default",
      [
        split("test_a", "data/test_a-00000-of-00001-0f3c.parquet"),
        split("train", "data/train-00000-of-00002.parquet", "data/train-00001-of-00002.parquet"),
      ],
    ],
    [
      "the Hub's conversion",
      [
        "default/partial-train/0000.parquet",
        "default/partial-train/0001.parquet",
        "default/test/0000.parquet",
      ],
      "default",
      [
        split("train", "default/partial-train/0000.parquet", "default/partial-train/0001.parquet"),
        split("test", "default/test/0000.parquet"),
      ],
    ],
    ["names of one's own", ["my-dev_set.parquet", "TRAIN.parquet"], "default", [
      split("TRAIN", "TRAIN.parquet"),
      split("dev", "my-dev_set.parquet"),
    ]],
    [
      "folders",
      ["data/train/part-00000-of-00001.parquet", "validation_matched/shard_0.parquet"],
      "default",
      [
        split("train", "data/train/part-00000-of-00001.parquet"),
        split("validation_matched", "validation_matched/shard_0.parquet"),
      ],
    ],
    ["names that say nothing", ["a/contest.parquet", "a/b.parquet"], "a", [
      split("train", "a/b.parquet", "a/contest.parquet"),
    ]],
  ] as const
) {
  Deno.test(`findFiles() tells splits by ${what}`, () => {
    assertEquals(findFiles("org/x", [...paths, "README.md", "a.csv"], SILENT), {
      config,
      splits: [...splits] as never,
    });
  });
}

Deno.test("findFiles() has nothing where there are no Parquet files", () => {
  assertEquals(findFiles("org/x", ["train.csv", "README.md"], SILENT), undefined);
});

const CARD = readCard(`---
configs:
- config_name: ax
  data_files: [{split: test, path: ax/test-*}]
- config_name: cola
  data_files: [{split: train, path: cola/train-*}, {split: odd, path: "odd/**"}]
---`);
const PATHS = ["ax/test-0.parquet", "cola/train-0.parquet", "odd/a/b.parquet", "left/out.parquet"];

Deno.test("findFiles() follows the README where it says which files are which", () => {
  assertEquals(findFiles("org/x", PATHS, CARD, "cola"), {
    config: "cola",
    splits: [split("train", "cola/train-0.parquet"), split("odd", "odd/a/b.parquet")] as never,
  });
  const csv = readCard(`---\nconfigs: [{config_name: a, data_files: "*.csv"}]\n---`);
  assertEquals(findFiles("org/x", PATHS, csv), undefined); // the README names other files
});

Deno.test("findFiles() wants one of several configurations named, and knows the default", () => {
  const several = `name one, as in "org/x:ax": known are ax, cola`;
  assertThrows(() => findFiles("org/x", PATHS, CARD), UsageError, several);
  const unknown =
    `Cannot find configuration "colla" of "org/x": known are ax, cola; did you mean "cola"`;
  assertThrows(() => findFiles("org/x", PATHS, CARD, "colla"), UsageError, unknown);
  const card = {
    ...CARD,
    configs: CARD.configs.map((c) => ({ ...c, isDefault: c.name === "ax" })),
  };
  assertEquals(findFiles("org/x", PATHS, card)?.config, "ax");
  const converted = ["default/train/0000.parquet", "other/train/0000.parquet"];
  assertEquals(findFiles("org/x", converted, SILENT)?.config, "default");
});
