/**
 * The texts in the folder of an adapter as they may be published: names of files in the place of their
 * paths.
 *
 * @module
 */
import { isAbsolute, join } from "node:path";
import { UsageError } from "../core/errors.ts";
import { isFile, isFolder } from "../core/exists.ts";
import { given } from "../core/given.ts";
import { sha256 } from "../core/hash.ts";
import { privatePlaces } from "../core/paths.ts";
import { readObject } from "../hub/json_object.ts";
import { PEFT_CONFIG } from "../hub/peft_folder.ts";
import { parseId } from "../hub/resolve.ts";
import { isPath, modelName, withNamesAlone } from "../lab/own_files.ts";
import { hidePlaces } from "../lab/provenance.ts";
import type { Json, RunConfig } from "../lab/run.ts";
import { type KitFile, kitText, provenanceOf, TRAINING_FILE } from "./folder.ts";

/** PEFT's fields that may hold a path. */
const BASES = ["base_model_name_or_path", "tokenizer_name_or_path"];

/** The text of `kit.json`, bound to the card that goes with it, if that is the kit's. */
export function publicKit(kit: KitFile, card: string | undefined): string {
  const { card: _ofThisFolder, ...rest } = kit;
  const run = publicRun(kit.run, kit);
  const engine = hidePlaces(kit.engine as unknown as Json, privatePlaces()) as unknown;
  const about = { run, hashes: kit.hashes, engine: engine as KitFile["engine"] };
  const bound = given({ card: card === undefined ? undefined : sha256(card) });
  const base = modelName(kit.base);
  return kitText({ ...rest, ...about, base, provenance: provenanceOf(about), ...bound });
}

/** The run, whose model may be named from a folder that is not the one in which we are now. */
function publicRun(run: RunConfig, { base }: KitFile): RunConfig {
  return withNamesAlone({ ...run, model: base });
}

/** The text of `training.json`; undefined if the folder has none. */
export async function publicTraining(folder: string, kit: KitFile): Promise<string | undefined> {
  const path = join(folder, TRAINING_FILE);
  if (!await isFile(path)) return undefined;
  const { run, ...way } = await readObject(path);
  const clean = hidePlaces(way as Record<string, Json>, privatePlaces()) as object;
  const named = given({ run: run && publicRun(run as RunConfig, kit) });
  return JSON.stringify({ ...named, ...clean }) + "\n";
}

/**
 * The text of `adapter_config.json`; undefined if the folder has none.
 *
 * @param baseId the base model's id of the Hub, which stands for its path; absent: nothing does
 */
export async function publicPeftConfig(
  folder: string,
  baseId: string | undefined,
): Promise<string | undefined> {
  const path = join(folder, PEFT_CONFIG);
  if (!await isFile(path)) return undefined;
  const config = await readObject(path);
  const base = baseId === undefined ? null : parseId(baseId).id;
  const clean: Record<string, unknown> = { ...config };
  for (const key of BASES) if (await isPlace(config[key])) clean[key] = base;
  return JSON.stringify(clean, null, 2) + "\n";
}

async function isPlace(named: unknown): Promise<boolean> {
  return typeof named === "string" && (isPath(named) || await isFolder(named));
}

/** Folders of this machine that must not be named: the user's, and that of the base model. */
export async function privateFolders(folder: string, kit?: KitFile): Promise<string[]> {
  const path = join(folder, PEFT_CONFIG);
  const config = await isFile(path) ? await readObject(path) : {};
  const named = [kit?.base, kit?.run.data, ...BASES.map((key) => config[key])];
  const paths = named.filter((name) => typeof name === "string" && isAbsolute(name)) as string[];
  return [...paths, ...Object.keys(privatePlaces())];
}

/**
 * Refuses a text that names a folder of this machine.
 *
 * @param path of the file, for the error
 * @throws {UsageError} naming the folder
 */
export function checkPublic(path: string, text: string, folders: readonly string[]): void {
  const place = folders.find((folder) => hidePlaces(text, { [folder]: "" }) !== text);
  if (place === undefined) return;
  throw new UsageError(
    `Cannot push "${path}": it names "${place}", a folder of this machine: remove it`,
  );
}
