/** Data sets of a local Hub. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { NotCached, UsageError } from "../../src/core/errors.ts";
import { findDataset } from "../../src/hub/dataset.ts";
import { bytes, COMMIT, CONVERTED_COMMIT, SST2, sst2Files, withDataset } from "./dataset_hub.ts";

const QUIET = { notice: () => {} };

Deno.test("findDataset() finds the splits, and fetches only the files that are asked for", () =>
  withDataset(async (server) => {
    const dataset = await findDataset(SST2, QUIET);
    assertEquals([dataset.id, dataset.config, dataset.commit, dataset.isConverted], [
      SST2,
      "sst2",
      COMMIT,
      false,
    ]);
    assertEquals(dataset.splits.map(({ split }) => split), ["train", "validation", "test"]);
    assertEquals(dataset.classNames, new Map([["label", ["negative", "positive"]]]));
    assertEquals(server.downloads, ["README.md all"]);
    const { paths } = dataset.splits[1]!;
    const [file] = await dataset.fetch(paths);
    assertEquals(await Deno.readFile(file!), sst2Files()[paths[0]!]);
    assertEquals(server.downloads.length, 2);
  }));

Deno.test("findDataset() needs no network for a commit that it knows, and none offline", () =>
  withDataset(async (server) => {
    const all = (dataset: Awaited<ReturnType<typeof findDataset>>) =>
      dataset.splits.flatMap(({ paths }) => paths);
    const first = await findDataset(SST2, QUIET);
    await first.fetch(first.splits[0]!.paths);
    server.fault = () => new Response(null, { status: 500 });
    const pinned = await findDataset(`${SST2}:sst2@${COMMIT}`, QUIET);
    assertEquals(all(pinned), all(first)); // also those that are not fetched
    Deno.env.set("HF_HUB_OFFLINE", "1");
    const offline = await findDataset(SST2, QUIET);
    assertEquals(all(offline), all(first));
    await offline.fetch(offline.splits[0]!.paths);
    await assertRejects(() => offline.fetch(offline.splits[1]!.paths), NotCached, "HF_HUB_OFFLINE");
  }));

Deno.test("findDataset() takes the Hub's conversion where there are other files", () => {
  const own = { "README.md": bytes("---\nlicense: mit\n---"), "train.csv": bytes("a,b\n1,2\n") };
  const parquet = sst2Files()["sst2/train-00000-of-00001.parquet"]!;
  const branches = {
    "refs/convert/parquet": {
      commit: CONVERTED_COMMIT,
      files: { "default/train/0000.parquet": parquet },
    },
  };
  return withDataset(async () => {
    const dataset = await findDataset(SST2, QUIET);
    assertEquals([dataset.commit, dataset.config, dataset.isConverted], [
      CONVERTED_COMMIT,
      "default",
      true,
    ]);
    assertEquals(await Deno.readFile((await dataset.fetch(dataset.splits[0]!.paths))[0]!), parquet);
    const again = await findDataset(`${SST2}:default@${CONVERTED_COMMIT}`, QUIET);
    assertEquals(again.splits, dataset.splits);
    const pinned = findDataset(`${SST2}@${COMMIT}`, QUIET);
    await assertRejects(() => pinned, UsageError, "no Parquet files at that revision");
  }, { commit: COMMIT, files: own, branches });
});

Deno.test("findDataset() refuses what is not there, or has no rows", () =>
  withDataset(async (server) => {
    const refused = (name: string, message: string) =>
      assertRejects(() => findDataset(name, QUIET), UsageError, message);
    await refused(SST2, "it has no Parquet files, and the Hub has not converted it");
    await refused(`${SST2}@v2`, `it has no revision "v2"`);
    await refused("org/other", "it does not exist or is private");
    await refused("no such/thing", "neither a folder nor a Hub id");
    server.fault = () => new Response(null, { status: 429, headers: { "Retry-After": "0" } });
    Deno.env.set("HF_HUB_OFFLINE", "1");
    const error = await assertRejects(
      () => findDataset("org/third", { ...QUIET, command: "deno task prepare org/third" }),
      NotCached,
    );
    assertStringIncludes(error.message, "run `deno task prepare org/third`");
  }, { commit: COMMIT, files: { "README.md": bytes("# X") } }));
