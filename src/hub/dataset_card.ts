/**
 * What the README of a data set on the Hub says of its files, in the YAML at its top:
 *
 * ```yaml
 * configs:
 * - config_name: sst2
 *   data_files:
 *   - split: train
 *     path: sst2/train-*
 * dataset_info:
 * - config_name: sst2
 *   features:
 *   - name: label
 *     dtype: {class_label: {names: {'0': negative, '1': positive}}}
 * ```
 *
 * Source: https://huggingface.co/docs/hub/datasets-manual-configuration
 *
 * @module
 */
import { parse } from "yaml";

/** Files of a split, as patterns such as `data/train-*`. */
export interface SplitPatterns {
  readonly split: string;
  readonly patterns: readonly string[];
}

/** A configuration, also called a subset. */
export interface CardConfig {
  readonly name: string;
  readonly isDefault: boolean;
  readonly splits: readonly SplitPatterns[];
}

/** Names of the classes 0, 1, ... by column. */
export type ClassNames = ReadonlyMap<string, readonly string[]>;

/** What a README says; nothing, if it does not. */
export interface Card {
  readonly configs: readonly CardConfig[];
  /** By configuration. */
  readonly classNames: ReadonlyMap<string, ClassNames>;
}

/** Reads a README; what is not understood counts as not said. */
export function readCard(text: string): Card {
  const top = fieldsOf(parseTop(text));
  const configs = listOf(top.configs).map(fieldsOf).map(toConfig);
  const infos = listOf(top.dataset_info).map(fieldsOf);
  return {
    configs: configs.filter(({ splits }) => splits.length > 0),
    classNames: new Map(infos.map((info) => [nameOf(info), toClassNames(info)])),
  };
}

function parseTop(text: string): unknown {
  const yaml = text.replace(/^\ufeff/, "").match(/^---\r?\n([^]*?)\r?\n---/)?.[1] ?? "";
  try {
    return parse(yaml, { logLevel: "silent" });
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? value as Fields : {};
}

/** A list; one item may stand without the list around it. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

function nameOf({ config_name: name }: Fields): string {
  return typeof name === "string" ? name : "default";
}

function toConfig(config: Fields): CardConfig {
  const folder = typeof config.data_dir === "string" ? `${config.data_dir}/` : "";
  const splits = listOf(config.data_files).map((item) => {
    const { split = "train", path = item } = fieldsOf(item);
    const patterns = listOf(path).filter((part) => typeof part === "string");
    return { split: String(split), patterns: patterns.map((pattern) => folder + pattern) };
  });
  return { name: nameOf(config), isDefault: config.default === true, splits };
}

function toClassNames({ features }: Fields): ClassNames {
  return new Map(
    listOf(features).map(fieldsOf).flatMap(({ name, dtype }) => {
      const names = fieldsOf(fieldsOf(dtype).class_label).names;
      return names === undefined
        ? []
        : [[String(name), Object.values(fieldsOf(names)).map(String)]];
    }),
  );
}
