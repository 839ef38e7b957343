/**
 * What the server of `server.ts` does with files that are published: it makes repositories, takes large
 * files by their SHA-256 and small ones within a commit, and refuses whatever does not fit together.
 *
 * Source: https://github.com/huggingface/huggingface.js/blob/main/packages/hub/src/lib/commit.ts, and
 * https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { refuse, type Repository, sha256 } from "./server.ts";

/** One line of a commit. */
interface Operation {
  readonly key: "header" | "file" | "lfsFile" | "deletedFile";
  readonly value: Readonly<Record<string, string>>;
}

/** Takes what is published into `repositories`. */
export class Uploads {
  /** Owners for whom a token may write, by token. */
  readonly writers: Record<string, readonly string[]> = {};
  /** Titles of the commits so far. */
  readonly commits: string[] = [];
  readonly #stored = new Map<string, Uint8Array<ArrayBuffer>>();
  /** The beginnings of files that were announced, by path. */
  readonly #samples = new Map<string, string>();

  constructor(readonly repositories: Record<string, Repository>, readonly storage: string) {}

  /** Answers a request that is no GET. */
  async handle(request: Request, isStorage: boolean): Promise<Response> {
    const path = decodeURIComponent(new URL(request.url).pathname);
    if (isStorage) return await this.#store(request, path.split("/").at(-1)!);
    const token = request.headers.get("Authorization")?.replace("Bearer ", "") ?? "";
    const owners = this.writers[token];
    if (owners === undefined) return refuse(401);
    if (path === "/api/repos/create") return this.#create(await request.json(), owners, token);
    const [, id = "", what] = path.match(
      /^\/(?:api\/models\/)?([^/]+\/[^/]+?)(?:\.git)?\/(preupload\/main|info\/lfs\/objects\/batch|commit\/main)$/,
    ) ?? [];
    const repository = this.repositories[`models/${id}`];
    if (!repository) return refuse(404, "RepoNotFound");
    if (!owners.includes(id.split("/")[0]!)) return refuse(403);
    if (what === "preupload/main") return this.#preupload(await request.json());
    if (what === "info/lfs/objects/batch") return this.#batch(await request.json());
    return this.#commit(id, repository, await request.text());
  }

  #create(
    { type, name, organization, visibility }: Readonly<Record<string, string>>,
    owners: readonly string[],
    token: string,
  ): Response {
    const id = `${organization}/${name}`;
    if (type !== "model") return refuse(400);
    if (!owners.includes(organization!)) return refuse(403);
    if (this.repositories[`models/${id}`]) return refuse(409);
    const files = { ".gitattributes": new TextEncoder().encode("*.safetensors filter=lfs\n") };
    const hidden = visibility === "private" ? { token } : {};
    this.repositories[`models/${id}`] = { commit: hashOf(files), files, ...hidden };
    return Response.json({ url: `https://hub.example/${id}`, id });
  }

  #preupload({ files }: { files: { path: string; size: number; sample: string }[] }): Response {
    for (const { path, sample } of files) this.#samples.set(path, sample);
    const modes = files.map(({ path }) => ({
      path,
      uploadMode: path.endsWith(".safetensors") ? "lfs" : "regular",
    }));
    return Response.json({ files: modes });
  }

  #batch({ objects }: { objects: { oid: string; size: number }[] }): Response {
    const answers = objects.map(({ oid, size }) => ({
      oid,
      size,
      ...(this.#stored.has(oid)
        ? {}
        : { actions: { upload: { href: `${this.storage}/lfs/${oid}` } } }),
    }));
    return Response.json({ transfer: "basic", objects: answers });
  }

  async #store(request: Request, oid: string): Promise<Response> {
    const content = await request.bytes();
    const length = Number(request.headers.get("Content-Length"));
    if (request.method !== "PUT" || length !== content.length || sha256(content) !== oid) {
      return refuse(400);
    }
    this.#stored.set(oid, content);
    return new Response(null);
  }

  #commit(id: string, { files, large = [], token }: Repository, body: string): Response {
    const [header, ...operations] = body.split("\n").map((line) => JSON.parse(line) as Operation);
    if (header?.key !== "header" || operations.length === 0) return refuse(400);
    const next = { ...files };
    const nextLarge = new Set(large);
    for (const { key, value } of operations) {
      const path = value.path!;
      if (key === "deletedFile") {
        if (!next[path]) return refuse(400);
        delete next[path];
        nextLarge.delete(path);
        continue;
      }
      const content = key === "lfsFile"
        ? this.#stored.get(value.oid!)
        : Uint8Array.fromBase64(value.content!);
      if (!content || (key === "lfsFile" && Number(value.size) !== content.length)) {
        return refuse(400);
      }
      if (content.slice(0, 512).toBase64() !== this.#samples.get(path)) return refuse(400);
      next[path] = content;
      if (key === "lfsFile") nextLarge.add(path);
    }
    const commit = hashOf(next);
    this.repositories[`models/${id}`] = {
      commit,
      files: next,
      large: [...nextLarge],
      ...(token === undefined ? {} : { token }),
    };
    this.commits.push(header.value.summary!);
    return Response.json({ success: true, commitOid: commit, commitUrl: "", hookOutput: "" });
  }
}

function hashOf(files: Readonly<Record<string, Uint8Array>>): string {
  const hash = createHash("sha1");
  for (const [path, content] of Object.entries(files)) hash.update(path).update(content);
  return hash.digest("hex");
}
