/**
 * Folders of trained adapters: what is in them.
 *
 * Each has a `kit.json` that says what the adapter is, how it was trained and what it scored, and a
 * model card that tells the same to people and to the Hub (`card.ts`).
 * Its tensors lie where others find them too, as far as others have such an adapter: a soft prompt,
 * LoRA or (IA)^3 of a model that writes as an adapter of PEFT, full fine-tuning as a complete checkpoint,
 * everything else under our own names in `adapter.safetensors`.
 *
 * @module
 */
import { join } from "node:path";
import { UsageError } from "../core/errors.ts";
import { isFile } from "../core/exists.ts";
import { hashFile, hashValue } from "../core/hash.ts";
import { KIT_VERSION } from "../core/kit_version.ts";
import type { EngineReport } from "../engine/engine.ts";
import type { PeftTask } from "../hub/peft.ts";
import { isPeftFolder, PEFT_CONFIG, PEFT_WEIGHTS } from "../hub/peft_folder.ts";
import type { Outcome, RunConfig } from "../lab/run.ts";
import { listOf, object, optional, parts, text } from "../lab/shape.ts";
import type { Scores } from "../tasks/task.ts";

/** The file that says what an adapter is. */
export const KIT = "kit.json";

/** The way that a training went, beside its adapter: what it was told, and the loss of each step. */
export const TRAINING_FILE = "training.json";

/** Tensors of an adapter that only this kit reads. */
export const OWN_TENSORS = "adapter.safetensors";

/** Tensors of a whole model, as transformers names them. */
export const CHECKPOINT_TENSORS = "model.safetensors";

/** Who else reads the tensors of a folder: PEFT, transformers as a model, or this kit alone. */
export type AdapterFormat = "PEFT" | "checkpoint" | "kit";

/** The format by the file of the tensors. */
export const FORMATS: Readonly<Record<string, AdapterFormat>> = {
  [PEFT_WEIGHTS]: "PEFT",
  [CHECKPOINT_TENSORS]: "checkpoint",
  [OWN_TENSORS]: "kit",
};

/** How an adapter came to be. */
export interface AdapterAbout
  extends Pick<Outcome, "counts" | "trainedParameters" | "storedParameters"> {
  readonly run: RunConfig;
  readonly scores: { readonly dev: Scores; readonly test: Scores };
  /** SHA-256 of the base weights and of the examples. */
  readonly hashes: { readonly weights: string; readonly data: string };
  readonly engine: EngineReport;
}

/** What an adapter is. */
export interface AdapterKind {
  /** Name and complete configuration of its method. */
  readonly method: string;
  readonly config: object;
  /** What the rows of a classifier's head stand for. */
  readonly classes?: readonly string[];
  /** Model that the adapter belongs to: its id of the Hub, the name of a shipped one, or a path. */
  readonly base: string;
  /** The model's id of the Hub; absent where it is a folder, or shipped with the kit. */
  readonly baseId?: string;
  /** What the model does, in PEFT's word. */
  readonly taskType: PeftTask;
}

/** The content of `kit.json`; what loading does not read is missing in older ones. */
export interface KitFile extends AdapterKind, AdapterAbout {
  readonly format: typeof FORMAT;
  /** The file of the tensors and its SHA-256. */
  readonly tensors: { readonly file: string; readonly sha256: string };
  /** SHA-256 of what the adapter came from: run, hashes and engine. */
  readonly provenance: string;
  /** Version of the kit. */
  readonly kit: string;
  /** SHA-256 of the model card that the kit wrote: one with another hash is somebody's own. */
  readonly card?: string;
}

const FORMAT = 1;

/** What loading reads of `kit.json`. */
const KIT_SHAPE = parts({
  method: text,
  config: object,
  classes: optional(listOf(text)),
  base: text,
  run: parts({ data: optional(text) }),
  hashes: parts({ weights: text }),
  tensors: parts({ file: text, sha256: text }),
});

/**
 * Makes the content of `kit.json`, without the card.
 *
 * @param file of the tensors, which is there already
 */
