/** Files and data sets to files of rows. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { parquetWriteBuffer } from "hyparquet-writer";
import { join } from "node:path";
import { RunInterrupted, UsageError } from "../../src/core/errors.ts";
import { sha256 } from "../../src/core/hash.ts";
import { type Prepared, type PrepareRequest, prepareRows } from "../../src/prepare/prepare.ts";
import { taskFromJsonl } from "../../src/tasks/own.ts";
import { inTempFolder } from "../_folder.ts";
import { COMMIT, SST2, sst2Files, withDataset } from "../hub/dataset_hub.ts";
import { fileWith, TABLES } from "./_tables.ts";

interface Result extends Prepared {
  /** The lines of the file. */
  readonly lines: Record<string, unknown>[];
  readonly said: string[];
}

async function prepare(
  request: Omit<PrepareRequest, "input" | "target"> & Partial<PrepareRequest>,
  signal = new AbortController().signal,
): Promise<Result> {
  const said: string[] = [];
  const whole = { input: "{text}", target: "{label}", ...request };
  const made = await prepareRows(whole, { signal, notice: (line) => said.push(line) });
  const text = await Deno.readTextFile(made.path);
  return { ...made, said, lines: text.trim().split("\n").map((line) => JSON.parse(line)) };
}

const CSV = "id,text,label,fold\n" +
  Array.from(
    { length: 20 },
    (_, i) => `${i},text ${i},${i % 2},${["train", "dev", "test", "x"][i % 4]}`,
  )
    .join("\n");

Deno.test("prepareRows() makes rows of a file, which are a task, and a note of its source", () =>
  inTempFolder(async (folder) => {
    const csv = await fileWith(folder, "a.csv", CSV);
    const out = join(folder, "new", "rows.jsonl");
    const words = { input: "say {id}: {text}", labels: "no,yes", group: "{fold}" };
    const { lines, rows, bySplit, first, note } = await prepare({ sources: [csv], out, ...words });
    assertEquals([rows, bySplit], [20, { all: 20 }]);
    assertEquals(lines[1], { input: "say 1: text 1", target: "yes", group: "dev" });
    assertEquals(first as unknown, lines.slice(0, 3));
    const { task, source } = await taskFromJsonl(out);
    assertEquals([source.rows.length, task.open], [20, false]);
    assertEquals(JSON.parse(await Deno.readTextFile(note)), {
      command: "deno task prepare a.csv --input 'say {id}: {text}' --target '{label}' " +
        "--labels no,yes --group '{fold}' --out rows.jsonl",
      sources: [{ file: "a.csv", sha256: sha256(CSV) }],
      rows: { sha256: sha256(await Deno.readTextFile(out)), bySplit: { all: 20 } },
    });
  }));

Deno.test("prepareRows() refuses to make rows of nothing", () =>
  inTempFolder(async (folder) => {
    const made = prepare({ sources: [], out: join(folder, "rows.jsonl") });
    await assertRejects(() => made, UsageError, "name a file, or a dataset of the Hub");
  }));

Deno.test("prepareRows() takes splits from the names of sources or from a column", () =>
  inTempFolder(async (folder) => {
    const csv = await fileWith(folder, "a.csv", CSV);
    const json = await fileWith(folder, "b.json", '[{"text": "b", "label": 1}]');
    const sources = [`train=${csv}`, `dev=${json}`, `test=${json}`];
    const named = await prepare({ sources, out: join(folder, "named.jsonl") });
    assertEquals(named.bySplit, { train: 20, dev: 1, test: 1 });
    assertEquals(named.said, ["Leakage: 1 of 1 rows of test have an input that is also in dev"]);
    const split = ["{fold}"];
    const column = await prepare({ sources: [csv], split, out: join(folder, "column.jsonl") });
    assertEquals(column.bySplit, { train: 5, dev: 5, test: 5 });
    assertStringIncludes(column.said.join(), 'Left out: 5 rows of "x"');
    const mixed = prepare({ sources: [csv, `dev=${json}`], out: join(folder, "mixed.jsonl") });
    await assertRejects(() => mixed, UsageError, "Cannot tell the split of");
    const unknown = prepare({ sources: [`unsure=${csv}`], out: join(folder, "unknown.jsonl") });
    await assertRejects(() => unknown, UsageError, "the split must be one of train, dev, test");
  }));

