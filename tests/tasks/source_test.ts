import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../src/core/paths.ts";
import { UsageError } from "../../src/core/errors.ts";
import { checkContent, type DataSet, pathOf, readManifest } from "../../src/tasks/manifest.ts";
import { SUPERGLUE, TASKS } from "../../src/tasks/mod.ts";
import { readParquet } from "../../src/tasks/parquet.ts";
import {
  datasetOf,
  folderRows,
  type HubFile,
  hubRows,
  readExamples,
  splitSource,
} from "../../src/tasks/source.ts";
import type { Task } from "../../src/tasks/task.ts";
import { inTempFolder } from "../_folder.ts";
import { readRows } from "./_rows.ts";

const FIXTURES = join(ROOT, "tests/fixtures/tasks");

for (const name of Object.keys(SUPERGLUE)) {
  Deno.test(`readParquet() gives the rows of ${name} as JSON has them`, async () => {
    const rows = await readParquet(join(FIXTURES, `${name}.parquet`));
    assertEquals(rows, await readRows(join(FIXTURES, `${name}.jsonl`)));
  });
}

Deno.test("readParquet() refuses a file that is cut off or none at all", async () => {
  await inTempFolder(async (folder) => {
    const whole = await Deno.readFile(join(FIXTURES, "cb.parquet"));
    const path = join(folder, "cb.parquet");
    for (const bytes of [whole.slice(0, 500), new TextEncoder().encode("no parquet at all")]) {
      await Deno.writeFile(path, bytes);
      await assertRejects(() => readParquet(path), SyntaxError, "it is no complete Parquet file");
    }
  });
});

/** A Hub whose every split holds the three rows of the fixture. */
function fakeHub(requests: HubFile[]) {
  return (file: HubFile) => {
    requests.push(file);
    return Promise.resolve(join(FIXTURES, `${file.path.split("/")[0]}.parquet`));
  };
}

Deno.test("hubRows() asks for the pinned revision and the files of the manifest", async () => {
  await inTempFolder(async (folder) => {
    const data = (await readManifest()).datasets.super_glue!;
    const requests: HubFile[] = [];
    const rows = hubRows(data, fakeHub(requests), join(folder, "lock.json"));
    assertEquals((await rows.load(TASKS.wsc_generate, "validation")).length, 3);
    assertEquals(requests, [{
      kind: "dataset",
      repo: "aps/super_glue",
      revision: data.revision,
      path: "wsc/validation-00000-of-00001.parquet",
    }]);
    await rows.load(TASKS.rte, "test"); // named as the others are
    assertEquals(requests.at(-1)!.path, "rte/test-00000-of-00001.parquet");
    assertEquals(rows.name, `aps/super_glue@${data.revision.slice(0, 8)}`);
  });
});

Deno.test("the manifest has the configuration of every task of SuperGLUE", async () => {
  const { configs } = (await readManifest()).datasets.super_glue!;
  for (const name of Object.keys(SUPERGLUE)) assertEquals(configs.includes(name), true);
});

const DATA: DataSet = {
  repo: "some/data",
  revision: "0123456789abcdef",
  files: "{config}/{split}.parquet",
  configs: ["cb"],
  splits: ["train"],
  sha256: { "cb/train.parquet": "pinned" },
  licence: "",
  note: "",
};

Deno.test("checkContent() loses none of the checksums that are recorded at once", () =>
  inTempFolder(async (folder) => {
    const lock = join(folder, "cache", "data.lock.json");
    const paths = Array.from({ length: 20 }, (_, i) => `part-${i}.parquet`);
    await Promise.all(paths.map((path) => checkContent(DATA, path, "0".repeat(64), lock)));
    assertEquals(Object.keys(JSON.parse(await Deno.readTextFile(lock))).length, paths.length);
  }));

Deno.test("checkContent() compares with the manifest, else with the first fetch", async () => {
  await inTempFolder(async (folder) => {
    const lock = join(folder, "cache", "data.lock.json");
    const check = (path: string, sum: string) => checkContent(DATA, path, sum, lock);
    await check(pathOf(DATA, "cb", "train"), "pinned");
    await assertRejects(
      () => check("cb/train.parquet", "other"),
      Error,
      "must be pinned: file has",
    );
    await check("cb/dev.parquet", "first seen");
    await check("cb/dev.parquet", "first seen");
    await check("cb/test.parquet", "another");
    const message = "SHA-256 must be first seen: file has changed";
    await assertRejects(() => check("cb/dev.parquet", "changed"), Error, message);
  });
});

Deno.test("folderRows() reads the Hub's flat rows under either name of a split", async () => {
  await inTempFolder(async (folder) => {
    for (const [sub, file] of [["cb", "validation.jsonl"], ["BoolQ", "val.jsonl"]] as const) {
      mkdirSync(join(folder, sub));
      cpSync(join(FIXTURES, `${sub.toLowerCase()}.jsonl`), join(folder, sub, file));
    }
    const source = folderRows(folder);
    assertEquals((await source.load(TASKS.cb, "validation")).length, 3);
    assertEquals((await source.load(TASKS.boolq, "validation")).length, 3);
    await assertRejects(() => source.load(TASKS.cb, "train"), UsageError, "cb/train.jsonl");
  });
});

