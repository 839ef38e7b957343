/**
 * Adapters of Python's PEFT on our models, and ours for PEFT.
 *
 * @module
 */
import type { Tensors } from "../engine/engine.ts";
import { lookUp } from "../core/registry.ts";
import { parsePeft } from "../hub/parse_peft.ts";
import type {
  PeftFiles,
  PeftIa3,
  PeftLora,
  PeftScale,
  PeftTask,
  WritingTask,
} from "../hub/peft.ts";
import { peftIa3, peftLora, peftPrompt } from "../hub/render_peft.ts";
import type { TensorData } from "../hub/safetensors.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import { FAMILIES } from "../models/mod.ts";
import type { ConfigJson, Family, Model, Seq2SeqModel } from "../models/model.ts";
import type { Site } from "../sites.ts";
import type { Adapter } from "./adapter.ts";
import { download, upload } from "./tensor_data.ts";

function checkFits(what: string, shape: readonly number[], wanted: readonly number[]): void {
  if (`${shape}` === `${wanted}`) return;
  throw new TypeError(
    `Cannot use the PEFT adapter on this model: "${what}" must be [${wanted.join(", ")}]: ` +
      `file has [${shape.join(", ")}]`,
  );
}

/** An adapter of a method; what of its configuration the file does not decide has the default. */
function adapterBy(name: keyof typeof METHODS, config: object, params: Tensors): Adapter {
  const method: AnyMethod = METHODS[name];
  return { method, config: { ...method.defaults, ...config }, params, base: {} };
}

function familyOfModel({ family }: Model): Family {
  return lookUp(FAMILIES, family, "model family");
}

function writingTaskOf({ decoderOnly }: Seq2SeqModel): WritingTask {
  return decoderOnly ? "CAUSAL_LM" : "SEQ_2_SEQ_LM";
}

/** What a model does, in PEFT's word. */
export function taskOf(model: Model): PeftTask {
  return model.kind === "seq2seq" ? writingTaskOf(model) : "SEQ_CLS";
}

/** The models of a task, for errors. */
const MODELS: Readonly<Record<WritingTask, string>> = {
  SEQ_2_SEQ_LM: "an encoder-decoder model",
  CAUSAL_LM: "a decoder-only model",
};

/** Finds the linear maps of a model by their Hugging Face names. */
function mapFinder(model: Model): (module: string) => Site {
  const sites = new Map(
    model.target.sites.filter((site) => site.kind === "linear").map((site) => [site.name, site]),
  );
  const { siteOfModule } = familyOfModel(model);
  return (module) => {
    const site = sites.get(siteOfModule(module) ?? "");
    if (site !== undefined) return site;
    throw new TypeError(
      `Cannot use the PEFT adapter on this model: it has no linear map "${module}"`,
    );
  };
}

function loraArrays(model: Model, { rank, maps }: PeftLora): Record<string, TensorData> {
  const find = mapFinder(model);
  const arrays: Record<string, TensorData> = {};
  for (const [module, { down, up }] of Object.entries(maps)) {
    const site = find(module);
    checkFits(`${module}.lora_A`, down.shape, [rank, site.inputSize]);
    checkFits(`${module}.lora_B`, up.shape, [site.outputSize, rank]);
    arrays[`${site.name}.down`] = down;
    arrays[`${site.name}.up`] = up;
  }
  return arrays;
}

/** What leads from the first token to the classes in PEFT's file. */
const HEAD = /(^|\.)(classifier|score|pooler)\./;

/** Weights that PEFT trained whole are refused, as the outputs would be other ones without them. */
function checkWhole(model: Model, { weights }: PeftLora | PeftIa3): void {
  const whole = Object.keys(weights).find((name) => model.kind === "seq2seq" || !HEAD.test(name));
  if (whole === undefined) return;
  throw new TypeError(
    `Cannot use the PEFT adapter on this model: it has a "${whole}" of its own`,
  );
}

function ia3Arrays(model: Model, { scales }: PeftIa3): Record<string, TensorData> {
  const find = mapFinder(model);
  return Object.fromEntries(
    Object.entries(scales).map(([module, { side, values }]) => {
      const site = find(module);
      checkFits(`${module}.ia3_l`, values.shape, [site[`${side}Size`]]);
      return [`${site.name}.${side}Scale`, values];
    }),
  );
}

/** The last words of the sites of parameters: `query`, `value` ... */
function targetsOf(params: readonly string[]): string[] {
  return [...new Set(params.map((name) => name.split(".").at(-2)!))].sort();
}

function uploadAll(arrays: Readonly<Record<string, TensorData>>): Tensors {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, array]) => [name, upload(array)]),
  );
}

