/**
 * The part of `predict` that answers SuperGLUE's test rows.
 *
 * @module
 */
import { join } from "node:path";
import { dataOf } from "../assembly/single_run.ts";
import { writeAtomically } from "../core/atomic_file.ts";
import { UsageError } from "../core/errors.ts";
import { exists } from "../core/exists.ts";
import { userPath, userPathOrName } from "../core/user_path.ts";
import type { Submitted, Writing } from "../jobs/predict_request.ts";
import type { Adapted } from "../jobs/request.ts";
import { isRowsFile } from "../lab/own_files.ts";
import { required } from "./command.ts";
import { runScoring, type Typed } from "./job.ts";

/** Writes the file of a task into a folder, which may hold those of others, and prints its path. */
export async function submit(request: Adapted & Writing, values: Typed): Promise<void> {
  const word = (name: string) => values[name] as string | undefined;
  const folder = userPath(required("predict", "out", word("out")));
  const data = word("data");
  const task = required("predict", "task", word("task"));
  if (isRowsFile(task)) {
    throw new UsageError(`Cannot use "${task}" as a task of SuperGLUE: give a file with --input`);
  }
  const places = { data: data && userPathOrName(data), protocol: word("protocol") };
  const asked = { ...request, ...dataOf(request.model, task, places) };
  const { submissionFile, submitSingle } = await import("../jobs/submit.ts"); // an engine
  const path = join(folder, submissionFile(asked.task));
  await checkFree(path, folder);
  const answered = await runScoring(
    values,
    request,
    (options, line) => submitSingle({ ...asked, progress: line.showAnswered, ...options }),
  );
  await write(path, answered);
  console.log(path);
}

/** Fails before the work, not after. */
async function checkFree(path: string, folder: string): Promise<void> {
  if (await exists(path)) throw new UsageError(`Cannot write "${path}": it is already there`);
  await Deno.mkdir(folder, { recursive: true }).catch((error) => {
    throw new UsageError(`Cannot write "${path}": ${error.message}`);
  });
}

async function write(path: string, { lines }: Submitted): Promise<void> {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  await writeAtomically(path, text).catch((error) => {
    throw new UsageError(`Cannot write "${path}": ${error.message}`);
  });
}
