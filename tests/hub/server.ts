/**
 * A local server that speaks the Hub's paths: information on a repository, the tree of its files,
 * and the files, large ones by a redirect to another address as from the Hub's storage. It takes what is
 * published, too (`uploads.ts`).
 *
 * Faults are switched on by the test: `server.fault = (request) => response | undefined`.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { Uploads } from "./uploads.ts";

/** A repository as the server offers it. */
export interface Repository {
  readonly commit: string;
  /** Content by path. */
  readonly files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** Paths that are stored as large files: their checksum is a SHA-256. */
  readonly large?: readonly string[];
  /** Token without which the repository is not there. */
  readonly token?: string;
  /** Commits and files behind names other than `main`. */
  readonly branches?: Readonly<Record<string, Pick<Repository, "commit" | "files">>>;
}

/** A request as the server saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly range: string | null;
  readonly authorization: string | null;
  /** Whether it went to the storage's address. */
  readonly isStorage: boolean;
}

/** The server; stop it by `await using`. */
export class HubServer implements AsyncDisposable {
  /** Requests so far. */
  readonly seen: Seen[] = [];
  /** Answers in the place of the server, if it returns something. */
  fault: ((request: Request) => Response | undefined) | undefined;
  /** Number of entries on a page of the tree. */
  pageSize = 2;
  /** Takes what is published. */
  readonly uploads: Uploads;
  readonly #main: Deno.HttpServer<Deno.NetAddr>;
  readonly #storage: Deno.HttpServer<Deno.NetAddr>;
  readonly #stop = new AbortController();

  /** @param repositories by `models/org/name` or `datasets/org/name`; may change meanwhile */
  constructor(readonly repositories: Record<string, Repository>) {
    const options = { port: 0, hostname: "127.0.0.1", onListen() {}, signal: this.#stop.signal };
    this.#main = Deno.serve(options, (request) => this.#handle(request, false));
    this.#storage = Deno.serve(options, (request) => this.#handle(request, true));
    this.uploads = new Uploads(repositories, `http://127.0.0.1:${this.#storage.addr.port}`);
  }

  /** Address of the Hub. */
  get endpoint(): string {
    return `http://127.0.0.1:${this.#main.addr.port}`;
  }

  /** Requests for contents of files, as `path range`. */
  get downloads(): string[] {
    return this.seen.filter(({ isStorage, path }) => isStorage || path.includes("/resolve/"))
      .map(({ path, range }) => `${path.split("/").at(-1)} ${range ?? "all"}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(); // at once: clients keep connections open that nobody uses
    await Promise.all([this.#main.finished, this.#storage.finished]);
  }

  async #handle(request: Request, isStorage: boolean): Promise<Response> {
    const path = decodeURIComponent(new URL(request.url).pathname);
    this.seen.push({
      method: request.method,
      path,
      range: request.headers.get("Range"),
      authorization: request.headers.get("Authorization"),
      isStorage,
    });
    const faulty = this.fault?.(request);
    if (faulty) return faulty;
    if (request.method !== "GET") return await this.uploads.handle(request, isStorage);
    const [, api, kind, id, rest] = path.match(
      /^\/(api\/)?(?:(models|datasets)\/)?([^/]+\/[^/]+)(\/.*)$/,
    ) ?? [];
    const repository = this.repositories[`${kind ?? "models"}/${id}`];
    if (!repository || rest === undefined) return refuse(401, "RepoNotFound");
    const authorized = request.headers.get("Authorization") === `Bearer ${repository.token}`;
    if (repository.token && !authorized && !isStorage) return refuse(401, "RepoNotFound");
    if (api) return this.#answer(request, repository, rest);
    const [, , revision, file] = rest.match(/^\/(resolve|storage)\/([^/]+)\/(.*)$/) ?? [];
    const files = versionOf(repository, revision)?.files;
    if (!files) return refuse(404, "RevisionNotFound");
    const content = files[file ?? ""];
    if (!content) return refuse(404, "EntryNotFound");
    if (isStorage || !repository.large?.includes(file!)) return send(request, content);
    const storage = `http://127.0.0.1:${this.#storage.addr.port}`;
    return new Response(null, {
      status: 302,
      headers: {
        "Location": storage + new URL(request.url).pathname.replace("/resolve/", "/storage/"),
        "X-Repo-Commit": repository.commit,
        "X-Linked-Etag": `"${sha256(content)}"`,
        "X-Linked-Size": String(content.length),
      },
    });
  }

  #answer(request: Request, repository: Repository, rest: string): Response {
    const [, what, revision] = rest.match(/^\/(revision|tree)\/(.+?)$/) ?? [];
    const version = versionOf(repository, revision);
    if (!version) return refuse(404, "RevisionNotFound");
    if (what === "revision") return Response.json({ _id: "1", id: "x", sha: version.commit });
    const url = new URL(request.url);
    const page = Number(url.searchParams.get("cursor") ?? 0);
    const entries = treeOf({ ...repository, files: version.files });
    const headers: Record<string, string> = {};
    if (entries.length > (page + 1) * this.pageSize) {
      url.searchParams.set("cursor", String(page + 1));
      headers.Link = `<${url.href}>; rel="next"`;
    }
    const items = entries.slice(page * this.pageSize, (page + 1) * this.pageSize);
    return Response.json(items, { headers });
  }
}

/** What is behind a commit or a name. */
function versionOf(
  repository: Repository,
  revision = "",
): Pick<Repository, "commit" | "files"> | undefined {
  const all = { main: repository, ...repository.branches };
  return Object.entries(all)
    .find(([name, { commit }]) => revision === name || revision === commit)?.[1];
}

function treeOf({ files, large }: Repository): unknown[] {
  return Object.entries(files).map(([path, content]) => ({
    type: "file",
    path,
    size: content.length,
    oid: gitBlobHash(content),
    ...(large?.includes(path)
      ? { lfs: { oid: sha256(content), size: content.length, pointerSize: 134 } }
      : {}),
  }));
}

function send(request: Request, content: Uint8Array<ArrayBuffer>): Response {
  const headers: Record<string, string> = { ETag: `"${gitBlobHash(content)}"` };
  const start = Number(request.headers.get("Range")?.match(/^bytes=(\d+)-/)?.[1] ?? NaN);
  if (Number.isNaN(start)) return new Response(content, { headers });
  if (start >= content.length) return new Response(null, { status: 416 });
  headers["Content-Range"] = `bytes ${start}-${content.length - 1}/${content.length}`;
  return new Response(content.slice(start), { status: 206, headers });
}

/** A response that breaks off after `count` bytes. */
export function cutOff(content: Uint8Array<ArrayBuffer>, count: number, headers = {}): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(content.slice(0, count));
    },
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 20)); // what was sent arrives first
      controller.error(new Error("cut off"));
    },
  });
  return new Response(body, { headers });
}

/** A refusal as the Hub words it. */
export function refuse(status: number, code = "", headers: Record<string, string> = {}): Response {
  return Response.json({ error: code }, { status, headers: { "X-Error-Code": code, ...headers } });
}

/** SHA-256 in hex. */
export function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The name of a file in git: SHA-1 of its length and content. */
export function gitBlobHash(content: Uint8Array): string {
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}
