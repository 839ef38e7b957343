import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "../../src/core/paths.ts";
import { embedFiles, quotedFiles } from "../../src/report/embed.ts";

const DOCUMENTS = [
  "README.md",
  ".github/ARCHITECTURE.md",
  ".github/CONTRIBUTING.md",
  "data/README.md",
  "data/mini/README.md",
  "data/mini-2/README.md",
  "notebooks/README.md",
  "notebooks/OWN_DATA.md",
  "results/README.md",
  "results/CHANGES.md",
  "results/bench/README.md",
  "results/demo/minilm.md",
  "results/demo/minilm_long.md",
  "results/demo/minilm_rates.md",
  "results/demo/smollm.md",
  "results/demo/smollm_reviews.md",
  "tests/fixtures/README.md",
];

/** The anchors of a document's headings, as GitHub makes them. */
async function anchorsOf(path: string): Promise<string[]> {
  const text = await Deno.readTextFile(path);
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, "").replaceAll(" ", "-")
  );
}

Deno.test("every link of every document leads to a file, and to a heading of it", async () => {
  const broken: string[] = [];
  for (const path of DOCUMENTS) {
    const text = await Deno.readTextFile(join(ROOT, path));
    for (
      const [, target, anchor] of text.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)#?([^)\s]*)\)/g)
    ) {
      const file = target === "" ? join(ROOT, path) : join(ROOT, dirname(path), target!);
      const isFound = existsSync(file) &&
        (anchor === "" || (await anchorsOf(file)).includes(anchor!));
      if (!isFound) broken.push(`${path}: ${target}#${anchor}`);
    }
  }
  assertEquals(broken, []);
});

Deno.test("every number quoted in a document is the one of its result file", async () => {
  for (const path of DOCUMENTS) {
    const text = await Deno.readTextFile(join(ROOT, path));
    const files = await Promise.all(
      quotedFiles(text).map(async (file) => [file, await Deno.readTextFile(join(ROOT, file))]),
    );
    assertEquals(
      embedFiles(text, Object.fromEntries(files)),
      text,
      `${path}: run --write-reference`,
    );
  }
});

Deno.test("every dependency has an exact version", async () => {
  const { imports } = JSON.parse(await Deno.readTextFile(join(ROOT, "src/import_map.json")));
  for (const [name, target] of Object.entries(imports as Record<string, string>)) {
    if (/^(npm|jsr):/.test(target)) {
      assert(/@\d+\.\d+\.\d+\/?$/.test(target), `${name} is ${target}`);
    }
  }
});
