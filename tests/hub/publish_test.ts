import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { RunInterrupted, UsageError } from "../../src/core/errors.ts";
import type { Hub } from "../../src/hub/environment.ts";
import { type Commit, commitFiles, createRepo, findRepo } from "../../src/hub/publish.ts";
import { tokenToPublish } from "../../src/hub/publish_requests.ts";
import { inTempFolder } from "../_folder.ts";
import { HubServer, refuse } from "./server.ts";

const REPO = "ada/prompt";
const LARGE = Uint8Array.from({ length: 200_000 }, (_, i) => i * i % 251);
/** The address of a large file. */
const TO_STORAGE = /\/lfs\/[0-9a-f]{64}$/;
const SIGNAL = new AbortController().signal;

interface Setting {
  readonly server: HubServer;
  readonly hub: Hub;
  readonly lines: string[];
  /** One large file and one small one. */
  readonly commit: Commit;
}

function publishTest(name: string, body: (setting: Setting) => Promise<void>): void {
  Deno.test(name, () =>
    inTempFolder(async (folder) => {
      await using server = new HubServer({});
      server.uploads.writers["hf_ada"] = ["ada"];
      const lines: string[] = [];
      const hub: Hub = {
        endpoint: server.endpoint,
        token: "hf_ada",
        offline: false,
        cache: join(folder, "cache"),
        retryDelays: [1, 1],
        idleMs: 2000,
        notice: (line) => lines.push(line),
      };
      const path = join(folder, "a b#.safetensors");
      await Deno.writeFile(path, LARGE);
      const files = [
        { path: "README.md", bytes: 5, content: new Blob(["words"]) },
        { path: "big.safetensors", bytes: LARGE.length, content: pathToFileURL(path) },
      ];
      const commit = { repo: REPO, files, removed: [], message: "First" };
      await body({ server, hub, lines, commit });
    }));
}

publishTest("a new repository gets the files whole, the storage no token", async (setting) => {
  const { server, hub, lines, commit } = setting;
  assertEquals(await findRepo(hub, REPO), undefined);
  await createRepo(hub, REPO, false, SIGNAL);
  await createRepo(hub, REPO, false, SIGNAL); // somebody was faster
  const id = await commitFiles(hub, commit, SIGNAL);
  const { files, commit: here } = server.repositories[`models/${REPO}`]!;
  assertEquals([here, server.uploads.commits], [id, ["First"]]);
  assertEquals(files["big.safetensors"], LARGE);
  assertEquals(new TextDecoder().decode(files["README.md"]), "words");
  assertEquals(lines.at(-1), `Uploading to ${REPO}: 100% (0.2 of 0.2 MB)`);
  const storage = server.seen.filter(({ isStorage }) => isStorage);
  assertEquals(storage.map(({ method, authorization }) => [method, authorization]), [[
    "PUT",
    null,
  ]]);
  const found = await findRepo(hub, REPO);
  const next = { ...commit, files: [commit.files[0]!], removed: ["big.safetensors"] };
  assert(await commitFiles(hub, next, SIGNAL) !== found!.commit);
  assertEquals(Object.keys(server.repositories[`models/${REPO}`]!.files).sort(), [
    ".gitattributes",
    "README.md",
  ]);
});

publishTest("a private repository is seen with the token alone", async ({ hub }) => {
  await createRepo(hub, REPO, true, SIGNAL);
  assert(await findRepo(hub, REPO) !== undefined);
  assertEquals(await findRepo({ ...hub, token: undefined }, REPO), undefined);
});

publishTest(
  "what is busy for a moment is asked again, with all of the content",
  async (setting) => {
    const { server, hub, commit } = setting;
    await createRepo(hub, REPO, false, SIGNAL);
    const busy = ["/preupload/", "/lfs/", "/commit/"];
    server.fault = ({ url }) => {
      const at = busy.findIndex((part) => url.includes(part));
      if (at >= 0) busy.splice(at, 1);
      return at >= 0 ? refuse(503) : undefined;
    };
    await commitFiles(hub, commit, SIGNAL);
    assertEquals(busy, []);
    assertEquals(server.repositories[`models/${REPO}`]!.files["big.safetensors"], LARGE);
  },
);