Deno.test("folderRows() reads the test rows of SuperGLUE's own files, which hide labels and answers", async () => {
  await inTempFolder(async (folder) => {
    const nested = {
      MultiRC: {
        idx: 4,
        passage: {
          text: "Ann met Bob.",
          questions: [{ question: "Whom?", idx: 8, answers: [{ text: "Cy", idx: 21 }] }],
        },
      },
      ReCoRD: {
        idx: 2,
        passage: { text: "Bob met Ann.", entities: [{ start: 0, end: 2 }, { start: 8, end: 10 }] },
        qas: [{ idx: 5, query: "@placeholder left" }],
      },
      WSC: {
        text: "Ann said she left",
        idx: 3,
        target: { span1_text: "Ann", span1_index: 0, span2_text: "she", span2_index: 2 },
      },
    };
    for (const [name, row] of Object.entries(nested)) {
      mkdirSync(join(folder, name));
      await Deno.writeTextFile(join(folder, name, "test.jsonl"), JSON.stringify(row));
    }
    const lineOf = async (task: Task, answer: string) => {
      const [row] = (await folderRows(folder).load(task, "test")).map(task.submission!.complete);
      return task.submission!.lines([{ row: row!, example: task.toExample(row!), answer }])[0];
    };
    assertEquals(await lineOf(SUPERGLUE.multirc, "true"), {
      idx: 4,
      passage: { questions: [{ idx: 8, answers: [{ idx: 21, label: 1 }] }] },
    });
    assertEquals(await lineOf(SUPERGLUE.record, "Ann"), { idx: 5, label: "Ann" });
    assertEquals(await lineOf(SUPERGLUE.wsc, "true"), { idx: 3, label: "True" });
    await assertRejects(
      () => folderRows(folder).load(SUPERGLUE.cb, "test"),
      UsageError,
      "CB/test.jsonl",
    );
  });
});

Deno.test("folderRows() names the line that is wrong", async () => {
  await inTempFolder(async (folder) => {
    mkdirSync(join(folder, "cb"));
    await Deno.writeTextFile(join(folder, "cb", "train.jsonl"), '{"premise": "a"}\n{"premise": \n');
    await assertRejects(
      () => folderRows(folder).load(TASKS.cb, "train"),
      UsageError,
      "train.jsonl:2",
    );
    mkdirSync(join(folder, "multirc"));
    await Deno.writeTextFile(
      join(folder, "multirc", "train.jsonl"),
      '{"passage": {"text": "a"}}\n',
    );
    await assertRejects(
      () => folderRows(folder).load(TASKS.multirc, "train"),
      UsageError,
      `train.jsonl:1": the line is no row of "multirc"`,
    );
  });
});

Deno.test("splitSource() applies the rule, reads each split once and drops foreign rows", async () => {
  let reads = 0;
  const source = splitSource({
    name: "fixture",
    load: (task) => {
      reads++;
      return readRows(join(FIXTURES, `${datasetOf(task)}.jsonl`));
    },
  }, "validation_halves");
  const dev = await source.load(TASKS.multirc, "dev");
  const test = await source.load(TASKS.multirc, "test");
  assertEquals(reads, 2);
  assertEquals([dev.length, test.length].toSorted(), [1, 2]); // two answers of one question, and one
  assertEquals((await source.load(TASKS.wsc_generate, "train")).length, 2); // of 3, one is negative
  assertEquals(source.name, "fixture (validation_halves)");
});

Deno.test("splitSource() tries again after a fetch that failed", async () => {
  let reads = 0;
  const source = splitSource({
    name: "flaky",
    load: () => ++reads === 1 ? Promise.reject(new Error("offline")) : Promise.resolve([]),
  }, "validation_twice");
  await assertRejects(() => source.load(TASKS.cb, "dev"), Error, "offline");
  assertEquals(await source.load(TASKS.cb, "dev"), []);
});

Deno.test("splitSource() names the place, the row and the field that tell no group", async () => {
  const rows = [{ premise: "a", hypothesis: "b", label: 0 }, { premise: "a", label: 0 }];
  const published = { name: "my folder", load: () => Promise.resolve(rows) };
  await assertRejects(
    () => splitSource(published, "validation_halves").load(TASKS.cb, "dev"),
    UsageError,
    'Cannot read row 2 of "cb" from my folder: field "hypothesis" must be a string: it is missing',
  );
});

Deno.test("readExamples() names the place, the row and the field", () => {
  const rows = [{ premise: "a", hypothesis: "b", label: 0 }, { premise: "a", label: 0 }];
  assertThrows(
    () => readExamples(TASKS.cb, rows, "my file"),
    UsageError,
    `Cannot read row 2 of "cb" from my file: field "hypothesis" must be a string: it is missing`,
  );
});
