/**
 * What a card says to the Hub: base model, library, data, scores.
 *
 * @module
 */
import { stringify } from "yaml";
import { parseId } from "../hub/resolve.ts";
import type { CardData } from "./card_data.ts";
import { readerOf } from "./card_loading.ts";
import type { KitFile } from "./folder.ts";

const LIBRARIES = { PEFT: "peft", checkpoint: "transformers", kit: "residual-prompts" } as const;

/** The Hub's names of our metrics; the others are kinds of F1. */
const HUB_METRICS = ["accuracy", "exact_match"];

/** Python's YAML takes a bare `no` for a truth value, and a bare `0123` for a number. */
const QUOTED = {
  defaultStringType: "QUOTE_DOUBLE",
  defaultKeyType: "PLAIN",
  lineWidth: 0,
} as const;

/** The front matter of a card: YAML from `---` to `---`. */
export function metadataOf(kit: KitFile, data: CardData, repo: string): string {
  const { baseId, taskType, run, scores } = kit;
  const reader = readerOf(kit);
  const base = baseId === undefined ? undefined : parseId(baseId).id;
  const relation = kit.method === "full" ? "finetune" : "adapter";
  const metrics = Object.keys(scores.test).filter((name) => name !== "score");
  const front = {
    base_model: base,
    base_model_relation: base && relation,
    library_name: LIBRARIES[reader],
    pipeline_tag: pipelineOf(taskType),
    tags: [
      ...new Set([
        ...(base === undefined || relation !== "adapter" ? [] : [`base_model:adapter:${base}`]),
        ...(kit.method === "lora" ? ["lora"] : []),
        ...(reader === "kit" ? [] : ["transformers"]),
        "residual-prompts",
        run.method.replaceAll("_", "-"),
      ]),
    ],
    datasets: data.isOnHub ? [data.set.type] : undefined,
    metrics: [...new Set(metrics.map(hubMetric))],
    "model-index": [{ name: repo.split("/").at(-1)!, results: [resultOf(kit, data, metrics)] }],
  };
  return `---\n${stringify(front, QUOTED)}---`;
}

/** The Hub has one task for models that write, whether or not they have an encoder. */
function pipelineOf(taskType: KitFile["taskType"]): string {
  return taskType === "SEQ_CLS" ? "text-classification" : "text-generation";
}

function hubMetric(name: string): string {
  return HUB_METRICS.includes(name) ? name : "f1";
}

function resultOf(
  { taskType, scores }: KitFile,
  { set }: CardData,
  metrics: readonly string[],
): object {
  return {
    task: { type: pipelineOf(taskType) },
    dataset: { ...set },
    metrics: metrics.flatMap((name) => {
      const value = Number((scores.test[name] ?? NaN).toFixed(4));
      return Number.isFinite(value) ? [{ type: hubMetric(name), value, name }] : [];
    }),
  };
}
