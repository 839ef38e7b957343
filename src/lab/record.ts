/**
 * A run record as the text of a file, and back.
 *
 * The file ends with a digest of what stands before it: a record that was cut short, changed by
 * hand or damaged by the disk is found when it is read.
 *
 * @module
 */
import { hashValue } from "../core/hash.ts";
import type { RunRecord } from "./run.ts";
import { flag, listOf, mapOf, nullable, number, object, optional, parts, text } from "./shape.ts";

/** A number; JSON writes those that are not finite as null. */
const MAYBE = nullable(number);

const SCORES = mapOf(MAYBE);

/** The parts of a record that are read; those of a method are its own affair. */
const RECORD = parts({
  runId: text,
  config: parts({
    model: text,
    data: text,
    task: text,
    protocol: optional(text),
    method: text,
    methodConfig: object,
    initFrom: optional(parts({ adapter: text, sha256: text })),
    training: parts({
      steps: number,
      batchSize: number,
      learningRate: number,
      optimizer: text,
      weightDecay: number,
      schedule: text,
      warmupSteps: number,
      clipNorm: MAYBE,
      dropout: flag,
      evaluateEvery: MAYBE,
      keep: text,
      precision: optional(text),
    }),
    answering: text,
    shots: MAYBE,
    examples: parts({ train: MAYBE, dev: MAYBE, test: MAYBE }),
    seed: number,
  }),
  outcome: parts({
    dev: SCORES,
    test: SCORES,
    answers: optional(parts({ texts: listOf(text), given: listOf(number) })),
    jackknife: optional(listOf(number)),
    series: listOf(parts({ step: number, trainLoss: MAYBE, dev: MAYBE })),
    losses: listOf(MAYBE),
    trainedParameters: number,
    storedParameters: number,
    verdicts: optional(mapOf(listOf(parts({
      selection: text,
      step: number,
      dev: SCORES,
      test: SCORES,
    })))),
    counts: parts({ train: number, dev: number, test: number }),
  }),
  cost: parts({
    wallSeconds: number,
    trainSeconds: number,
    peakBytes: number,
    stops: optional(listOf(number)),
  }),
  provenance: parts({
    command: text,
    commit: nullable(parts({ id: text, clean: flag })),
    hashes: parts({ code: text, weights: text, data: text }),
    versions: mapOf(text),
    engine: object,
    machine: parts({ os: text, arch: text, cpu: text, vectors: optional(nullable(text)) }),
    finishedAt: text,
  }),
});

/** The text of a record's file: JSON that people can read, `digest` last. */
export function renderRecord(record: RunRecord): string {
  const text = JSON.stringify({ ...record, digest: hashValue(record) }, null, 1);
  return foldNumbers(text) + "\n";
}

/** A text, or a list of numbers alone; texts are found so that no list is sought within them. */
const TEXT_OR_NUMBERS = /"[^"\\]*(?:\\.[^"\\]*)*"|\[[-+\d.,eE\s]+\]/g;

/** Puts lists of numbers on one line: a thousand losses are one line to scroll past. */
function foldNumbers(json: string): string {
  return json.replace(
    TEXT_OR_NUMBERS,
    (found) => found.startsWith("[") ? found.replace(/\s+/g, "") : found,
  );
}

/** The compact text of a record, without a line break. */
export function renderRecordLine(record: RunRecord): string {
  return JSON.stringify({ ...record, digest: hashValue(record) });
}

/**
 * Reads a record back.
 *
 * @param name of the file, for the error
 * @throws {SyntaxError} if the text is no JSON, lacks a part, or does not have its digest
 */
export function parseRecord(text: string, name: string): RunRecord {
  const { digest, ...record } = parseObject(text, name);
  const fault = RECORD(record);
  if (fault !== undefined) {
    throw new SyntaxError(`Cannot read "${name}": its "${fault}" is missing or of another type`);
  }
  if (digest !== hashValue(record)) {
    throw new SyntaxError(`Cannot read "${name}": it was changed after it was written`);
  }
  return record as unknown as RunRecord;
}

function parseObject(text: string, name: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const size = text.length === 0 ? "empty" : "cut short or no JSON";
    throw new SyntaxError(`Cannot read "${name}": it is ${size}`, { cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new SyntaxError(`Cannot read "${name}": it holds no record`);
}
