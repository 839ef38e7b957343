/**
 * How fast this machine trains, measured once on a small model: for plans of models that were never
 * run here.
 *
 * @module
 */
import { cpus } from "node:os";
import { join } from "node:path";
import { writeAtomically } from "../core/atomic_file.ts";
import { canonicalJson } from "../core/hash.ts";
import { cacheDir } from "../core/paths.ts";
import { vectorUnits } from "../core/processor.ts";
import { Rng } from "../core/rng.ts";
import type { Precision, Session, Tensors } from "../engine/engine.ts";
import { usesGpu } from "../engine/gpu.ts";
import { startEngine } from "../engine/registry.ts";
import * as tf from "../engine/tf.ts";
import { prompt } from "../methods/prompt.ts";
import type { Seq2SeqModel } from "../models/model.ts";
import { readT5Config } from "../models/t5/config.ts";
import { t5 } from "../models/t5/mod.ts";
import { weightShapes } from "../models/t5/weights.ts";
import { OPTIMIZERS } from "../nn/optim/mod.ts";
import { type AnyOptimizer, initialState, trainingProgram } from "../train/programs.ts";
import { runSteps } from "../train/steps.ts";
import { modelSizes } from "./memory.ts";
import { stepOperations } from "./operations.ts";

/** What was measured. */
export interface Calibration {
  /** Floating-point operations per second of one worker. */
  readonly rate: number;
  /** Name of the engine that ran. */
  readonly engine: string;
  readonly gpu: boolean;
}

/** T5-Small's widths with a third of its layers and a quarter of its vocabulary. */
const CONFIG = {
  model_type: "t5",
  d_model: 512,
  d_kv: 64,
  d_ff: 2048,
  num_heads: 8,
  num_layers: 2,
  vocab_size: 8192,
};

const BATCH = 8;
const TOKENS = 118;
const PROMPT = 10;
/** The first steps compile and warm up. */
const WARM_UP = 2;
const TIMED = 5;

/**
 * Measures training steps, or returns what was measured on this machine before.
 *
 * The engine is started in any case: only then is it known what runs, which may be another one since
 * a library was fetched or a driver installed.
 *
 * @param engine name of an engine, or `auto`
 * @param threads of a worker; null: the engine's default
 * @param notice is told before something is measured
 * @param folder where it is kept
 * @throws {EngineUnavailable} if the engine cannot run here
 */
export async function calibrate(
  engine: string,
  threads: number | null,
  notice: (line: string) => void,
  folder = cacheDir(),
): Promise<Calibration> {
  const path = join(folder, "calibration.json");
  const known = await readKnown(path);
  const session = await startEngine(engine, threads === null ? {} : { threads });
  const cpu = `${cpus()[0]?.model} ${vectorUnits() ?? ""}`.trim();
  const key = canonicalJson({ ...session.report, cpu });
  if (known[key] !== undefined) return known[key];
  notice("Measuring training steps on this machine (a few seconds)");
  const measured = await measure(session);
  const kept = JSON.stringify({ ...known, [key]: measured }, null, 1) + "\n";
  await writeAtomically(path, kept).catch(() => {}); // a full or read-only cache costs seconds, not the plan
  return measured;
}

async function readKnown(path: string): Promise<Readonly<Record<string, Calibration>>> {
  try {
    return JSON.parse(await Deno.readTextFile(path)) ?? {};
  } catch {
    return {}; // none yet, or damaged: measured anew
  }
}

async function measure(session: Session): Promise<Calibration> {
  const model = randomT5(CONFIG, session);
  const optimizer = OPTIMIZERS.adamw as AnyOptimizer;
  const config = { ...prompt.defaults, promptLength: PROMPT };
  const context = { rng: new Rng("calibration"), encode: () => [] };
  const params = prompt.init(model.target, config, context);
  const adapter = { method: prompt, config, params, base: {} };
  const parts = { model, adapter, optimizer, weightDecay: 0, clipNorm: null, dropout: true };
  const ends: number[] = [];
  const program = session.compile("calibration", trainingProgram(parts));
  const state = await runSteps(program, initialState(adapter, optimizer), batch, {
    steps: WARM_UP + TIMED,
    learningRate: () => 1e-3,
    seed: (step) => step,
    afterStep: () => void ends.push(performance.now()),
  });
  tf.dispose(Object.values(state));
  const steps = ends.slice(WARM_UP).map((end, i) => end - ends[WARM_UP - 1 + i]!);
  const seconds = Math.min(...steps) / 1000; // the others were disturbed
  const work = { batch: BATCH, tokens: TOKENS + PROMPT, full: false };
  return {
    rate: stepOperations(modelSizes(CONFIG), work) / seconds,
    engine: session.report.engine,
    gpu: usesGpu(session.report),
  };
}

/**
 * A T5 of random weights, for measuring; the caller owns it.
 *
 * @param json as in a Hugging Face `config.json`
 */
export function randomT5(
  json: Readonly<Record<string, unknown>>,
  session: Session,
  precision: Precision = "f32",
): Seq2SeqModel {
  const config = { model_type: "t5", ...json };
  const shapes = weightShapes(readT5Config(config));
  const rng = new Rng("weights");
  // a prime number of drawn values over and over: drawing every weight would take longer
  const drawn = Float32Array.from({ length: 65_537 }, () => 0.05 * rng.normal());
  return t5.load({
    config,
    shapes,
    load: (name) =>
      session.place(shapes[name]!, (values) => {
        if (name.endsWith("layer_norm.weight")) return values.fill(1);
        for (let i = 0; i < values.length; i += drawn.length) {
          values.set(drawn.subarray(0, values.length - i), i);
        }
      }, precision),
  }) as Seq2SeqModel;
}

function batch(): Tensors {
  const ids = (tokens: number) => tf.fill([BATCH, tokens], 7, "int32");
  return {
    inputIds: ids(TOKENS),
    mask: tf.ones([BATCH, TOKENS]),
    decoderIds: ids(4),
    targetIds: ids(4),
  };
}