Deno.test("prepareRows() reads a data set of the Hub by its class names, without unlabelled rows", () =>
  withDataset(async (_, folder) => {
    const request = { input: "sst2 sentence: {sentence}", sources: [`${SST2}:sst2`] };
    const made = await prepare({ ...request, out: join(folder, "rows.jsonl") });
    assertEquals(made.bySplit, { train: 36, dev: 4, test: 8 });
    assertEquals(made.said.filter((line) => !line.startsWith("Downloading")), [
      'Left out: all 4 rows of "test", as they have no target',
      "There is no test with targets: validation is used as test, and a tenth of train as dev",
    ]);
    const tests = made.lines.filter(({ split }) => split === "test");
    assertEquals(tests[1], {
      input: "sst2 sentence: play number 1 was good",
      target: "positive",
      split: "test",
    });
    const { task } = await taskFromJsonl(made.path);
    assertEquals(task.toExample(tests[0]!).choices, ["negative", "positive"]);
    const note = JSON.parse(await Deno.readTextFile(made.note));
    assertEquals(note.sources.map(({ file }: { file: string }) => file), [
      "sst2/train-00000-of-00001.parquet",
      "sst2/validation-00000-of-00001.parquet",
      "sst2/test-00000-of-00001.parquet",
    ]);
    assertStringIncludes(note.command, `${SST2}:sst2@${COMMIT} --input 'sst2 sentence`);
    const again = await prepare({
      ...request,
      sources: [`${SST2}:sst2@${COMMIT}`],
      out: join(folder, "again.jsonl"),
    });
    assertEquals(again.lines, made.lines);
  }));

Deno.test("prepareRows() gives splits of the Hub other names, and fetches no others", () =>
  withDataset(async (server, folder) => {
    const request = { input: "{sentence}", sources: [SST2] };
    const split = ["test=validation"];
    const made = await prepare({ ...request, split, out: join(folder, "rows.jsonl") });
    assertEquals(made.bySplit, { train: 36, dev: 4, test: 8 });
    assertStringIncludes(made.said.join(), `Not read of "${SST2}": test; to use one`);
    assert(!server.downloads.some((name) => name.startsWith("test-")));
    const unknown = prepare({ ...request, split: ["dev=valid"], out: join(folder, "x.jsonl") });
    await assertRejects(() => unknown, UsageError, 'Cannot find split "valid"');
    const part = prepare({ ...request, sources: [`dev=${SST2}`], out: join(folder, "x.jsonl") });
    await assertRejects(() => part, UsageError, "only a file can be named as one split");
  }));

Deno.test("prepareRows() takes class names from the README where the Parquet file has none", () => {
  const { "README.md": card } = sst2Files();
  const columnData = [
    { name: "sentence", data: ["fine", "poor", "none"] },
    { name: "label", data: [1, 0, -1] },
  ];
  const file = new Uint8Array(parquetWriteBuffer({ columnData }));
  return withDataset(async (_, folder) => {
    const out = join(folder, "rows.jsonl");
    const { lines } = await prepare({ sources: [SST2], input: "{sentence}", out });
    assertEquals(lines.map(({ target }) => target), ["positive", "negative"]);
  }, { commit: COMMIT, files: { "README.md": card!, "sst2/train-0.parquet": file } });
});

