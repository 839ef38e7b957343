import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join } from "node:path";
import { NotCached, UsageError } from "../../src/core/errors.ts";
import { SHIPPED_MODELS } from "../../src/core/shipped_models.ts";
import { type Hub, hubFromEnvironment } from "../../src/hub/environment.ts";
import {
  type HubFile,
  resolveFile,
  resolveModel,
  resolveRows,
  resolveTokenizer,
  resolveTorchModel,
} from "../../src/hub/resolve.ts";
import { cutOff, gitBlobHash, HubServer, refuse, type Repository, sha256 } from "./server.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const NEXT_COMMIT = "89abcdef0123456789abcdef0123456789abcdef";
const TOKEN = "hf_secretsecretsecret";
const ID = "org/tiny-t5";
const REPO_FOLDER = "models--org--tiny-t5";
const WEIGHTS = Uint8Array.from({ length: 100_000 }, (_, i) => i * i % 251);

const text = (content: string) => new TextEncoder().encode(content) as Uint8Array<ArrayBuffer>;

const MODEL: Repository = {
  commit: COMMIT,
  files: {
    "README.md": text("not needed"),
    "config.json": text(`{"model_type": "t5"}`),
    "model.safetensors": WEIGHTS,
    "pytorch_model.bin": text("not needed"),
    "tokenizer.json": text("{}"),
  },
  large: ["model.safetensors", "pytorch_model.bin"],
};

interface Setting {
  readonly server: HubServer;
  readonly hub: Hub;
  readonly lines: string[];
  /** The model's folder in the cache. */
  readonly folder: string;
}

/** Runs a test against a server with `repository`, with an empty cache. */
function hubTest(
  name: string,
  body: (setting: Setting) => Promise<void>,
  repository: Repository = MODEL,
): void {
  Deno.test(name, async () => {
    const cache = await Deno.makeTempDir();
    await using server = new HubServer({ [`models/${ID}`]: repository });
    const lines: string[] = [];
    const hub: Hub = {
      endpoint: server.endpoint,
      token: TOKEN,
      offline: false,
      cache,
      retryDelays: [1, 1],
      idleMs: 2000,
      notice: (line) => lines.push(line),
    };
    await body({ server, hub, lines, folder: join(cache, REPO_FOLDER) });
    await Deno.remove(cache, { recursive: true });
  });
}

/** A hub whose server is gone. */
function unplugged(hub: Hub): Hub {
  return { ...hub, endpoint: "http://127.0.0.1:9" };
}

const blobOf = (folder: string) => join(folder, "blobs", sha256(WEIGHTS));

Deno.test("resolveModel() leaves folders as they are and knows the mini model", async () => {
  const folder = await Deno.makeTempDir();
  assertEquals(await resolveModel(folder), folder);
  assertEquals(await resolveModel("mini"), SHIPPED_MODELS["mini"]);
  assertEquals(await resolveModel("mini-2"), SHIPPED_MODELS["mini-2"]);
  await Deno.remove(folder);
});

Deno.test("resolveModel() refuses what is neither a folder nor an id", async () => {
  for (const name of ["", "./missing", "a/b/c", "../up", "a--b/c", "/abs", "org/..", "org/a b"]) {
    await assertRejects(() => resolveModel(name), UsageError, "neither a folder nor a Hub id");
  }
});