/**
 * Puts an adapter made by PEFT on a model; the caller owns its tensors.
 *
 * A classifier that was saved with LoRA stays in the file: ours reads the first token without the
 * layer that transformers puts between, so it has to be trained anew.
 *
 * @throws {TypeError} if the adapter is of a kind that we do not have, or does not fit the model
 */
export function adapterFromPeft(files: PeftFiles, model: Model): Adapter {
  const adapter = parsePeft(files);
  if (adapter.kind === "prompt") {
    if (adapter.task !== taskOf(model)) {
      throw new TypeError(
        `Cannot use the PEFT adapter on this model: its prompt is for ${MODELS[adapter.task]}`,
      );
    }
    const [promptLength] = adapter.prompt.shape as [number, number];
    checkFits("prompt_embeddings", adapter.prompt.shape, [promptLength, model.target.dModel]);
    return adapterBy("prompt", { promptLength }, { prompt: upload(adapter.prompt) });
  }
  checkWhole(model, adapter);
  if (adapter.kind === "ia3") {
    const arrays = ia3Arrays(model, adapter);
    const ofSide = (side: string) =>
      targetsOf(Object.keys(arrays).filter((name) => name.endsWith(`.${side}Scale`)));
    return adapterBy(
      "ia3",
      { outputs: ofSide("output"), inputs: ofSide("input") },
      uploadAll(arrays),
    );
  }
  const { rank, alpha } = adapter;
  const arrays = loraArrays(model, adapter);
  const targets = targetsOf(Object.keys(arrays));
  return adapterBy("lora", { rank, alpha, targets }, uploadAll(arrays));
}

/** The model that an adapter is for. */
export interface PeftTarget {
  /** Hub id or folder. */
  readonly name: string;
  readonly config: ConfigJson;
}

/** The Hugging Face name of a linear site. */
function moduleOf(site: string, model: Model, { config }: PeftTarget): string {
  const family = familyOfModel(model);
  const module = family.moduleOfSite(site, config);
  if (module !== undefined) return module;
  throw new TypeError(`Cannot write a PEFT adapter: "${site}" is no linear map of ${family.name}`);
}

function loraToPeft(adapter: Adapter, model: Model, target: PeftTarget): PeftFiles {
  const { rank, alpha } = adapter.config as { rank: number; alpha: number };
  const maps: Record<string, { down: TensorData; up: TensorData }> = {};
  for (const [name, down] of Object.entries(adapter.params)) {
    if (!name.endsWith(".down")) continue;
    const site = name.slice(0, -".down".length);
    maps[moduleOf(site, model, target)] = {
      down: download(down),
      up: download(adapter.params[`${site}.up`]!),
    };
  }
  return peftLora({ base: target.name, rank, alpha, maps }, taskOf(model));
}

function ia3ToPeft({ params }: Adapter, model: Model, target: PeftTarget): PeftFiles {
  const scales: Record<string, PeftScale> = {};
  for (const [name, values] of Object.entries(params)) {
    const [, site, side] = name.match(/^(.+)\.(input|output)Scale$/)!;
    scales[moduleOf(site!, model, target)] = {
      side: side as PeftScale["side"],
      values: download(values),
    };
  }
  return peftIa3({ base: target.name, scales }, taskOf(model));
}

/** Tells whether PEFT has an adapter that gives all outputs of this one. */
export function hasPeftForm({ method, base }: Adapter, model: Model): boolean {
  return model.kind === "seq2seq" && Object.keys(base).length === 0 &&
    ["prompt", "lora", "ia3"].includes(method.name);
}

/**
 * Writes a folded adapter as PEFT would: a plain prompt or (IA)^3 on a model that writes, or LoRA.
 *
 * @param adapter folded: a residual prompt is a plain one by then
 * @throws {TypeError} if PEFT has no adapter that gives the same outputs
 */
export function adapterToPeft(adapter: Adapter, model: Model, target: PeftTarget): PeftFiles {
  const { name } = adapter.method;
  if (name === "lora") return loraToPeft(adapter, model, target);
  if (name === "ia3" && model.kind === "seq2seq") return ia3ToPeft(adapter, model, target);
  if (name === "prompt" && model.kind === "seq2seq") {
    const { encoderLayers: layers, heads } = familyOfModel(model).sizes(target.config);
    const base = { name: target.name, layers, heads };
    return peftPrompt(download(adapter.params.prompt!), base, writingTaskOf(model));
  }
  const reason = name === "prompt"
    ? "PEFT puts a prompt before the first token, ours stands behind it"
    : `PEFT has no adapter like "${name}"`;
  throw new TypeError(`Cannot write a PEFT adapter: ${reason}`);
}
