/**
 * The model families, and which one reads a checkpoint.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { bert } from "./bert/mod.ts";
import { llama } from "./llama/mod.ts";
import type { ConfigJson, Family } from "./model.ts";
import { roberta } from "./roberta/mod.ts";
import { t5 } from "./t5/mod.ts";

/** All families. */
export const FAMILIES: Readonly<Record<string, Family>> = { t5, bert, roberta, llama };

/**
 * Finds the family of a checkpoint.
 *
 * @param config the parsed `config.json`
 * @throws {UsageError} if no family reads it
 */
export function familyOf(config: ConfigJson): Family {
  const families = Object.values(FAMILIES);
  const family = families.find(({ modelTypes }) => modelTypes.includes(String(config.model_type)));
  if (family) return family;
  throw new UsageError(
    `Cannot load a model of type "${config.model_type}": known are ${
      families.flatMap(({ modelTypes }) => modelTypes).join(", ")
    }`,
  );
}
