/**
 * A workbench: a started engine with the models, data and compiled programs that runs share.
 *
 * @module
 */
import { canonicalJson } from "../core/hash.ts";
import { MostRecent } from "../core/most_recent.ts";
import type { Compiled, EngineOptions, Precision, Program, Session } from "../engine/engine.ts";
import { type StartedSession, startEngine } from "../engine/registry.ts";
import type { RunConfig } from "../lab/run.ts";
import type { ClassifierModel, Seq2SeqModel } from "../models/model.ts";
import type { Adapter } from "./adapter.ts";
import type { ScoringPrograms } from "./answers.ts";
import { type DataConfig, loadRunData, type OpenSource, type RunData } from "./data.ts";
import { disposeModel, type LoadedModel, loadModel } from "./load.ts";
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

/** So many compiled programs are kept, since each holds memory. */
const MOST_PROGRAMS = 64;

/** A model on the device: programs capture its weights. */
type Held = Pick<LoadedModel, "id" | "precision">;

/** What runs share; see the module doc. Whoever goes on without it disposes of its models and programs. */
export interface Workbench extends AsyncDisposable {
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
export async function openWorkbench(
  { openSource = noSource, ...options }: WorkbenchOptions,
): Promise<Workbench> {
  const session = await startEngine(options.engine, options);
  const models = new Map<string, Promise<LoadedModel>>();
  const programs = new MostRecent<Compiled>(MOST_PROGRAMS);
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
    ...compiler(session, programs),
    async [Symbol.asyncDispose]() {
      programs[Symbol.dispose]();
      const loaded = await Promise.allSettled(models.values());
      models.clear();
      for (const it of loaded) if (it.status === "fulfilled") disposeModel(it.value);
    },
  };
}

/** Compiles each program once. */
function compiler(
  session: Session,
  programs: MostRecent<Compiled>,
): Pick<Workbench, "training" | "scoring" | "classifying"> {
  const compile = (name: string, decidedBy: readonly unknown[], make: () => Program) =>
    programs.get(canonicalJson([name, decidedBy]), () => session.compile(name, make()));
  return {
    training({ model, methodConfig, training, method }, parts) {
      const { optimizer, weightDecay, clipNorm, dropout, precision = "f32" } = training;
      const decidedBy = [model, precision, methodConfig, optimizer, weightDecay, clipNorm, dropout];
      return compile(`train ${method}`, decidedBy, () => trainingProgram(parts));
    },
    scoring({ id, precision }, model, adapter) {
      const decidedBy = [id, precision, adapter.method.name, adapter.config];
      return {
        encode: compile("encode", decidedBy, () => encodeProgram(model, adapter)),
        nextToken: compile("next token", decidedBy, () => nextTokenProgram(model, adapter)),
        likelihood: compile("likelihood", decidedBy, () => likelihoodProgram(model, adapter)),
      };
    },
    classifying({ id, precision }, model, adapter) {
      const decidedBy = [id, precision, adapter.method.name, adapter.config];
      return compile("classify", decidedBy, () => classifyProgram(model, adapter));
    },
  };
}

function noSource(name: string): never {
  throw new Error(`Cannot open data "${name}": the workbench was opened without a source`);
}
