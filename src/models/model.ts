/**
 * What a model is to the trainer: a loss, scores of choices and, for those that write, decoding.
 *
 * All forward functions are pure: they take the base weights with the {@linkcode Pass}, so that full
 * fine-tuning is the same call with other tensors.
 *
 * @module
 */
import type { Tensors } from "../engine/engine.ts";
import type { Tensor, Tensor2D, Tensor3D } from "../engine/tf.ts";
import type { Mode, Patch, Target } from "../sites.ts";
import type { ModelSizes } from "./sizes.ts";

/** A padded batch of inputs. */
export interface Inputs {
  /** `[batch, length]` int32 */
  readonly inputIds: Tensor2D;
  /** `[batch, length]` float32, 1 at tokens, 0 at padding */
  readonly mask: Tensor2D;
  /** `[batch, length]` int32 segment of each token, for families that have segments */
  readonly segmentIds?: Tensor2D;
}

/** What a forward pass takes besides its inputs. */
export interface Pass {
  /** All weights of the model by Hugging Face name, trained ones in the place of its own. */
  readonly base: Tensors;
  readonly patch: Patch;
  readonly mode: Mode;
}

/** What every family offers. */
interface ModelBase {
  /** Such as `t5`. */
  readonly family: string;
  readonly target: Target;
  readonly tokens: {
    /** Fills what a batch has room for behind a text. */
    readonly pad: number;
    /** Ends a text. */
    readonly end: number;
    /** At which an answer ends, too; absent: at none. */
    readonly stops?: readonly number[];
  };
  /** Longest input in tokens that the model is meant for. */
  readonly maxLength: number;
  /** Most positions, prompt included; null where positions are relative. */
  readonly positions: number | null;
}

/** A model that writes its answer: T5, Llama. */
export interface Seq2SeqModel extends ModelBase {
  readonly kind: "seq2seq";
  /** Whether the answer goes on behind the input, in one text and one stack: Llama. */
  readonly decoderOnly: boolean;
  /** Token that the decoder starts from; one that is decoder-only does not read it. */
  readonly decoderStart: number;
  /**
   * @returns `[batch, promptLength + length, width]` what `decode` needs of the input: T5's encoder
   *   output, Llama's keys and values
   */
  encode(inputs: Inputs, pass: Pass): Tensor3D;
  /**
   * @param memory `[batch, promptLength + length, width]`
   * @param mask `[batch, length]` of the input without prompt
   * @param decoderIds `[batch, targetLength]` int32, from the decoder's start token on
   * @returns `[batch, targetLength, vocab]` logits of the next tokens
   */
  decode(memory: Tensor3D, mask: Tensor2D, decoderIds: Tensor2D, pass: Pass): Tensor3D;
}

/** A model that picks a class: BERT, RoBERTa. */
export interface ClassifierModel extends ModelBase {
  readonly kind: "classifier";
  /**
   * @param head `classifier.weight` `[classes, dModel]` and `classifier.bias` `[classes]`
   * @returns `[batch, classes]` logits
   */
  classify(head: Tensors, inputs: Inputs, pass: Pass): Tensor2D;
}

/** Any model. */
export type Model = Seq2SeqModel | ClassifierModel;

/** The parsed `config.json` of a checkpoint. */
export type ConfigJson = Readonly<Record<string, unknown>>;

/** Where a family reads a checkpoint from. */
export interface ModelFiles {
  readonly config: ConfigJson;
  /** Shape by Hugging Face name of every tensor of the checkpoint. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Puts a tensor on the device as float32; the caller owns it. */
  load(name: string): Tensor;
}

/** One model family; one folder each, listed in `mod.ts`. */
export interface Family {
  readonly name: string;
  /** Values of `model_type` in the `config.json` of checkpoints that this family reads. */
  readonly modelTypes: readonly string[];
  /**
   * The sizes of a checkpoint with that `config.json`.
   *
   * @throws {TypeError} if one is missing; names it
   */
  sizes(config: ConfigJson): ModelSizes;
  /** Name of the token embeddings, `[vocab, dModel]`, in `Target.base`. */
  readonly embeddings: string;
  /** The name in `Target.base` of a weight that a checkpoint, with or without a head, names so. */
  baseName(name: string): string;
  /**
   * Loads a checkpoint.
   *
   * @throws {TypeError} if a weight is missing or has a shape that its config forbids
   */
  load(files: ModelFiles): Model;
  /**
   * The name of a linear site in Hugging Face's files, without `.weight`; undefined if there is no
   * such map.
   */
  moduleOfSite(site: string, config: ConfigJson): string | undefined;
  /** The linear site of such a name; undefined if it is none. */
  siteOfModule(module: string): string | undefined;
}