Deno.test("tokenToPublish() says what is missing before anything is asked", () => {
  const hub = { token: "hf_ada", offline: false } as Hub;
  assertEquals(tokenToPublish(hub, REPO), "hf_ada");
  const refuses = (part: Partial<Hub>, message: string) =>
    assertThrows(() => tokenToPublish({ ...hub, ...part }, REPO), UsageError, message);
  refuses({ token: undefined }, "there is no token: set HF_TOKEN");
  refuses({ offline: true }, "HF_HUB_OFFLINE is set");
  refuses({ token: "secret" }, "the token must begin with hf_: check HF_TOKEN");
});

publishTest(
  "refusals say what to do, and repeat neither the token nor the server",
  async (setting) => {
    const { server, hub, commit } = setting;
    const create = (use: Hub, repo = REPO) => createRepo(use, repo, false, SIGNAL);
    const fails = async (work: () => Promise<unknown>, part: string) => {
      const { message } = await assertRejects(work, UsageError);
      assertStringIncludes(message, part);
      assert(!message.includes("\n") && !/hf_|secret/.test(message), message);
    };
    await fails(() => create({ ...hub, token: "hf_other" }), "the token is not valid (401)");
    await fails(() => create(hub, "bob/prompt"), `it needs write access to "bob"`);
    await fails(() => commitFiles(hub, commit, SIGNAL), "it does not exist, or the token may not");
    await create(hub);
    const statuses = [
      [400, "the metadata in README.md"],
      [409, "run the same command again"],
      [413, "too large"],
      [429, "too many requests from here (429): run the same command again later"],
      [500, "the Hub has a server error (500): run the same command again later"],
      [418, "the Hub answers with status 418"],
    ] as const;
    for (const [status, part] of statuses) {
      server.fault = ({ url }) => url.includes("/commit/") ? refuse(status, "secret") : undefined;
      await fails(() => commitFiles(hub, commit, SIGNAL), part);
    }
    server.fault = ({ url }) => TO_STORAGE.test(url) ? refuse(403) : undefined;
    const other = {
      ...commit,
      files: commit.files.map((file) => ({ ...file, path: "b.safetensors" })),
    };
    other.files[0] = { ...other.files[0]!, content: new Blob(["not stored yet"]) };
    await fails(() => commitFiles(hub, other, SIGNAL), "refuses with status 403");
    server.fault = () => new Response("<html>Please log in</html>");
    await fails(() => commitFiles(hub, commit, SIGNAL), "cannot be used: it is not the Hub's");
    await fails(() => findRepo(hub, REPO), "Cannot push to");
    const gone = { ...hub, endpoint: "http://127.0.0.1:9" };
    await fails(() => findRepo(gone, REPO), "does not answer: run the same command again later");
    await fails(() => create(gone), "does not answer");
    assertEquals(server.uploads.commits, []);
  },
);

publishTest("an upload that is stopped publishes nothing", async ({ server, hub, commit }) => {
  await createRepo(hub, REPO, false, SIGNAL);
  const stop = new AbortController();
  server.fault = ({ url }) => {
    if (TO_STORAGE.test(url)) stop.abort();
    return undefined;
  };
  const stopped = () => commitFiles(hub, commit, stop.signal);
  await assertRejects(stopped, RunInterrupted, "confirmed no commit");
  assertEquals(server.uploads.commits, []);
});

publishTest("a Hub that falls silent is told", async ({ server, hub, commit }) => {
  await createRepo(hub, REPO, false, SIGNAL);
  server.fault = ({ url }) =>
    url.includes("/preupload/") ? new Response(new ReadableStream()) : undefined;
  const impatient = { ...hub, idleMs: 200 };
  await assertRejects(() => commitFiles(impatient, commit, SIGNAL), UsageError, "broke off");
});
