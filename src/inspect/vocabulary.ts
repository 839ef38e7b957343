/**
 * The embeddings of a vocabulary beside trained rows: read in blocks, so that a large table never lies
 * in memory whole.
 *
 * @module
 */
import { Rng } from "../core/rng.ts";
import { mean, variance } from "../core/statistics.ts";
import type { TensorLocation } from "../hub/safetensors.ts";
import { readRows } from "./embeddings.ts";
import { keepNearest, type Neighbour } from "./nearest.ts";
import {
  dotTogether,
  normsOf,
  quotient,
  type Rows,
  stack,
  sumOfDirections,
  TOGETHER,
} from "./rows.ts";

/** What the embeddings are like. */
export interface VocabularyStatistics {
  /** Number of embeddings, with those of no token at the end of some tables. */
  readonly size: number;
  /** Mean and sample standard deviation of their Euclidean norms. */
  readonly meanNorm: number;
  readonly sdNorm: number;
  /** Mean cosine similarity of two different embeddings. */
  readonly meanCosine: number;
}

/** The embeddings of a model, and what is near to them by chance. */
export interface InspectedVocabulary extends VocabularyStatistics {
  /**
   * Mean cosine similarity of a random direction and its nearest token, over 20 directions: a
   * neighbour that is not nearer means nothing.
   */
  readonly chance: number;
}

/** What a pass over the vocabulary found. */
export interface Scan {
  /** null: there was nothing to be near to. */
  readonly vocabulary: InspectedVocabulary | null;
  /** For each group and each of its rows the nearest tokens, nearest first. */
  readonly nearest: readonly (readonly (readonly Neighbour[])[])[];
}

/** Random directions that say what is near by chance. */
const DIRECTIONS = 20;

/** Numbers that are read at once: 16 MiB as float32. */
const BLOCK = 1 << 22;

/**
 * Finds the tokens whose embeddings have the largest cosine similarity with each row, in one pass over
 * the vocabulary.
 *
 * @param embeddings where `[vocab, dModel]` lies
 * @param groups each `[count, dModel]`, or absent
 * @param most neighbours of each row; a row of zeros has none
 * @throws the reason of the signal, between two blocks
 */
export async function scanVocabulary(
  embeddings: TensorLocation,
  groups: readonly (Rows | undefined)[],
  most: number,
  signal: AbortSignal,
): Promise<Scan> {
  const given = groups.filter((group) => group !== undefined);
  if (given.length === 0) return { vocabulary: null, nearest: groups.map(() => []) };
  const width = embeddings.shape[1]!;
  const rows = stack([randomRows(width), ...given, ...padding(given, width)], width);
  const { statistics, nearest } = await scan(embeddings, rows, most, signal);
  let at = 0;
  const take = (count: number) => nearest.slice(at, at += count);
  const chance = mean(take(DIRECTIONS).map(([first]) => first!.cosine));
  return {
    vocabulary: { ...statistics, chance },
    nearest: groups.map((group) => take(group?.count ?? 0)),
  };
}

/** Rows of zeros that make the number of all a multiple of those that are multiplied together. */
function padding(groups: readonly Rows[], width: number): Rows[] {
  const count = groups.reduce((sum, { count }) => sum + count, DIRECTIONS);
  const missing = (TOGETHER - count % TOGETHER) % TOGETHER;
  return [{ count: missing, width, values: new Float64Array(missing * width) }];
}

/** The same directions each time. */
function randomRows(width: number): Rows {
  const rng = new Rng("random directions");
  const values = Float64Array.from({ length: DIRECTIONS * width }, () => rng.normal());
  return { count: DIRECTIONS, width, values };
}

/** Reads the embeddings block by block and holds them against each of `rows`, `[count, dModel]`. */
async function scan(
  embeddings: TensorLocation,
  rows: Rows,
  most: number,
  signal: AbortSignal,
): Promise<{ statistics: VocabularyStatistics; nearest: Neighbour[][] }> {
  const [size = 0, width = 0] = embeddings.shape;
  const lengths = normsOf(rows);
  const nearest = lengths.map((): Neighbour[] => []);
  const norms: number[] = [];
  const direction = new Array<number>(width).fill(0);
  const height = Math.max(1, Math.floor(BLOCK / width));
  for (let first = 0; first < size; first += height) {
    signal.throwIfAborted();
    const block = await readRows(embeddings, first, Math.min(height, size - first));
    const blockNorms = normsOf(block);
    meetBlock(
      rows,
      lengths,
      block,
      blockNorms,
      (row, id, cosine) => keepNearest(nearest[row]!, first + id, cosine, most),
    );
    sumOfDirections(block).forEach((value, k) => direction[k]! += value);
    for (const norm of blockNorms) norms.push(norm);
  }
  return { statistics: describe(norms, direction), nearest };
}

/** Tells the cosine similarity of each row that is not zero and each embedding of a block. */
function meetBlock(
  rows: Rows,
  lengths: readonly number[],
  block: Rows,
  blockNorms: readonly number[],
  tell: (row: number, embedding: number, cosine: number) => void,
): void {
  const products = new Float64Array(TOGETHER);
  for (let i = 0; i < rows.count; i += TOGETHER) {
    for (let j = 0; j < block.count; j++) {
      dotTogether(rows, i, block, j, products);
      for (let k = 0; k < TOGETHER; k++) {
        const length = lengths[i + k]!;
        if (length > 0) tell(i + k, j, quotient(products[k]!, length * blockNorms[j]!));
      }
    }
  }
}

/** The mean cosine of all pairs follows from the sum of all directions: `(|sum|^2 - n) / (n (n - 1))`. */
function describe(norms: readonly number[], direction: readonly number[]): VocabularyStatistics {
  const size = norms.length;
  const squared = direction.reduce((sum, value) => sum + value * value, 0);
  const directed = norms.filter((norm) => norm > 0).length;
  return {
    size,
    meanNorm: mean(norms),
    sdNorm: Math.sqrt(variance(norms) ?? 0),
    meanCosine: quotient(squared - directed, size * (size - 1)),
  };
}