export async function describeAdapter(
  folder: string,
  file: string,
  kind: AdapterKind,
  about: AdapterAbout,
): Promise<KitFile> {
  return {
    format: FORMAT,
    ...kind,
    tensors: { file, sha256: await hashFile(join(folder, file)) },
    provenance: provenanceOf(about),
    kit: KIT_VERSION,
    ...about,
  };
}

/** SHA-256 of what an adapter came from. */
export function provenanceOf(
  { run, hashes, engine }: Pick<AdapterAbout, "run" | "hashes" | "engine">,
): string {
  return hashValue({ run, hashes, engine });
}

/** The text of `kit.json`. */
export function kitText(content: KitFile): string {
  return JSON.stringify(content, null, 1) + "\n";
}

/**
 * Reads `kit.json`.
 *
 * @throws {UsageError} if it is missing, of another format, or not what we write
 */
export async function readKit(folder: string): Promise<KitFile> {
  const path = join(folder, KIT);
  try {
    const content = JSON.parse(await Deno.readTextFile(path));
    checkKit(content);
    return content;
  } catch (error) {
    throw new UsageError(`Cannot read "${path}": ${(error as Error).message}`, { cause: error });
  }
}

/** Checks what was read of `kit.json`; throws with the end of a sentence. */
function checkKit(content: KitFile | null): void {
  if (content?.format !== FORMAT) throw new TypeError(`it must have format ${FORMAT}`);
  const fault = KIT_SHAPE(content);
  if (fault !== undefined) throw new TypeError(`"${fault}" is missing, or not what it must be`);
  const { file } = content.tensors;
  if (!Object.hasOwn(FORMATS, file)) {
    throw new TypeError(`"tensors.file" must be one of ${Object.keys(FORMATS).join(", ")}`);
  }
}

/**
 * Checks that the tensors of a folder are those that its `kit.json` was written for.
 *
 * @throws {UsageError} if the file is another one, or not there
 */
export async function checkTensors(folder: string, { tensors }: KitFile): Promise<void> {
  const sha256 = await hashFile(join(folder, tensors.file)).catch(() => "nothing");
  if (sha256 === tensors.sha256) return;
  throw new UsageError(
    `Cannot load adapter "${folder}": ${tensors.file} must have SHA-256 ${tensors.sha256} by its ${KIT}: it has ${sha256}`,
  );
}

/**
 * Checks that a model is the one for which an adapter was trained.
 *
 * @throws {UsageError} if its weights are others
 */
export function checkBase(
  folder: string,
  { base, hashes: { weights } }: KitFile,
  { id, hash }: { readonly id: string; readonly hash: string },
): void {
  if (weights === hash) return;
  throw new UsageError(
    `Cannot load adapter "${folder}": it belongs to "${base}" with weights ${
      weights.slice(0, 8)
    }: "${id}" has ${hash.slice(0, 8)}`,
  );
}

/** Tells whether a folder holds an adapter that we wrote. */
export function isAdapterFolder(folder: string): Promise<boolean> {
  return isFile(join(folder, KIT));
}

/**
 * Tells whether an adapter is in our format or else in PEFT's.
 *
 * @throws {UsageError} if the folder holds none
 */
export async function checkAdapterFolder(folder: string): Promise<boolean> {
  if (await isAdapterFolder(folder)) return true;
  if (await isPeftFolder(folder)) return false;
  throw new UsageError(
    `Cannot load adapter "${folder}": it has neither "${KIT}" nor "${PEFT_CONFIG}"`,
  );
}

/**
 * SHA-256 of the file of an adapter's tensors, of our folder or one of PEFT.
 *
 * @throws {UsageError} if the folder holds no adapter, or its tensors cannot be read
 */
export async function hashAdapter(folder: string): Promise<string> {
  const isOurs = await checkAdapterFolder(folder);
  const file = isOurs ? (await readKit(folder)).tensors.file : PEFT_WEIGHTS;
  try {
    return await hashFile(join(folder, file));
  } catch (cause) {
    throw new UsageError(`Cannot load adapter "${folder}": it has no "${file}"`, { cause });
  }
}