hubTest("resolveModel() lays files out as Python does", async ({ server, hub, folder, lines }) => {
  const snapshot = await resolveModel(ID, { hub });
  assertEquals(snapshot, join(folder, "snapshots", COMMIT));
  assertEquals(await Deno.readTextFile(join(folder, "refs", "main")), COMMIT);
  assertEquals([...Deno.readDirSync(snapshot)].map(({ name }) => name).sort(), [
    "config.json",
    "model.safetensors",
    "tokenizer.json",
  ]);
  assertEquals(await Deno.readFile(join(snapshot, "model.safetensors")), WEIGHTS);
  assertEquals(
    await Deno.readLink(join(snapshot, "model.safetensors")),
    `../../blobs/${sha256(WEIGHTS)}`,
  );
  assertEquals(
    await Deno.readLink(join(snapshot, "config.json")),
    `../../blobs/${gitBlobHash(MODEL.files["config.json"]!)}`,
  );
  assertStringIncludes(lines.at(-1)!, "Downloading org/tiny-t5: 100%");
  const before = server.downloads.length;
  await resolveModel(ID, { hub });
  assertEquals(server.downloads.length, before); // a second time fetches no file
});

hubTest("resolveModel() needs no network for a pinned commit", async ({ server, hub }) => {
  const snapshot = await resolveModel(`${ID}@${COMMIT}`, { hub });
  const before = server.seen.length;
  assertEquals(await resolveModel(`${ID}@${COMMIT}`, { hub }), snapshot);
  assertEquals(await resolveModel(ID, { hub: unplugged(hub), revision: COMMIT }), snapshot);
  assertEquals(server.seen.length, before);
});

hubTest("resolveModel() follows a branch and keeps contents that stay", async ({ server, hub }) => {
  await resolveModel(ID, { hub });
  const before = server.downloads.length;
  const config = text(`{"model_type": "t5", "new": true}`);
  const next = { ...MODEL, commit: NEXT_COMMIT, files: { ...MODEL.files, "config.json": config } };
  server.repositories[`models/${ID}`] = next;
  const snapshot = await resolveModel(ID, { hub });
  assertEquals(await Deno.readFile(join(snapshot, "config.json")), config);
  assertEquals(await Deno.readFile(join(snapshot, "model.safetensors")), WEIGHTS);
  assertEquals(server.downloads.slice(before), ["config.json all"]);
});

hubTest("a broken download is resumed at once", async ({ server, hub }) => {
  let isFirst = true;
  server.fault = ({ url }) => {
    if (!url.includes("/storage/") || !isFirst) return undefined;
    isFirst = false;
    return cutOff(WEIGHTS, 30_000);
  };
  const snapshot = await resolveModel(ID, { hub });
  assertEquals(await Deno.readFile(join(snapshot, "model.safetensors")), WEIGHTS);
  assert(server.downloads.includes("model.safetensors bytes=30000-"));
});

hubTest(
  "a download that was given up is resumed by the next call",
  async ({ server, hub, folder }) => {
    server.fault = ({ url }) => url.includes("/storage/") ? cutOff(WEIGHTS, 30_000) : undefined;
    const oneTry = { ...hub, retryDelays: [] };
    const error = await assertRejects(() => resolveModel(ID, { hub: oneTry }), NotCached);
    assertStringIncludes(error.message, "deno task fetch org/tiny-t5");
    assertEquals((await Deno.stat(`${blobOf(folder)}.incomplete`)).size, 30_000);
    await assertRejects(() => Deno.stat(join(folder, "refs", "main"))); // not there as a whole

    server.fault = undefined;
    const snapshot = await resolveModel(ID, { hub });
    assertEquals(await Deno.readFile(join(snapshot, "model.safetensors")), WEIGHTS);
    assertEquals(server.downloads.at(-1), "model.safetensors bytes=30000-");
    await assertRejects(() => Deno.stat(`${blobOf(folder)}.incomplete`));
  },
);

hubTest("a server without ranges sends the file anew", async ({ server, hub, folder }) => {
  await Deno.mkdir(join(folder, "blobs"), { recursive: true });
  await Deno.writeFile(`${blobOf(folder)}.incomplete`, WEIGHTS.slice(0, 500));
  server.fault = ({ url }) => url.includes("/storage/") ? new Response(WEIGHTS) : undefined;
  const snapshot = await resolveModel(ID, { hub });
  assertEquals(await Deno.readFile(join(snapshot, "model.safetensors")), WEIGHTS);
});

