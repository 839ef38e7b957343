/**
 * Where a run came from, written into its record.
 *
 * @module
 */
import type { Execution } from "./executor.ts";
import type { Json, Provenance } from "./run.ts";
import type { Source } from "./source.ts";

/**
 * Puts together the provenance of a run.
 *
 * @param places absolute paths that must not be published, with what stands for them; an engine may
 *   name its library's folder
 */
export function traceRun(
  runId: string,
  { hashes, engine }: Execution,
  { code, commit, versions, machine }: Source,
  places: Readonly<Record<string, string>> = {},
  finishedAt: Date = new Date(),
): Provenance {
  return {
    command: `npx -y deno@${versions.deno} task verify ${runId}`,
    commit,
    hashes: { code, ...hashes },
    versions,
    engine: hidePlaces(engine, places),
    machine,
    finishedAt: finishedAt.toISOString(),
  };
}

/**
 * Replaces absolute paths in the strings of a value. The end of a longer one stays: in `https://example.org/kit`,
 * `/kit` is none.
 */
export function hidePlaces(value: string, places: Readonly<Record<string, string>>): string;
export function hidePlaces(value: Json, places: Readonly<Record<string, string>>): Json;
export function hidePlaces(value: Json, places: Readonly<Record<string, string>>): Json {
  if (typeof value === "string") {
    return Object.entries(places).reduce(
      (text, [place, name]) => place === "" ? text : text.replaceAll(wholePath(place), () => name),
      value,
    );
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => hidePlaces(item, places));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, hidePlaces(item, places)]),
  );
}

/** A path where it begins, and not where another one goes on; behind `\n` in a text of JSON, too. */
function wholePath(place: string): RegExp {
  return new RegExp(`(?<!(?<!\\\\)[\\w.-])${RegExp.escape(place)}`, "g");
}
