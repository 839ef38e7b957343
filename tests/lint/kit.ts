/**
 * House rules as a lint plugin: which layer may import which, and no hidden randomness.
 *
 * @module
 */

/**
 * What each layer of `src/` may import besides itself; any other import is an error. `commands/` and
 * the entry points beside the layers may import all.
 */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  engine: ["core"],
  hub: ["core"],
  text: ["core"],
  tasks: ["core", "hub"],
  prepare: ["core", "hub", "tasks"],
  nn: ["core", "engine"],
  sites: ["nn", "engine"],
  models: ["core", "engine", "nn", "hub", "sites"],
  methods: ["core", "engine", "nn", "sites"],
  // folders of trained adapters and their cards; of methods what the cards say of them
  adapters: ["core", "engine", "hub", "lab", "methods", "tasks"],
  // of lab what a run is, what it leaves, and where it is kept meanwhile
  train: [
    "adapters",
    "core",
    "engine",
    "hub",
    "text",
    "tasks",
    "mini",
    "nn",
    "sites",
    "models",
    "methods",
    "lab",
  ],
  jobs: ["core", "engine", "tasks", "methods", "lab", "adapters", "train"],
  mini: ["core", "tasks", "text", "hub"],
  lab: ["core"],
  report: ["core", "lab"],
  crate: ["core", "lab", "report"],
  experiments: ["core", "lab", "report"],
  // of methods only names, titles and defaults
  demos: ["core", "hub", "tasks", "lab", "report", "methods"],
  // adapters as files: no engine, no tensors on a device
  inspect: ["core", "hub", "text", "models", "methods", "adapters", "train", "report"],
  notebook: ["core", "lab", "experiments"], // of experiments what stands above a notebook
  estimates: ["core", "engine", "nn", "models", "methods", "lab", "train"],
  assembly: [
    "core",
    "engine",
    "hub",
    "tasks",
    "mini",
    "models",
    "methods",
    "adapters",
    "train",
    "jobs",
    "lab",
    "report",
    "experiments",
    "estimates",
  ],
  api: [
    "core",
    "engine",
    "train",
    "jobs",
    "lab",
    "report",
    "crate",
    "experiments",
    "inspect",
    "notebook",
    "assembly",
    "prepare",
  ],
};

function layerOf(path: string): string | undefined {
  if (/\/src\/sites\.ts$/.test(path)) return "sites";
  return path.match(/\/src\/([a-z_]+)\//)?.[1];
}

export default {
  name: "kit",
  rules: {
    layers: {
      create(context) {
        const from = layerOf(context.filename);
        function check(node: Deno.lint.Node, source: string): void {
          if (from === undefined || from === "commands" || !source.startsWith(".")) return;
          const target = new URL(source, `file://${context.filename}`).pathname;
          const to = layerOf(target);
          if (to === undefined || to === from || LAYERS[from]?.includes(to)) return;
          context.report({
            node,
            message: `Cannot import "${to}" from "${from}": it may import ${
              LAYERS[from]?.join(", ") || "nothing"
            }`,
          });
        }
        return {
          ImportDeclaration: (node) => check(node, node.source.value),
          ExportNamedDeclaration: (node) => node.source && check(node, node.source.value),
          ExportAllDeclaration: (node) => check(node, node.source.value),
        };
      },
    },
    "one-tensor-library": {
      create(context) {
        return {
          ImportDeclaration(node) {
            if (!node.source.value.startsWith("@tensorflow/")) return;
            if (/\/src\/engine\/|\/conformance\/tfjs\//.test(context.filename)) return;
            context.report({ node, message: "Import tensors from src/engine/tf.ts" });
          },
        };
      },
    },
    "no-hidden-randomness": {
      create(context) {
        return {
          "MemberExpression[object.name='Math'][property.name='random']"(node) {
            context.report({ node, message: "Take an Rng (src/core/rng.ts): results need seeds" });
          },
        };
      },
    },
  },
} satisfies Deno.lint.Plugin;
