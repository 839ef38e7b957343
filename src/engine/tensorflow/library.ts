/**
 * Where libtensorflow is on this machine.
 *
 * What a user set or installed comes first, so that a GPU build wins over the CPU build that the
 * kit would fetch.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { EngineUnavailable } from "../../core/errors.ts";
import { isFileSync } from "../../core/exists.ts";
import { given } from "../../core/given.ts";
import { askPython, pythonPrograms } from "../../core/python.ts";
import { openLibrary } from "./open.ts";
import { cachedWheel, fetchWheel, TENSORFLOW_VERSION } from "./wheel.ts";

/** A libtensorflow that can be opened. */
export interface FoundLibrary {
  /** The file to open; the framework library that it needs lies beside it. */
  readonly path: string;
  /** Who brought it, in words. */
  readonly source: string;
  /** The version as far as it is known without opening the library. */
  readonly version?: string;
}

/** What a search may use; a test replaces the parts that belong to the machine. */
export interface SearchOptions {
  /** Where download progress goes; absent: stderr. */
  readonly notice?: (line: string) => void;
  /** Where the search for `node_modules` starts; absent: the working folder. */
  readonly workingFolder?: string;
  /** Python programs to ask for a TensorFlow, best first. */
  readonly pythons?: readonly string[];
  /** Whether a library that somebody else installed has every function that we call. */
  readonly accepts?: (path: string) => boolean;
}

/** The main library and the one that must lie beside it, by operating system. */
const NAMES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  linux: [
    ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"],
    ["libtensorflow.so.2", "libtensorflow_framework.so.2"],
  ],
  darwin: [
    ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"],
    ["libtensorflow.2.dylib", "libtensorflow_framework.2.dylib"],
  ],
};

/**
 * Finds libtensorflow: `KIT_LIBTENSORFLOW`, an installed tfjs-node, an installed Python TensorFlow,
 * the kit's cache, and at last one download by pip.
 *
 * @throws {EngineUnavailable} if there is none and it cannot be fetched, saying what to do
 */
export async function findTensorflow(options: SearchOptions = {}): Promise<FoundLibrary> {
  if (!(Deno.build.os in NAMES)) {
    throw new EngineUnavailable(
      `Cannot start engine "tensorflow" on ${Deno.build.os}: it runs on Linux and macOS: use WSL 2 or choose --engine wasm`,
    );
  }
  const accepts = options.accepts ?? hasSymbols;
  return fromEnvironment() ??
    installedTfjsNode(options.workingFolder ?? Deno.cwd()).find(({ path }) => accepts(path)) ??
    (await installedPython(options.pythons ?? pythonPrograms())).find(({ path }) =>
      accepts(path)
    ) ??
    fromFolder(cachedWheel(), "the kit's cache", TENSORFLOW_VERSION) ??
    fetched(options.notice);
}

function fromEnvironment(): FoundLibrary | undefined {
  const place = Deno.env.get("KIT_LIBTENSORFLOW");
  if (!place) return undefined;
  const source = "KIT_LIBTENSORFLOW";
  const found = isFileSync(place)
    ? withFramework(place, source)
    : fromFolder(place, source) ?? fromFolder(join(place, "tensorflow"), source);
  if (found) return found;
  const [library, framework] = NAMES[Deno.build.os]![0]!;
  throw new EngineUnavailable(
    `Cannot start engine "tensorflow": KIT_LIBTENSORFLOW must name "${library}" with "${framework}" beside it, or their folder: current value is "${place}"`,
  );
}

function withFramework(path: string, source: string): FoundLibrary | undefined {
  const known = NAMES[Deno.build.os]!.some(([, framework]) =>
    existsSync(join(dirname(path), framework))
  );
  return known ? { path, source } : undefined;
}

function fromFolder(folder: string, source: string, version?: string): FoundLibrary | undefined {
  for (const [library, framework] of NAMES[Deno.build.os]!) {
    const path = join(folder, library);
    if (isFileSync(path) && existsSync(join(folder, framework))) {
      return { path, source, ...given({ version }) };
    }
  }
  return undefined;
}

/** The libraries that install scripts of tfjs-node put into `node_modules`, from `start` upwards. */
function installedTfjsNode(start: string): FoundLibrary[] {
  const found: FoundLibrary[] = [];
  for (let folder = start;; folder = dirname(folder)) {
    for (const name of ["tfjs-node-gpu", "tfjs-node"]) {
      const deps = join(folder, "node_modules", "@tensorflow", name, "deps", "lib");
      const library = fromFolder(deps, `@tensorflow/${name}`);
      if (library) found.push(library);
    }
    if (dirname(folder) === folder) return found;
  }
}

/** Says where the package lies and its version; finding a package does not import it. */
const ASK_PYTHON = `
import importlib.util, json, os
from importlib import metadata
spec = importlib.util.find_spec("tensorflow")
names = ("tensorflow", "tensorflow-cpu", "tensorflow-macos")
def version(name):
    try: return metadata.version(name)
    except metadata.PackageNotFoundError: return None
if spec and spec.submodule_search_locations:
    print(json.dumps({"folder": os.path.abspath(list(spec.submodule_search_locations)[0]),
                      "version": next((v for v in map(version, names) if v), None)}))
`;

async function installedPython(programs: readonly string[]): Promise<FoundLibrary[]> {
  const answers = await Promise.all(programs.map((program) => askPython(program, ASK_PYTHON)));
  return (answers as ({ folder: string; version: string | null } | undefined)[])
    .filter((answer) => answer !== undefined)
    .map(({ folder, version }) =>
      fromFolder(folder, `Python package in "${folder}"`, version ?? undefined)
    )
    .filter((found) => found !== undefined);
}

async function fetched(notice?: (line: string) => void): Promise<FoundLibrary> {
  const found = fromFolder(await fetchWheel(notice), "fetched by pip", TENSORFLOW_VERSION);
  if (!found) throw new EngineUnavailable(`Cannot start engine "tensorflow": its wheel is empty`);
  return found;
}

function hasSymbols(path: string): boolean {
  try {
    openLibrary(path);
    return true;
  } catch {
    return false;
  }
}
