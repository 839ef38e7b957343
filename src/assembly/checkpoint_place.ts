/**
 * Where a training whose adapter is kept is itself kept until it has ended.
 *
 * @module
 */
import { join } from "node:path";
import { ROOT } from "../core/paths.ts";
import type { CheckpointPlace } from "../lab/executor.ts";
import { hashFolder } from "../lab/source.ts";

/**
 * The place beside the folder of an adapter: the same training goes on from there, and another one does not
 * put it away.
 *
 * @param out folder of the adapter
 */
export async function checkpointBeside(out: string): Promise<CheckpointPlace> {
  return {
    path: `${out.replace(/[\\/]+$/, "")}.checkpoint.safetensors`,
    code: await hashFolder(join(ROOT, "src")),
    keepsOther: true,
  };
}
