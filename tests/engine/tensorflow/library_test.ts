import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import { EngineUnavailable } from "../../../src/core/errors.ts";
import { findTensorflow } from "../../../src/engine/tensorflow/library.ts";
import { fetchWheel, TENSORFLOW_VERSION } from "../../../src/engine/tensorflow/wheel.ts";

const mac = Deno.build.os === "darwin";
const CC = mac ? "libtensorflow_cc.2.dylib" : "libtensorflow_cc.so.2";
const C_ONLY = mac ? "libtensorflow.2.dylib" : "libtensorflow.so.2";
const FRAMEWORK = mac ? "libtensorflow_framework.2.dylib" : "libtensorflow_framework.so.2";

/** Runs `body` in an empty folder with these environment variables, then puts all back. */
async function sandbox(
  variables: Readonly<Record<string, string>>,
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const set: Record<string, string> = { KIT_CACHE: join(folder, "cache"), ...variables };
  const before = Object.entries({ KIT_LIBTENSORFLOW: "", ...set })
    .map(([name]) => [name, Deno.env.get(name)] as const);
  Deno.env.delete("KIT_LIBTENSORFLOW");
  for (const [name, value] of Object.entries(set)) {
    Deno.env.set(name, value.replaceAll("$FOLDER", folder));
  }
  try {
    await body(folder);
  } finally {
    for (const [name, value] of before) {
      value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
    }
    await Deno.remove(folder, { recursive: true });
  }
}

function put(path: string, text = ""): string {
  Deno.mkdirSync(dirname(path), { recursive: true });
  Deno.writeTextFileSync(path, text);
  return path;
}

function putLibrary(folder: string, name = CC): string {
  put(join(folder, FRAMEWORK));
  return put(join(folder, name));
}

function putProgram(path: string, script: string): string {
  put(path, `#!/bin/sh\n${script}\n`);
  Deno.chmodSync(path, 0o755);
  return path;
}

Deno.test("findTensorflow() takes the file or the folder that KIT_LIBTENSORFLOW names", async () => {
  await sandbox({ KIT_LIBTENSORFLOW: "$FOLDER/lib" }, async (folder) => {
    const path = putLibrary(join(folder, "lib"));
    assertEquals((await findTensorflow()).path, path);
    Deno.env.set("KIT_LIBTENSORFLOW", path);
    assertEquals(await findTensorflow(), { path, source: "KIT_LIBTENSORFLOW" });
  });
  await sandbox({ KIT_LIBTENSORFLOW: "$FOLDER/site-packages" }, async (folder) => {
    const path = putLibrary(join(folder, "site-packages", "tensorflow"));
    assertEquals((await findTensorflow()).path, path);
  });
});

Deno.test("findTensorflow() refuses a KIT_LIBTENSORFLOW without both libraries", async () => {
  await sandbox({ KIT_LIBTENSORFLOW: "$FOLDER/lib" }, async (folder) => {
    put(join(folder, "lib", CC));
    const error = await assertRejects(() => findTensorflow(), EngineUnavailable);
    assertStringIncludes(error.message, FRAMEWORK);
    assertStringIncludes(error.message, join(folder, "lib"));
  });
});

Deno.test("findTensorflow() looks at node_modules upwards, then Python, then the cache", async () => {
  await sandbox({}, async (folder) => {
    const site = putLibrary(join(folder, "site", "tensorflow"));
    const python = putProgram(
      join(folder, "python"),
      `echo '{"folder": "${dirname(site)}", "version": "2.20.0"}'`,
    );
    const node = putLibrary(
      join(folder, "app/node_modules/@tensorflow/tfjs-node/deps/lib"),
      C_ONLY,
    );
    const cached = putLibrary(
      join(folder, "cache", `tensorflow-${TENSORFLOW_VERSION}`, "tensorflow"),
    );
    const search = { workingFolder: join(folder, "app", "deep"), pythons: [python] };
    const without = (...refused: string[]) =>
      findTensorflow({ ...search, accepts: (path) => !refused.includes(path) });

    assertEquals((await without()).path, node);
    assertEquals(await without(node), {
      path: site,
      source: `Python package in "${dirname(site)}"`,
      version: "2.20.0",
    });
    assertEquals((await without(node, site)).path, cached);
  });
});

Deno.test("findTensorflow() passes over an installed library that cannot be opened", async () => {
  await sandbox({}, async (folder) => {
    putLibrary(join(folder, "node_modules/@tensorflow/tfjs-node/deps/lib"), C_ONLY);
    const cached = putLibrary(
      join(folder, "cache", `tensorflow-${TENSORFLOW_VERSION}`, "tensorflow"),
    );
    const found = await findTensorflow({ workingFolder: folder, pythons: ["no-such-python"] });
    assertEquals(found.path, cached);
  });
});

Deno.test("fetchWheel() says what to do without pip", async () => {
  await sandbox({ PATH: "$FOLDER/nothing" }, async () => {
    const error = await assertRejects(() => fetchWheel(() => {}), EngineUnavailable);
    assertStringIncludes(error.message, "install Python 3 with pip");
    assertStringIncludes(error.message, "--engine wasm");
  });
});

Deno.test("fetchWheel() refuses a wheel with another SHA-256 and leaves nothing behind", async () => {
  await sandbox({ PATH: `$FOLDER/bin:${Deno.env.get("PATH")}` }, async (folder) => {
    const script = 'for last; do :; done; case "$*" in *download*) mkdir -p "$last"; ' +
      'echo no wheel > "$last/tensorflow.whl";; esac';
    putProgram(join(folder, "bin", "python3"), script);
    put(join(folder, "cache", `tensorflow-${TENSORFLOW_VERSION}.1.part`, "wheel"));
    const lines: string[] = [];
    const error = await assertRejects(() => fetchWheel((line) => lines.push(line)));
    assert(error instanceof EngineUnavailable);
    assertStringIncludes(error.message, "SHA-256");
    assertStringIncludes(lines[0]!, `Downloading TensorFlow ${TENSORFLOW_VERSION}`);
    const left = [...Deno.readDirSync(join(folder, "cache"))].map(({ name }) => name);
    assertEquals(left, [`tensorflow-${TENSORFLOW_VERSION}.lock`]);
  });
});
