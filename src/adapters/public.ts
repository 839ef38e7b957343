/**
 * The folder of an adapter as it may be published.
 *
 * @module
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { UsageError } from "../core/errors.ts";
import { isFile } from "../core/exists.ts";
import { given } from "../core/given.ts";
import { PEFT_CONFIG } from "../hub/peft_folder.ts";
import type { NewFile } from "../hub/publish.ts";
import { CARD, renderCard } from "./card.ts";
import { isOurCard, OURS } from "./files.ts";
import {
  checkAdapterFolder,
  checkTensors,
  hashAdapter,
  KIT,
  type KitFile,
  readKit,
  TRAINING_FILE,
} from "./folder.ts";
import {
  checkPublic,
  privateFolders,
  publicKit,
  publicPeftConfig,
  publicTraining,
} from "./public_texts.ts";

/** How a folder is published. */
export interface PublicWords {
  /** Id of the repository. */
  readonly repo: string;
  /** The base model's id of the Hub; absent: the one that the adapter was trained with, if it had one. */
  readonly base?: string | undefined;
}

/** What is published of a folder. */
export interface PublicAdapter {
  readonly files: readonly NewFile[];
  /** Names in the folder that no adapter has. */
  readonly leftOut: readonly string[];
  /** Whether the card is the kit's, and nobody's own. */
  readonly hasOurCard: boolean;
}

/**
 * Reads the folder of an adapter, the kit's or PEFT's, as it may be published.
 *
 * @throws {UsageError} if it holds none, is damaged, or names a folder of this machine where nothing can
 *   stand for it
 */
export async function publicAdapter(folder: string, words: PublicWords): Promise<PublicAdapter> {
  const kit = await checkAdapterFolder(folder) ? await readKit(folder) : undefined;
  if (kit === undefined) await hashAdapter(folder); // its tensors are there
  else await checkTensors(folder, kit);
  const hasOurCard = kit !== undefined && await isOurCard(folder);
  const texts = await textsOf(folder, kit, words, hasOurCard);
  const folders = await privateFolders(folder, kit);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  const isPart = (name: string) => OURS.includes(name) && (kit || name !== TRAINING_FILE);
  const files: NewFile[] = [];
  for (const name of names.filter(isPart)) {
    const path = join(folder, name);
    const text = texts[name] ?? (isSmallText(name) ? await Deno.readTextFile(path) : undefined);
    if (text !== undefined) checkPublic(path, text, folders);
    files.push(await fileOf(path, name, texts[name]));
  }
  return { files, leftOut: names.filter((name) => !isPart(name)), hasOurCard };
}

/** The files that are written anew, by name. */
async function textsOf(
  folder: string,
  found: KitFile | undefined,
  { repo, base }: PublicWords,
  hasOurCard: boolean,
): Promise<Readonly<Record<string, string>>> {
  const baseId = base ?? found?.baseId;
  const kit = found && { ...found, ...given({ baseId }) };
  const card = kit && hasOurCard ? await renderCard(kit, repo) : undefined;
  return given({
    [CARD]: card,
    [KIT]: kit && publicKit(kit, card),
    [TRAINING_FILE]: kit && await publicTraining(folder, kit),
    [PEFT_CONFIG]: await publicPeftConfig(folder, baseId),
  });
}

/** Files in which a program, or a person, may have noted where something is. */
function isSmallText(name: string): boolean {
  return name === CARD || name.endsWith("config.json");
}

async function fileOf(path: string, name: string, text: string | undefined): Promise<NewFile> {
  if (text !== undefined) {
    const content = new Blob([text]);
    return { path: name, bytes: content.size, content };
  }
  if (!await isFile(path)) throw new UsageError(`Cannot push "${path}": it is not a file`);
  const { size: bytes } = await Deno.stat(path);
  return { path: name, bytes, content: pathToFileURL(await Deno.realPath(path)) };
}