hubTest("a damaged rest of an old download is thrown away", async ({ server, hub, folder }) => {
  await Deno.mkdir(join(folder, "blobs"), { recursive: true });
  await Deno.writeFile(`${blobOf(folder)}.incomplete`, new Uint8Array(500));
  const snapshot = await resolveModel(ID, { hub });
  assertEquals(await Deno.readFile(join(snapshot, "model.safetensors")), WEIGHTS);
  assertEquals(server.downloads.filter((line) => line.startsWith("model")), [
    "model.safetensors bytes=500-", // to the Hub, and redirected to the storage
    "model.safetensors bytes=500-",
    "model.safetensors all",
    "model.safetensors all",
  ]);
});

hubTest("a wrong checksum is refused and nothing stays", async ({ server, hub, folder }) => {
  for (const path of ["config.json", "model.safetensors"]) {
    const wrong = MODEL.files[path]!.slice();
    wrong[5]! ^= 1;
    server.fault = ({ url }) => url.endsWith(path) ? new Response(wrong) : undefined;
    const error = await assertRejects(() => resolveModel(ID, { hub }), NotCached);
    assertStringIncludes(error.message, `checksum of "${path}" must be`);
    const blobs = [...Deno.readDirSync(join(folder, "blobs"))].map(({ name }) => name);
    assert(blobs.every((name) => name !== sha256(WEIGHTS) && !name.endsWith(".incomplete")));
  }
});

hubTest("a file that is too long is refused", async ({ server, hub }) => {
  const long = new Uint8Array(WEIGHTS.length + 1);
  server.fault = ({ url }) => url.includes("/storage/") ? new Response(long) : undefined;
  const error = await assertRejects(() => resolveModel(ID, { hub }), NotCached);
  assertStringIncludes(error.message, "is longer than its 100000 bytes");
});

hubTest("a silent connection is cut and taken up again", async ({ server, hub }) => {
  let isFirst = true;
  server.fault = ({ url }) => {
    if (!url.includes("/storage/") || !isFirst) return undefined;
    isFirst = false;
    return new Response(
      new ReadableStream({ start: (controller) => controller.enqueue(WEIGHTS.slice(0, 10)) }),
    );
  };
  const snapshot = await resolveModel(ID, { hub: { ...hub, idleMs: 600 } }); // longer than any answer takes here
  assertEquals(await Deno.readFile(join(snapshot, "model.safetensors")), WEIGHTS);
  assert(server.downloads.includes("model.safetensors bytes=10-"));
});

hubTest("two calls at once fetch each file once", async ({ server, hub }) => {
  const [first, second] = await Promise.all([resolveModel(ID, { hub }), resolveModel(ID, { hub })]);
  assertEquals(first, second);
  assertEquals(server.downloads.filter((line) => line.startsWith("config")).length, 1);
});

hubTest("offline, the cache serves or the command that fetches is named", async ({ hub }) => {
  const offline = { ...hub, offline: true };
  const error = await assertRejects(() => resolveModel(ID, { hub: offline }), NotCached);
  assertStringIncludes(error.message, "HF_HUB_OFFLINE is set");
  assertStringIncludes(error.message, "`deno task fetch org/tiny-t5`");
  const snapshot = await resolveModel(ID, { hub });
  assertEquals(await resolveModel(ID, { hub: { ...unplugged(hub), offline: true } }), snapshot);
  await Deno.remove(join(snapshot, "model.safetensors")); // half a model is none
  await assertRejects(() => resolveModel(ID, { hub: offline }), NotCached);
});

hubTest("without a network the last known commit of a branch serves", async ({ hub, lines }) => {
  const gone = unplugged(hub);
  const error = await assertRejects(() => resolveModel(ID, { hub: gone }), NotCached);
  assertStringIncludes(error.message, "does not answer");
  const snapshot = await resolveModel(ID, { hub });
  assertEquals(await resolveModel(ID, { hub: gone }), snapshot);
  assertStringIncludes(lines.at(-1)!, "using the copy in the cache");
});

