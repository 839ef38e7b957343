/**
 * The encoder of a BERT and its relatives, with a soft prompt behind `[CLS]`, which RoBERTa calls
 * `<s>`.
 *
 * Source: Devlin et al. 2019 (arXiv:1810.04805); `BertModel` and `RobertaModel` of transformers,
 * which treat `inputs_embeds` alike: positions and segments are added to the whole sequence, prompt
 * included.
 *
 * @module
 */
import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from "../../engine/tf.ts";
import * as tf from "../../engine/tf.ts";
import { activation } from "../../nn/activation.ts";
import { attend, maskBias, mergeHeads, splitHeads } from "../../nn/attention.ts";
import { dropout } from "../../nn/dropout.ts";
import { lookUpRows } from "../../nn/embedding.ts";
import { linear } from "../../nn/linear.ts";
import { layerNorm } from "../../nn/norm.ts";
import { checkInputs } from "../check_inputs.ts";
import type { Inputs, Pass } from "../model.ts";
import type { BertConfig } from "./config.ts";
import { EMBEDDING_NORM, layerName, POSITIONS, SEGMENTS, WORDS } from "./weights.ts";

/** All that a layer needs besides its input. */
export interface BertPass extends Pass {
  readonly config: BertConfig;
}

/**
 * Encodes a batch.
 *
 * @returns `[batch, length + promptLength, dModel]`; `[CLS]` stays first, the prompt comes next
 * @throws {TypeError} if the shapes of the inputs do not fit
 * @throws {RangeError} if the sequence is longer than the model has positions
 */
export function encode(inputs: Inputs, pass: BertPass): Tensor3D {
  checkInputs(inputs);
  const { hidden, mask } = embed(inputs, pass);
  const bias = maskBias(mask);
  let encoded = hidden;
  for (let layer = 0; layer < pass.config.layers; layer++) {
    encoded = attentionSublayer(encoded, bias, layer, pass);
    encoded = feedForwardSublayer(encoded, layer, pass);
  }
  return encoded;
}

/** Embeddings of tokens and prompt, and the mask of both. */
function embed(inputs: Inputs, pass: BertPass): { hidden: Tensor3D; mask: Tensor2D } {
  const { base, config, patch, mode } = pass;
  const segmentIds = inputs.segmentIds ?? tf.zerosLike(inputs.inputIds);
  const tokens = lookUpRows(base[WORDS]!, inputs.inputIds);
  const words = patch.embeddings?.(tokens) ?? tokens;
  const prompt = patch.prompt?.(words, inputs.mask);
  const [batch] = words.shape;
  const promptLength = prompt?.shape[1] ?? 0;
  const repeated = prompt?.shape[0] === 1 ? tf.tile(prompt, [batch, 1, 1]) : prompt;
  const extra: [number, number] = [batch, promptLength];
  const sequence = behindFirst(words, repeated) as Tensor3D;
  const [, length] = sequence.shape;
  if (length > config.positions) {
    throw new RangeError(
      `Cannot encode ${length} tokens, prompt included: the model has ${config.positions} positions`,
    );
  }
  const mask = behindFirst(inputs.mask, prompt && tf.ones(extra)) as Tensor2D;
  const segments = behindFirst(segmentIds, prompt && tf.zeros(extra, "int32")) as Tensor2D;
  const positions = positionEmbeddings(inputs.inputIds, promptLength, pass);
  const sum = tf.add(tf.add(sequence, positions), lookUpRows(base[SEGMENTS]!, segments));
  const hidden = dropout(norm(sum, EMBEDDING_NORM, pass), config.dropout, mode.draws);
  return { hidden: hidden as Tensor3D, mask };
}

/**
 * The positions of a sequence with its prompt, `[length, dModel]` or one for each row.
 *
 * Source of those that count tokens: `RobertaEmbeddings.create_position_ids_from_input_ids` of
 * transformers, to which a prompt is as many tokens. Of `inputs_embeds` it would count every place,
 * which is the same where padding comes last.
 */
function positionEmbeddings(
  ids: Tensor2D,
  promptLength: number,
  { base, config }: BertPass,
): Tensor {
  const table = base[POSITIONS]!;
  const [batch, length] = ids.shape;
  if (!config.countsBehindPad) {
    return tf.slice(table, [0, 0], [length + promptLength, config.dModel]);
  }
  const pad = tf.scalar(config.padId, "int32");
  const isToken = tf.cast(tf.notEqual(ids, pad), "int32");
  const places = promptLength > 0 ? tf.ones([batch, promptLength], "int32") : undefined;
  const counted = behindFirst(isToken, places);
  return lookUpRows(table, tf.add(tf.mul(tf.cumsum(counted, 1), counted), pad) as Tensor2D);
}

/** Puts `middle` behind the first position of every row. */
function behindFirst(sequence: Tensor, middle: Tensor | undefined): Tensor {
  if (middle === undefined) return sequence;
  const [first, rest] = tf.split(sequence, [1, sequence.shape[1]! - 1], 1);
  return tf.concat([first!, middle, rest!], 1);
}

function norm(x: Tensor, name: string, { base, config }: BertPass): Tensor {
  return layerNorm(x, base[`${name}.weight`]!, base[`${name}.bias`]!, config.epsilon);
}

/** A linear map of the model and what the method makes of its input and output. */
function map(x: Tensor, name: string, site: string, { base, patch }: BertPass): Tensor {
  const input = patch.input?.(site, x) ?? x;
  const output = linear(input, base[`${name}.weight`]!, base[`${name}.bias`]);
  return patch.linear?.(site, input, output) ?? output;
}

/** What the method makes of a sublayer's output, dropout, skip and norm. */
function finish(
  hidden: Tensor3D,
  output: Tensor,
  site: string,
  name: string,
  pass: BertPass,
): Tensor3D {
  const { config, mode, patch } = pass;
  const patched = patch.sublayer?.(site, output as Tensor3D) ?? output;
  const sum = tf.add(hidden, dropout(patched, config.dropout, mode.draws));
  return norm(sum, `${name}.LayerNorm`, pass) as Tensor3D;
}

function attentionSublayer(
  hidden: Tensor3D,
  bias: Tensor4D,
  layer: number,
  pass: BertPass,
): Tensor3D {
  const { config, mode, patch } = pass;
  const name = `${layerName(layer)}.attention`;
  const site = `encoder.${layer}.attention`;
  const head = (part: string) =>
    splitHeads(map(hidden, `${name}.self.${part}`, `${site}.${part}`, pass), config.heads);
  const query = head("query");
  const pair = { key: head("key"), value: head("value") };
  const { key, value } = patch.keyValue?.(site, pair) ?? pair;
  const scale = 1 / Math.sqrt(config.dModel / config.heads);
  const drop = (weights: Tensor) => dropout(weights, config.attentionDropout, mode.draws);
  const mixed = mergeHeads(attend(query, key, value, bias, scale, drop));
  const output = map(mixed, `${name}.output.dense`, `${site}.output`, pass);
  return finish(hidden, output, site, `${name}.output`, pass);
}

function feedForwardSublayer(hidden: Tensor3D, layer: number, pass: BertPass): Tensor3D {
  const name = layerName(layer);
  const site = `encoder.${layer}.feedForward`;
  const act = activation(pass.config.activation);
  const inner = act(map(hidden, `${name}.intermediate.dense`, `${site}.in`, pass));
  const output = map(inner, `${name}.output.dense`, `${site}.out`, pass);
  return finish(hidden, output, site, `${name}.output`, pass);
}
