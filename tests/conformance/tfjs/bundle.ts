/**
 * TF.js' own tests as one module: they are ES modules in a package of CommonJS, which only a bundler
 * can load.
 *
 * @module
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "npm:esbuild@0.25.9";
import * as tf from "../../../src/engine/tf.ts";

const PACKAGE = "@tensorflow/tfjs-core";

/** Bundles the tests of the tfjs-core that the kit runs on, and imports them: jasmine then has them. */
export async function importTests(): Promise<void> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(new URL("entry.js", import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    logLevel: "error",
    ignoreAnnotations: true, // the package says that its tests have no side effects
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire("file:///");',
    },
    plugins: [{
      name: "npm packages as Deno keeps them",
      setup({ onResolve }) {
        onResolve({ filter: /^@tensorflow\/tfjs-core\// }, ({ path }) => ({
          path: join(packageFolder(), path.slice(PACKAGE.length)),
        }));
        // what the package itself depends on
        onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
          const file = resolvePackage(path, importer);
          return file?.startsWith("/") ? { path: file } : { path, external: true };
        });
      },
    }],
  });
  await esbuild.stop();
  const file = await Deno.makeTempFile({ suffix: ".mjs" });
  try {
    await Deno.writeFile(file, outputFiles[0]!.contents);
    await import(`file://${file}`);
  } finally {
    await Deno.remove(file);
  }
}

/** File of a package; undefined for one that is optional and not there. */
function resolvePackage(name: string, importer: string): string | undefined {
  try {
    return createRequire(importer).resolve(name);
  } catch {
    return undefined;
  }
}

/** Folder of the package in Deno's cache: where the module that runs was loaded from. */
function packageFolder(): string {
  const version = tf.version_core; // reading it makes sure that the package is loaded
  const loaded = Object.keys(createRequire(import.meta.url).cache)
    .find((path) => path.endsWith("tf-core.node.js"));
  if (!loaded) throw new Error(`Cannot find the files of "${PACKAGE}" ${version}`);
  return dirname(dirname(loaded));
}
