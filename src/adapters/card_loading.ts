/**
 * How an adapter is loaded, as its card tells it: by PEFT, by transformers and by this kit.
 *
 * @module
 */
import { isShipped } from "../core/shipped_models.ts";
import { parseId } from "../hub/resolve.ts";
import type { CardData } from "./card_data.ts";
import { type AdapterFormat, FORMATS, type KitFile } from "./folder.ts";

/** Classes of transformers for models that write. */
const CLASSES: Readonly<Record<string, string>> = {
  SEQ_2_SEQ_LM: "AutoModelForSeq2SeqLM",
  CAUSAL_LM: "AutoModelForCausalLM",
};

/** Who else loads an adapter. A classifier's head is this kit's own, so that nobody else does. */
export function readerOf({ tensors, taskType }: KitFile): AdapterFormat {
  return taskType === "SEQ_CLS" ? "kit" : FORMATS[tensors.file]!;
}

/** Paragraphs and blocks of code. */
export function loadingOf(kit: KitFile, data: CardData, repo: string): string[] {
  const reader = readerOf(kit);
  const code = reader === "PEFT" ? peftCode(kit, repo) : transformersCode(kit, repo);
  const peers = reader === "kit"
    ? []
    : [`With ${reader === "PEFT" ? "PEFT" : "transformers"}:`, "```python\n" + code + "\n```"];
  return [...peers, "With Residual Prompts:", "```sh\n" + kitCommand(kit, data, repo) + "\n```"];
}

function peftCode({ taskType, baseId, base: named }: KitFile, repo: string): string {
  const { id = undefined, revision = "main" } = baseId === undefined ? {} : parseId(baseId);
  const at = revision === "main" ? "" : `, revision="${revision}"`;
  const place = isShipped(named) ? `KIT/data/${named}` : "path/to/the/base/model";
  const type = CLASSES[taskType]!;
  return [
    "from peft import PeftModel",
    `from transformers import ${type}, AutoTokenizer`,
    "",
    `base = "${id ?? place}"`,
    `tokenizer = AutoTokenizer.from_pretrained(base${at})`,
    `model = ${type}.from_pretrained(base${at})`,
    `model = PeftModel.from_pretrained(model, "${repo}")`,
  ].join("\n");
}

function transformersCode({ taskType }: KitFile, repo: string): string {
  const type = CLASSES[taskType]!;
  return [
    `from transformers import ${type}, AutoTokenizer`,
    "",
    `tokenizer = AutoTokenizer.from_pretrained("${repo}")`,
    `model = ${type}.from_pretrained("${repo}")`,
  ].join("\n");
}

function kitCommand({ baseId, base }: KitFile, { words }: CardData, repo: string): string {
  const model = baseId ?? (isShipped(base) ? base : "path/to/the/base/model");
  return `deno task evaluate --model ${model} --adapter ${repo} ${words}`;
}