hubTest("going offline half-way keeps what came", async ({ server, hub, folder }) => {
  let isOffline = false;
  server.fault = ({ url }) => {
    if (isOffline) return refuse(503);
    if (!url.includes("/storage/")) return undefined;
    isOffline = true;
    return cutOff(WEIGHTS, 60_000);
  };
  const error = await assertRejects(() => resolveModel(ID, { hub }), NotCached);
  assertStringIncludes(error.message, "(503)");
  assertEquals((await Deno.stat(`${blobOf(folder)}.incomplete`)).size, 60_000);
  server.fault = undefined;
  await resolveModel(ID, { hub });
  assertEquals(server.downloads.at(-1), "model.safetensors bytes=60000-");
});

hubTest("a busy Hub is asked again, and not forever", async ({ server, hub }) => {
  let refusals = 2;
  server.fault = () => refusals-- > 0 ? refuse(429, "", { "Retry-After": "0" }) : undefined;
  await resolveModel(ID, { hub });
  server.fault = () => refuse(429);
  const error = await assertRejects(
    () => resolveModel("org/other", { hub }),
    NotCached,
  );
  assertStringIncludes(error.message, "too many requests");
});

hubTest("a Hub may ask to wait for longer than it may be silent", async ({ server, hub }) => {
  const parts = ["/api/", "/storage/"]; // one refusal for the listing, one for the downloads
  server.fault = ({ url }) => {
    const i = parts.findIndex((part) => url.includes(part));
    if (i >= 0) parts.splice(i, 1);
    return i >= 0 ? refuse(429, "", { "Retry-After": "1" }) : undefined;
  };
  await resolveModel(ID, { hub: { ...hub, idleMs: 300 } });
  assertEquals(parts, []);
});

hubTest("refusals say what to do", async ({ server, hub }) => {
  const without = { ...hub, token: undefined };
  const fails = async (id: string, use: Hub, part: string) => {
    const error = await assertRejects(() => resolveModel(id, { hub: use }), UsageError);
    assertStringIncludes(error.message, part);
    assert(!error.message.includes("\n"));
  };
  await fails("org/unknown", without, "does not exist or is private (401): check the name");
  await fails("org/unknown", hub, "HF_TOKEN is not valid for it");
  await fails(`${ID}@v9`, hub, `it has no revision "v9" (404)`);
  server.fault = () => refuse(404, "RepoNotFound");
  await fails(ID, hub, "it does not exist (404)");
  server.fault = () => refuse(403, "GatedRepo");
  await fails(ID, hub, `accept its terms at ${server.endpoint}/org/tiny-t5`);
  server.fault = () => refuse(407);
  await fails(ID, hub, "the proxy wants to know who asks (407)");
  server.fault = () => refuse(418);
  await fails(ID, hub, "status 418");
  server.fault = () => new Response("<html>Please log in</html>");
  await fails(ID, hub, "cannot be used: it is not the Hub's");
});

hubTest(
  "a list of files that breaks off is no answer: the copy in the cache serves",
  async (setting) => {
    const { server, hub, lines } = setting;
    const cached = await resolveModel(ID, { hub });
    const stuck = () => new Response(new ReadableStream({ start: (it) => it.enqueue(text("[{")) }));
    const broken = () => cutOff(text(`[{"type": "file"}]`), 5);
    for (const fault of [stuck, broken]) {
      server.fault = ({ url }) => url.includes("/tree/") ? fault() : undefined;
      const impatient = { ...hub, idleMs: 200 };
      assertEquals(await resolveModel(ID, { hub: impatient }), cached);
      assertMatch(lines.at(-1)!, /the connection broke off: using the copy in the cache/);
    }
  },
);

