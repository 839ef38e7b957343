/**
 * Where the files of a model are: on this machine, or fetched, or converted.
 *
 * @module
 */
import { type Conversion, conversionSources, convertOnce } from "../hub/convert.ts";
import { resolveModel, type ResolveOptions } from "../hub/resolve.ts";
import { type PinnedModel, readManifest } from "../tasks/manifest.ts";

/**
 * The folder of a model. An id of the Hub that `data/manifest.json` pins means that commit, unless
 * the id names one itself; one that it marks for conversion is converted, once.
 *
 * @throws {UsageError} if there is no such model
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function modelFolder(id: string, options: ResolveOptions = {}): Promise<string> {
  const conversion = await conversionOf(id);
  if (conversion) return await convertOnce(conversion, { command: convertCommand(id), ...options });
  const revision = await pinnedRevision(id);
  return await resolveModel(id, { ...(revision === null ? {} : { revision }), ...options });
}

/**
 * Fetches the files of a model as far as they are missing, and does no more: what
 * {@linkcode modelFolder} would convert is left as it is.
 *
 * @throws {UsageError} if there is no such model
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function fetchModel(id: string, options: ResolveOptions = {}): Promise<void> {
  const conversion = await conversionOf(id);
  if (conversion) await conversionSources(conversion, { command: convertCommand(id), ...options });
  else await modelFolder(id, options);
}

function convertCommand(id: string): string {
  return `deno task convert ${id}`;
}

/** How `data/manifest.json` has an id of the Hub converted; undefined if it does not. */
export async function conversionOf(id: string): Promise<Conversion | undefined> {
  const { models } = await readManifest();
  const { convert, tokenizer } = pinOf(models, id) ?? {};
  if (!convert) return undefined;
  const pinned = (name: string) => {
    const revision = pinOf(models, name)?.revision ?? null;
    return revision === null ? name : `${name}@${revision}`;
  };
  return { model: pinned(id), tokenizer: tokenizer === undefined ? undefined : pinned(tokenizer) };
}

/** The commit that `data/manifest.json` pins for an id of the Hub; null if it pins none. */
export async function pinnedRevision(id: string): Promise<string | null> {
  const { models } = await readManifest();
  return pinOf(models, id)?.revision ?? null;
}

function pinOf(models: Readonly<Record<string, PinnedModel>>, id: string): PinnedModel | undefined {
  return Object.hasOwn(models, id) ? models[id] : undefined;
}