Deno.test("prepareRows() writes choices: labels, classes, or all targets; answers of a row by themselves", () =>
  inTempFolder(async (folder) => {
    const csv = await fileWith(folder, "a.csv", "text,label,a,b\nx,1,red,blue\ny,1,one,two\n");
    let count = 0;
    const choices = async (request: Partial<PrepareRequest>) => {
      const out = join(folder, `${count++}.jsonl`);
      const { lines } = await prepare({ sources: [csv], out, ...request });
      return lines.map((line) => line.choices);
    };
    assertEquals(await choices({ labels: "no,yes" }), [undefined, undefined]);
    assertEquals(await choices({ labels: "no,yes", choices: true }), Array(2).fill(["no", "yes"]));
    assertEquals(await choices({ target: "{a}", choices: true }), Array(2).fill(["red", "one"]));
    assertEquals(await choices({ labels: "{a},{b}" }), [["red", "blue"], ["one", "two"]]);
    const train = join(TABLES, "hub/sst2/train-00000-of-00001.parquet");
    const classes = { sources: [train], input: "{sentence}", target: "is {label}", choices: true };
    assertEquals((await choices(classes))[0], ["is negative", "is positive"]);
  }));

Deno.test("prepareRows() leaves out rows without a text, and says where the first is", () =>
  inTempFolder(async (folder) => {
    const csv = await fileWith(folder, "a.csv", "text,label\nx,\ny,b\n ,c\n");
    const { lines, said } = await prepare({ sources: [csv], out: join(folder, "rows.jsonl") });
    assertEquals(lines, [{ input: "y", target: "b" }]);
    assertEquals(said, [`Left out: 2 rows without an input or a target, the first at ${csv}:2`]);
    const none = await fileWith(folder, "b.csv", "text,label\nx,\n");
    const empty = prepare({ sources: [none], out: join(folder, "none.jsonl") });
    await assertRejects(() => empty, UsageError, "no rows are left");
  }));

Deno.test("prepareRows() touches no file that is there, and leaves none when it fails or is stopped", () =>
  inTempFolder(async (folder) => {
    const csv = await fileWith(folder, "a.csv", CSV);
    const refused = (request: Partial<PrepareRequest>, message: string) =>
      assertRejects(
        () => prepare({ sources: [csv], out: join(folder, "rows.jsonl"), ...request }),
        UsageError,
        message,
      );
    await refused({ out: csv.replace(".csv", ".txt") }, "its name must end in .jsonl");
    await refused({ sources: [join(folder, "no.csv")] }, "there is no such file");
    await refused({ sources: [folder] }, "must be a file of the kind .csv");
    await refused({ input: "{txt}" }, 'did you mean "text"');
    await refused({ labels: "zero" }, '"label" must have a label: 1 has none');
    await fileWith(folder, "taken.jsonl", "mine");
    await refused({ out: join(folder, "taken.jsonl") }, "it is there already");
    await refused({ out: join(csv, "rows.jsonl") }, "Cannot write");
    const stop = AbortSignal.abort();
    const stopped = prepare({ sources: [csv], out: join(folder, "rows.jsonl") }, stop);
    await assertRejects(() => stopped, RunInterrupted, "no rows were written");
    const left = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assertEquals(left, ["a.csv", "taken.jsonl"]);
  }));

Deno.test("prepareRows() can be called again, and replaces no other rows", () =>
  inTempFolder(async (folder) => {
    const csv = await fileWith(folder, "a.csv", CSV);
    const out = join(folder, "rows.jsonl");
    const { lines, note } = await prepare({ sources: [csv], out });
    const again = await prepare({ sources: [csv], out });
    assertEquals([again.lines, again.note], [lines, note]);
    const other = prepare({ sources: [csv], input: "other: {text}", out });
    await assertRejects(() => other, UsageError, "it is there already with other rows");
    assertEquals(
      await Deno.readTextFile(out),
      lines.map((row) => JSON.stringify(row) + "\n").join(""),
    );
    const left = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assertEquals(left, ["a.csv", "rows.jsonl", "rows.jsonl.source.json"]);
  }));

Deno.test("prepareRows() draws rows of each split, always the same", () =>
  inTempFolder(async (folder) => {
    const csv = await fileWith(folder, "a.csv", CSV);
    const request = { sources: [csv], split: ["{fold}"], limit: 2 };
    const { lines, bySplit } = await prepare({ ...request, out: join(folder, "a.jsonl") });
    assertEquals(bySplit, { train: 2, dev: 2, test: 2 });
    assertEquals((await prepare({ ...request, out: join(folder, "b.jsonl") })).lines, lines);
  }));
