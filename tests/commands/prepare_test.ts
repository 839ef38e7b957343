/** `deno task prepare` as it is typed, and what the other commands make of its file. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { compare, evaluate, train } from "../../src/mod.ts";
import { inTempFolder } from "../_folder.ts";
import { SST2, withDataset } from "../hub/dataset_hub.ts";
import { call as callCommand } from "./_call.ts";

const call = (...args: string[]) => callCommand("prepare", ...args);

Deno.test("prepare shows columns, and the command that it shows works", () =>
  withDataset(async (server, folder) => {
    const { code, out } = await call(SST2);
    assertEquals([code, server.downloads.length], [0, 2]); // the README and one file
    assertMatch(out, /sentence +"film number 0 was bad " \| "film number 1/);
    assertMatch(out, /label +0 \| 1 \| 0 {2}\(classes: negative, positive\)/);
    const command = out.match(/deno task prepare (.*)/)![1]!;
    assertEquals(command, `${SST2} --input '{sentence}' --target '{label}' --out rows.jsonl`);
    const words = command.replaceAll("'", "").split(" ");
    const made = await call(...words.slice(0, -1), join(folder, "rows.jsonl"));
    assertEquals(made.out, `Wrote 48 rows to ${join(folder, "rows.jsonl")}\n`);
    assertMatch(made.err, /^ {2}rows +36 +4 +8$/m);
  }));

Deno.test("prepare is refused in one sentence", () =>
  inTempFolder(async (folder) => {
    const csv = join(folder, "a.csv");
    await Deno.writeTextFile(csv, "text,label\nx,1\n");
    const texts = ["--input", "{text}", "--target", "{label}"];
    const out = ["--out", join(folder, "rows.jsonl")];
    for (
      const [args, sentence] of [
        [[], "name a file, or a dataset of the Hub"],
        [[csv, "--input", "{text}", ...out], "without --target"],
        [[csv, ...texts], "without --out"],
        [[csv, ...texts, ...out, "--limit", "0"], "must be an integer >= 1"],
        [[csv, ...texts, ...out, "--labels", "a,,b"], "Cannot use --labels"],
        [[csv, "--input", "{txt}", "--target", "{label}", ...out], 'did you mean "text"'],
        [["no.csv"], 'Cannot read "no.csv": there is no such file'],
      ] as const
    ) {
      const { code, out, err } = await call(...args);
      assertEquals([code, out, err.trim().split("\n").length], [2, "", 1]);
      assertStringIncludes(err, sentence);
    }
  }));

Deno.test("train, evaluate and compare take what prepare writes", () =>
  inTempFolder(async (folder) => {
    const lines = Array.from({ length: 40 }, (_, i) => `"the ${i} dogs, they ran",${i % 2}`);
    const csv = join(folder, "a.csv");
    await Deno.writeTextFile(csv, ["text,label", ...lines].join("\n"));
    const task = join(folder, "rows.jsonl");
    const words = ["--input", "{text}", "--target", "{label}", "--labels", "true,false"];
    assertEquals((await call(csv, ...words, "--out", task)).code, 0);
    const quick = { model: "mini", training: { steps: 2, batchSize: 2 }, engine: "wasm" };
    const adapter = join(folder, "adapter");
    const quiet = { notice: () => {} };
    const trained = await train({ ...quick, ...quiet, task, out: adapter });
    assertEquals(trained.losses.length, 2);
    const { scores } = await evaluate({ model: "mini", engine: "wasm", task, adapter, ...quiet });
    assertEquals(Object.keys(scores).sort(), ["accuracy", "score"]);
    const results = join(folder, "results");
    const { table } = await compare({
      ...quick,
      tasks: [task],
      methods: ["prompt", "frozen"],
      seeds: 1,
      results,
    });
    assertEquals(typeof table, "function");
  }));
