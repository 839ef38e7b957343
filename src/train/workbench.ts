/**
 * A workbench: a started engine with the models, data and compiled programs that runs share.
 *
 * @module
 */
import { canonicalJson } from "../core/hash.ts";
import type { Compiled, EngineOptions, Precision, Session } from "../engine/engine.ts";
import { type StartedSession, startEngine } from "../engine/registry.ts";
import type { ClassifierModel, Seq2SeqModel } from "../models/model.ts";
import type { RunConfig } from "../lab/run.ts";
import type { Adapter } from "./adapter.ts";
import type { ScoringPrograms } from "./answers.ts";
import { type LoadedModel, loadModel } from "./load.ts";
import { type DataConfig, loadRunData, type OpenSource, type RunData } from "./data.ts";
import {
  classifyProgram,
  encodeProgram,
  likelihoodProgram,
  nextTokenProgram,
  type TrainingParts,
  trainingProgram,
} from "./programs.ts";

/** How a workbench is opened. */
export interface WorkbenchOptions extends EngineOptions {
  /** Name of an engine, or `auto`. */
  readonly engine: string;
  /** Where rows other than the mini world's come from. */
  readonly openSource?: OpenSource;
}

/** A model on the device: programs capture its weights. */
type Held = Pick<LoadedModel, "id" | "precision">;

/** What runs share; see the module doc. */
export interface Workbench {
  readonly session: StartedSession;
  /** Loads a model once in each precision. */
  model(id: string, precision?: Precision): Promise<LoadedModel>;
  /** Loads the examples of a run; the last task stays in memory. */
  data(config: DataConfig): Promise<RunData>;
  /** The program of a training step; compiled once for all runs that differ in numbers only. */
  training(config: RunConfig, parts: TrainingParts): Compiled;
  /** The programs that score an adapter of a model that writes. */
  scoring(loaded: Held, model: Seq2SeqModel, adapter: Adapter): ScoringPrograms;
  /** The program that scores an adapter of a classifier. */
  classifying(loaded: Held, model: ClassifierModel, adapter: Adapter): Compiled;
}

/** Starts an engine and opens a workbench on it. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const session = await startEngine(options.engine, options);
  const models = new Map<string, Promise<LoadedModel>>();
  const programs = new Programs(session);
  const openSource = options.openSource ?? noSource;
  let latest: { key: string; data: Promise<RunData> } | undefined;
  return {
    session,
    model(id, precision = "f32") {
      const key = `${id} ${precision}`;
      const known = models.get(key) ?? loadModel(id, session, precision);
      models.set(key, known);
      known.catch(() => models.delete(key)); // a fetch that failed may be tried again
      return known;
    },
    data(config) {
      const { data, task, protocol = null, shots, examples, seed } = config;
      const key = canonicalJson([data, task, protocol, shots, examples, shots && seed]);
      if (latest?.key !== key) {
        const loading = loadRunData(config, openSource);
        latest = { key, data: loading };
        loading.catch(() => latest = undefined); // a fetch that failed may be tried again
      }
      return latest.data;
    },
    training({ model, methodConfig, training, method }, parts) {
      const { optimizer, weightDecay, clipNorm, dropout } = training;
      const key = [
        ...["train", model, training.precision ?? "f32", method, methodConfig],
        ...[optimizer, weightDecay, clipNorm, dropout],
      ];
      return programs.get(canonicalJson(key), `train ${method}`, () => trainingProgram(parts));
    },
    scoring({ id, precision }, model, adapter) {
      const key = [id, precision, adapter.method.name, adapter.config];
      const get = (what: string, make: typeof encodeProgram) =>
        programs.get(canonicalJson([what, key]), what, () => make(model, adapter));
      return {
        encode: get("encode", encodeProgram),
        nextToken: get("next token", nextTokenProgram),
        likelihood: get("likelihood", likelihoodProgram),
      };
    },
    classifying({ id, precision }, model, adapter) {
      const key = ["classify", id, precision, adapter.method.name, adapter.config];
      return programs.get(canonicalJson(key), "classify", () => classifyProgram(model, adapter));
    },
  };
}

function noSource(name: string): never {
  throw new Error(`Cannot open data "${name}": the workbench was opened without a source`);
}

/** Compiled programs; the least recently used are let go, since each holds memory. */
class Programs {
  static readonly MOST = 64;
  readonly #programs = new Map<string, Compiled>();

  constructor(private readonly session: Session) {}

  get(key: string, name: string, make: () => Parameters<Session["compile"]>[1]): Compiled {
    const known = this.#programs.get(key);
    if (known) {
      this.#programs.delete(key);
      this.#programs.set(key, known);
      return known;
    }
    const made = this.session.compile(name, make());
    this.#programs.set(key, made);
    if (this.#programs.size > Programs.MOST) {
      const [oldest, program] = this.#programs.entries().next().value!;
      this.#programs.delete(oldest);
      program.dispose();
    }
    return made;
  }
}
