import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { LOCK_FILE, ROOT } from "../../src/core/paths.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { loadFolder } from "../../src/train/load.ts";
import { makeModelFolder } from "../train/_folders.ts";
import { inTempFolder } from "../_folder.ts";

const TINY = join(ROOT, "tests/fixtures/models/t5/v1_1");

Deno.test("convert prints the folder, which loads, and where its progress goes is stderr", () =>
  inTempFolder(async (folder) => {
    const tokenizer = await makeModelFolder(join(folder, "other"), "t5/v1_0");
    const out = join(folder, "out");
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      // deno-fmt-ignore
      args: ["run", `--lock=${LOCK_FILE}`, "-A", "--quiet", join(ROOT, "src/cli.ts"), "convert",
        TINY, "--tokenizer", tokenizer, "--out", out],
    }).output();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assertEquals([code, decode(stdout)], [0, `${out}\n`]);
    assertStringIncludes(decode(stderr), `Converting ${TINY}: 100%`);
    const { hash, model } = await loadFolder(out, await wasm.start({}));
    assertEquals([hash.length, model.tokens.end], [64, 1]);
  }));