hubTest("who waits for a download of another process is told so", async ({ hub, lines }) => {
  const locks = join(hub.cache, ".locks", REPO_FOLDER);
  await Deno.mkdir(locks, { recursive: true });
  const path = join(locks, `${sha256(WEIGHTS)}.lock`);
  const other = await Deno.open(path, { create: true, write: true });
  await other.lock(true);
  const resolved = resolveModel(ID, { hub });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  other.close();
  await resolved;
  const waiting = 'Waiting for another process that downloads "model.safetensors" of org/tiny-t5';
  assert(lines.includes(waiting), lines.join("\n"));
});

hubTest("where there are no links, half a copy is not taken for the file", async ({ hub }) => {
  const { copyFile, symlink } = Deno;
  Deno.symlink = () => Promise.reject(new Deno.errors.NotSupported("no links here"));
  Deno.copyFile = async (_from, to) => {
    await Deno.writeFile(to, WEIGHTS.subarray(0, 10));
    throw new Error("No space left on device");
  };
  try {
    await assertRejects(() => resolveModel(ID, { hub }), Error, "No space left");
    Deno.copyFile = copyFile;
    const snapshot = await resolveModel(ID, { hub });
    const names = [...Deno.readDirSync(snapshot)].map(({ name }) => name).sort();
    assertEquals(names, ["config.json", "model.safetensors", "tokenizer.json"]);
    for (const name of names) {
      assertEquals(await Deno.readFile(join(snapshot, name)), MODEL.files[name]);
    }
  } finally {
    Object.assign(Deno, { copyFile, symlink });
  }
});

hubTest("a storage that refuses is told apart from a Hub that does", async ({ server, hub }) => {
  server.fault = ({ url }) => url.includes("/storage/") ? refuse(403) : undefined;
  const error = await assertRejects(() => resolveModel(ID, { hub }), NotCached);
  assertMatch(error.message, /its storage at 127\.0\.0\.1:\d+ refuses with status 403/);

  server.fault = ({ url }) =>
    url.includes("/resolve/") ? Response.redirect("http://storage.invalid/x?secret") : undefined;
  const other = await assertRejects(() => resolveModel(ID, { hub }), NotCached);
  assertStringIncludes(
    other.message,
    "its storage at storage.invalid does not answer",
  );
});

hubTest("hostile answers are refused before a file is written", async ({ server, hub }) => {
  const bytes = text("x");
  const answers: [Record<string, unknown>, string][] = [
    [{ path: "../../evil.json" }, "leaves the folder"],
    [{ path: "/etc/evil" }, "leaves the folder"],
    [{ path: "a\\..\\..\\evil" }, "leaves the folder"],
    [{ path: "C:evil" }, "leaves the folder"],
    [{ oid: "../../../evil" }, "no valid checksum"],
    [{ size: -1 }, "no valid size"],
  ];
  for (const [change, part] of answers) {
    const entry = {
      type: "file",
      path: "config.json",
      size: 1,
      oid: gitBlobHash(bytes),
      ...change,
    };
    server.fault = ({ url }) => url.includes("/tree/") ? Response.json([entry]) : undefined;
    const error = await assertRejects(() => resolveModel(ID, { hub }), UsageError);
    assertStringIncludes(error.message, part);
  }
  server.fault = ({ url }) =>
    url.includes("/revision/") ? Response.json({ sha: "../../x" }) : undefined;
  await assertRejects(() => resolveModel(ID, { hub }), UsageError, "its commit must be");
  assertEquals([...Deno.readDirSync(hub.cache)].length, 0);
});

hubTest(
  "the token goes to the Hub alone and stands in no message",
  async ({ server, hub, lines }) => {
    await resolveModel(ID, { hub });
    assert(server.seen.some(({ isStorage }) => isStorage));
    for (const { authorization, isStorage } of server.seen) {
      assertEquals(authorization, isStorage ? null : `Bearer ${TOKEN}`);
    }
    server.fault = () => refuse(403, TOKEN); // a server that repeats what it was sent
    const error = await assertRejects(() => resolveModel("org/other", { hub }));
    assert(!(error as Error).stack!.includes(TOKEN));
    assert(!lines.join().includes(TOKEN));
  },
  { ...MODEL, token: TOKEN },
);

