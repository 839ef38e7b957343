/**
 * Runs without the places of this machine: they mean nothing elsewhere, and may name a person.
 *
 * @module
 */
import { basename } from "node:path";
import { hidePlaces } from "./provenance.ts";
import type { Json, RunConfig, RunRecord } from "./run.ts";

/** Whether the name of a model is that of a folder. */
export function isPlace(model: string): boolean {
  return /^(\.{0,2}[\\/]|~|[A-Za-z]:[\\/])/.test(model);
}

/**
 * A configuration whose own files keep their names alone, as `--files` of `verify` looks for them; a
 * cell's, with the labels that it has.
 */
export function placeless<Config extends Omit<RunConfig, "seed">>(config: Config): Config {
  const { model, data, initFrom } = config;
  return {
    ...config,
    model: isPlace(model) ? lastPart(model) : model,
    data: lastPart(data),
    ...(initFrom && { initFrom: { ...initFrom, adapter: lastPart(initFrom.adapter) } }),
  };
}

/**
 * A record as it may be published. It keeps its id, which depends on no place.
 *
 * @param places folders of this machine, with what stands for them
 */
export function placelessRecord(
  record: RunRecord,
  places: Readonly<Record<string, string>>,
): RunRecord {
  const named = { ...record, config: placeless(record.config) };
  return hidePlaces(named as unknown as Json, places) as unknown as RunRecord;
}

function lastPart(path: string): string {
  return basename(path.replaceAll("\\", "/"));
}
