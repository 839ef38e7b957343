/**
 * The templates of a request.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { parseLabels } from "./labels.ts";
import type { Templates } from "./make_row.ts";
import { parseTemplate, type Template } from "./template.ts";

/** The texts of templates, as they were typed. */
export interface TemplateTexts {
  /** Template of the input, such as `sst2 sentence: {sentence}`. */
  readonly input: string;
  /** Template of the target, such as `{label}`. */
  readonly target: string;
  /** Names for the values of the target's column: `negative,positive`, or `0=negative,4=positive`. */
  readonly labels?: string;
  /** Template of the group, whose rows stay in one split. */
  readonly group?: string;
}

/**
 * Reads them.
 *
 * @throws {UsageError} if one cannot be read, or names no column
 */
export function readTemplates({ input, target, group, labels }: TemplateTexts): Templates {
  const parsed = withColumns("target", parseTemplate(target));
  if (labels !== undefined && parsed.paths.length > 1) {
    throw new UsageError(`Cannot use --labels as --target must name one column: it is "${target}"`);
  }
  return {
    input: withColumns("input", parseTemplate(input)),
    target: parsed,
    ...(group !== undefined && { group: withColumns("group", parseTemplate(group)) }),
    ...(labels !== undefined && { labels: parseLabels(labels) }),
  };
}

function withColumns(option: string, template: Template): Template {
  if (template.paths.length > 0) return template;
  throw new UsageError(
    `Cannot use --${option} as it must name a column, as in {text}: current value is "${template.text}"`,
  );
}