hubTest("shards are fetched with their index", async ({ server, hub }) => {
  const snapshot = await resolveModel(ID, { hub });
  assertEquals([...Deno.readDirSync(snapshot)].map(({ name }) => name).sort(), [
    "config.json",
    "model-00001-of-00002.safetensors",
    "model-00002-of-00002.safetensors",
    "model.safetensors.index.json",
    "tokenizer.json",
  ]);
  await Deno.remove(join(snapshot, "model-00002-of-00002.safetensors"));
  const before = server.downloads.length;
  await resolveModel(ID, { hub, revision: COMMIT }); // the link is made again, nothing is fetched
  assertEquals(await Deno.readTextFile(join(snapshot, "model-00002-of-00002.safetensors")), "two");
  assertEquals(server.downloads.length, before);
}, {
  commit: COMMIT,
  files: {
    "config.json": text("{}"),
    "tokenizer.json": text("{}"),
    "model.safetensors.index.json": text(JSON.stringify({
      weight_map: {
        a: "model-00001-of-00002.safetensors",
        b: "model-00002-of-00002.safetensors",
      },
    })),
    "model-00001-of-00002.safetensors": text("one"),
    "model-00002-of-00002.safetensors": text("two"),
  },
});

hubTest("a repository with PyTorch's .bin only is refused before a download", async (setting) => {
  const { server, hub } = setting;
  const error = await assertRejects(() => resolveModel(ID, { hub }), UsageError);
  assertStringIncludes(error.message, "refs/pr/1");
  assertStringIncludes(error.message, "`deno task convert org/tiny-t5`");
  assertEquals(server.downloads, []);
}, { commit: COMMIT, files: { "config.json": text("{}"), "pytorch_model.bin": text("pickle") } });

hubTest("a repository with an adapter is told from one with a model", async ({ hub }) => {
  const refused = () => resolveModel(ID, { hub });
  await assertRejects(refused, UsageError, "it is an adapter and no model: see --adapter");
}, { commit: COMMIT, files: { "adapter_config.json": text("{}") } });

hubTest(
  "resolveTorchModel() takes PyTorch's .bin, and says where there is none",
  async (setting) => {
    const { server, hub } = setting;
    const snapshot = await resolveTorchModel(ID, { hub });
    assertEquals([...Deno.readDirSync(snapshot)].map(({ name }) => name).sort(), [
      "config.json",
      "pytorch_model.bin",
      "tokenizer.json",
    ]);
    assertEquals(await resolveTorchModel(ID, { hub: { ...hub, offline: true } }), snapshot);
    await assertRejects(() => resolveModel(ID, { hub: { ...hub, offline: true } }), NotCached);
    const { "pytorch_model.bin": _, ...files } = MODEL.files;
    server.repositories[`models/${ID}`] = { ...MODEL, commit: NEXT_COMMIT, files };
    await assertRejects(() => resolveTorchModel(ID, { hub }), UsageError, "need no conversion");
  },
);

hubTest("resolveTokenizer() fetches no more than tokenizer.json", async ({ server, hub }) => {
  const path = await resolveTokenizer(`${ID}@${COMMIT}`, { hub });
  assertEquals(await Deno.readTextFile(path), "{}");
  assertEquals(server.downloads, ["tokenizer.json all"]);
  assertEquals(await resolveTokenizer(join(path, ".."), { hub }), path);
  const offline = { hub: { ...hub, offline: true }, command: "deno task convert x" };
  const error = await assertRejects(() => resolveTokenizer("org/other", offline), NotCached);
  assertStringIncludes(error.message, "run `deno task convert x` without HF_HUB_OFFLINE");
});

