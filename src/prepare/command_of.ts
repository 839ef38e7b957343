/**
 * The command that repeats a preparation.
 *
 * @module
 */
import { basename } from "node:path";
import { shellWord } from "../core/shell_word.ts";
import type { PrepareRequest } from "./prepare.ts";
import type { Origin } from "./piece.ts";

/** The command, with files by their names alone and data sets at their commits. */
export function commandOf(request: PrepareRequest, origins: readonly Origin[]): string {
  const { input, target, labels, choices, group, split = [], limit, literalQuotes, out } = request;
  const words = [
    ...sourcesOf(origins),
    ...option("input", input),
    ...option("target", target),
    ...option("labels", labels),
    ...(choices ? ["--choices"] : []),
    ...option("group", group),
    ...split.flatMap((value) => option("split", value)),
    ...option("limit", limit?.toString()),
    ...option("columns", request.columns?.join(",")),
    ...(literalQuotes ? ["--literal-quotes"] : []),
    ...option("out", basename(out)),
  ];
  return ["deno task prepare", ...words.map(shellWord)].join(" ");
}

function sourcesOf(origins: readonly Origin[]): string[] {
  const names = origins.map(({ dataset, config, revision, file, split }) =>
    dataset === undefined
      ? `${split === undefined ? "" : `${split}=`}${file}`
      : `${dataset}:${config}@${revision}`
  );
  return [...new Set(names)];
}

function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`--${name}`, value];
}
