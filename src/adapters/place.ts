/**
 * Where a trained adapter is: in a folder on this machine, or on the Hub, from where it is fetched.
 *
 * @module
 */
import { basename, join } from "node:path";
import { UsageError } from "../core/errors.ts";
import { isFile, isFolder } from "../core/exists.ts";
import { PEFT_CONFIG, PEFT_WEIGHTS } from "../hub/peft_folder.ts";
import { isId, resolveFolder, type ResolveOptions } from "../hub/resolve.ts";
import type { Needs } from "../hub/snapshot.ts";
import { CHECKPOINT_TENSORS, isAdapterFolder, KIT, OWN_TENSORS, readKit } from "./folder.ts";

/** An adapter whose files are here. */
export interface FoundAdapter {
  readonly folder: string;
  /** What finds the same files again: the folder as it was named, or the id with its commit. */
  readonly name: string;
}

/**
 * Finds an adapter, this kit's or PEFT's, fetching what is missing.
 *
 * @param named a folder, or else an id of the Hub such as `user/name` or `user/name@<revision>`
 * @throws {UsageError} if it is neither, or the repository holds no adapter
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function findAdapter(
  named: string,
  options: ResolveOptions = {},
): Promise<FoundAdapter> {
  if (await isFolder(named)) return { folder: named, name: named };
  const id = adapterId(named);
  const command = `deno task fetch ${named} --adapter`;
  const fetched = resolveFolder(named, adapterNeeds, { command, ...options });
  const folder = await fetched.catch((error: Error) => {
    if (named === id) error.message += ` (and there is no folder "${named}")`;
    throw error;
  });
  return { folder, name: `${id}@${basename(folder)}` };
}

/** The id in what was named; one word alone was meant as a folder, as adapters have an owner. */
function adapterId(named: string): string {
  const [id = ""] = named.split("@");
  if (id.includes("/") && isId(id)) return id;
  throw new UsageError(
    `Cannot find adapter "${named}": it is neither a folder nor a Hub id such as "user/name"`,
  );
}

/** What of a repository makes up an adapter; tensors of a whole model only where ours are such. */
function adapterNeeds(name: string): Needs {
  return {
    pick(paths) {
      const among = (...files: readonly string[]) => files.filter((file) => paths.includes(file));
      const about = among(KIT, PEFT_CONFIG);
      const small = among(PEFT_WEIGHTS, OWN_TENSORS);
      const tensors = small.length === 0 && about[0] === KIT ? among(CHECKPOINT_TENSORS) : small;
      if (about.length > 0 && tensors.length > 0) return [...about, ...tensors];
      throw new UsageError(`Cannot load adapter "${name}": ${lack(paths)}`);
    },
    async isComplete(folder) {
      const tensors = await isAdapterFolder(folder)
        ? await readKit(folder).then(({ tensors }) => tensors.file, () => undefined)
        : await isFile(join(folder, PEFT_CONFIG))
        ? PEFT_WEIGHTS
        : undefined;
      return tensors !== undefined && await isFile(join(folder, tensors));
    },
  };
}

function lack(paths: readonly string[]): string {
  return paths.includes("adapter_model.bin")
    ? `it has only "adapter_model.bin", which can run code: save it with safetensors`
    : `it has neither "${KIT}" nor "${PEFT_CONFIG}" with tensors in safetensors`;
}