hubTest("resolveFile() fetches one file of a data set", async ({ server, hub }) => {
  const rows = text("PAR1 rows PAR1");
  server.repositories["datasets/org/rows"] = {
    commit: COMMIT,
    files: { "boolq/train-00000.parquet": rows, "cb/train-00000.parquet": text("other") },
    large: ["boolq/train-00000.parquet"],
  };
  const file: HubFile = {
    kind: "dataset",
    repo: "org/rows",
    revision: COMMIT,
    path: "boolq/train-00000.parquet",
  };
  const path = await resolveFile(file, { hub });
  assertEquals(
    path,
    join(hub.cache, "datasets--org--rows", "snapshots", COMMIT, "boolq", "train-00000.parquet"),
  );
  assertEquals(await Deno.readFile(path), rows);
  assertEquals(await resolveFile(file, { hub: { ...hub, offline: true } }), path);
  const missing = { ...file, path: "nothing.parquet" };
  await assertRejects(() => resolveFile(missing, { hub }), UsageError, "nothing.parquet");
  const error = await assertRejects(
    () => resolveFile(missing, { hub: { ...hub, offline: true } }),
    NotCached,
  );
  assertStringIncludes(error.message, `deno task fetch org/rows --dataset --revision ${COMMIT}`);
});

hubTest("resolveRows() fetches all Parquet files of a data set", async ({ server, hub }) => {
  const files = {
    "README.md": text("not needed"),
    "cb/train.parquet": text("one"),
    "rte/train.parquet": text("two"),
  };
  server.repositories["datasets/org/rows"] = { commit: COMMIT, files };
  const folder = await resolveRows("org/rows", { hub });
  assertEquals(await Deno.readTextFile(join(folder, "cb", "train.parquet")), "one");
  assertEquals(await Deno.readTextFile(join(folder, "rte", "train.parquet")), "two");
  assertEquals(server.downloads, ["train.parquet all", "train.parquet all"]);
  server.repositories["datasets/org/texts"] = { commit: COMMIT, files: { a: text("") } };
  await assertRejects(() => resolveRows("org/texts", { hub }), UsageError, "no Parquet files");
});

Deno.test("hubFromEnvironment() reads the variables that Python's library reads", async () => {
  const home = await Deno.makeTempDir();
  const names = ["HF_HOME", "HF_TOKEN", "HF_ENDPOINT", "HF_HUB_OFFLINE", "HF_HUB_CACHE"];
  const before = names.map((name) => Deno.env.get(name));
  try {
    for (const name of names) Deno.env.delete(name);
    Deno.env.set("HF_HOME", home);
    assertEquals(hubFromEnvironment().cache, join(home, "hub"));
    assertEquals(hubFromEnvironment().endpoint, "https://huggingface.co");
    assertEquals(hubFromEnvironment().offline, false);
    assertEquals(hubFromEnvironment().token, undefined);
    await Deno.writeTextFile(join(home, "token"), "hf_saved\n");
    assertEquals(hubFromEnvironment().token, "hf_saved");
    Deno.env.set("HF_TOKEN", "hf_set");
    Deno.env.set("HF_ENDPOINT", "https://mirror.example/");
    Deno.env.set("HF_HUB_OFFLINE", "1");
    Deno.env.set("HF_HUB_CACHE", join(home, "elsewhere"));
    const hub = hubFromEnvironment();
    assertEquals(hub.token, "hf_set");
    assertEquals(hub.endpoint, "https://mirror.example");
    assertEquals(hub.offline, true);
    assertEquals(hub.cache, join(home, "elsewhere"));
    Deno.env.set("HF_ENDPOINT", "mirror.example");
    assertThrows(hubFromEnvironment, UsageError, 'it is "mirror.example"');
  } finally {
    names.forEach((name, i) => {
      const value = before[i];
      value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
    });
    await Deno.remove(home, { recursive: true });
  }
});
