/**
 * A training under way, on disk: all that it takes to go on as if it had never stopped.
 *
 * A checkpoint is one safetensors file: the state of the training program, the best parameters so
 * far and the losses as tensors, the rest of what was seen as metadata. Batches and seeds are not in
 * it: they follow from the seed of the run and the step.
 *
 * @module
 */
import { dirname } from "node:path";
import { UsageError } from "../core/errors.ts";
import { isFile } from "../core/exists.ts";
import type { Tensors } from "../engine/engine.ts";
import type * as tf from "../engine/tf.ts";
import {
  bytesOf,
  readHeader,
  readMetadata,
  readTensor,
  type TensorLocation,
} from "../hub/safetensors.ts";
import { type TensorPieces, writePieces } from "../hub/write_safetensors.ts";
import { upload } from "./tensor_data.ts";
import type { Seen } from "./watch.ts";

/** A training after some of its steps. */
export interface Checkpoint {
  readonly step: number;
  /** State of the training program; float32. */
  readonly state: Tensors;
  readonly seen: Seen;
  /** Seconds of training so far. */
  readonly seconds: number;
  /** Steps after which the training had been stopped. */
  readonly stops: readonly number[];
}

/** What stands in the metadata. */
interface About extends Pick<Checkpoint, "step" | "seconds" | "stops"> {
  /** Hash of what decides the training; see {@linkcode readCheckpoint}. */
  readonly training: string;
  readonly series: Seen["series"];
  readonly evaluations: Seen["evaluations"];
  readonly best: { readonly step: number; readonly dev: number } | null;
}

const STATE = "state/";
const BEST = "best/";
const LOSSES = "losses";

/**
 * Writes a checkpoint; the file appears whole or not at all, in the place of the one before.
 *
 * @param training hash of what decides the training
 * @throws {TypeError} if a tensor of the state holds other numbers than float32
 */
export async function writeCheckpoint(
  path: string,
  { state, seen, ...rest }: Checkpoint,
  training: string,
): Promise<void> {
  const { losses, series, evaluations, best } = seen;
  const about: About = {
    ...rest,
    training,
    series,
    evaluations,
    best: best ? { step: best.step, dev: best.dev } : null,
  };
  const tensors = new Map<string, TensorPieces>([
    ...piecesOf(STATE, state),
    ...piecesOf(BEST, best?.params ?? {}),
    [LOSSES, onePiece([losses.length], () => Float32Array.from(losses))],
  ]);
  await Deno.mkdir(dirname(path), { recursive: true });
  await writePieces(path, tensors, { about: JSON.stringify(about) });
}

/** Tensors are read from the device one by one: with full fine-tuning they are the whole model. */
function piecesOf(prefix: string, tensors: Tensors): [string, TensorPieces][] {
  return Object.entries(tensors).map(([name, tensor]) => {
    if (tensor.dtype !== "float32") {
      throw new TypeError(`Cannot write "${name}": it must be float32: it is ${tensor.dtype}`);
    }
    return [prefix + name, onePiece(tensor.shape, () => tensor.dataSync() as Float32Array)];
  });
}

function onePiece(shape: readonly number[], read: () => Float32Array): TensorPieces {
  return {
    dtype: "F32",
    shape,
    *pieces() {
      yield bytesOf(read());
    },
  };
}

/**
 * Reads a checkpoint; the caller owns its tensors.
 *
 * @param training hash of what decides the training
 * @returns undefined if there is none
 * @throws {UsageError} if the file is damaged, or of another training
 */
export async function readCheckpoint(
  path: string,
  training: string,
): Promise<Checkpoint | undefined> {
  if (!await isFile(path)) return undefined;
  const about: About = JSON.parse((await readMetadata(path)).about!);
  if (about.training !== training) {
    throw new UsageError(
      `Cannot resume from "${path}": options, data, weights, sources or engine have changed`,
    );
  }
  const locations = await readHeader(path);
  const { step, seconds, stops, series, evaluations, best } = about;
  const losses = await readTensor(LOSSES, locations.get(LOSSES)!);
  return {
    step,
    seconds,
    stops,
    state: await readTensors(locations, STATE),
    seen: {
      losses: [...losses],
      series,
      evaluations,
      best: best ? { ...best, params: await readTensors(locations, BEST) } : undefined,
    },
  };
}

async function readTensors(
  locations: ReadonlyMap<string, TensorLocation>,
  prefix: string,
): Promise<Tensors> {
  const tensors: Record<string, tf.Tensor> = {};
  for (const [name, location] of locations) {
    if (!name.startsWith(prefix)) continue;
    const values = await readTensor(name, location);
    tensors[name.slice(prefix.length)] = upload({ shape: location.shape, values });
  }
  return tensors;
}
