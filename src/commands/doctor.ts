/**
 * `deno task doctor`: what runs here, what is missing, and how to fix it.
 *
 * @module
 */
import { cpus, totalmem } from "node:os";
import { resultsFolder } from "../assembly/assemble.ts";
import { isFile } from "../core/exists.ts";
import { given } from "../core/given.ts";
import { hasBf16Units } from "../core/processor.ts";
import { SHIPPED_MODELS } from "../core/shipped_models.ts";
import { type EngineReport } from "../engine/engine.ts";
import { gpuHere, usesGpu } from "../engine/gpu.ts";
import { ENGINES, GPU_ADVICE, ON_CPU, ON_GPU } from "../engine/registry.ts";
import { RunStore } from "../lab/store.ts";
import { say } from "../lab/terminal.ts";
import { defineCommand, renderRows } from "./command.ts";
import { probeEngine } from "./probe.ts";
import { wouldFetchTensorflow } from "./would_fetch.ts";

/** One thing that was looked at. */
export interface Finding {
  readonly name: string;
  readonly good: boolean;
  /** What was found, or what is missing. */
  readonly text: string;
  /** The command that fixes it. */
  readonly mend?: string;
  /** Whether whoever trains fetches it first. */
  readonly fetched?: true;
}

/** The command. */
export const doctor = defineCommand({
  name: "doctor",
  summary: "Shows engines, devices and versions, and how to fix what is missing",
  synopsis: "[options]",
  options: { json: { type: "boolean", about: "print JSON" } },
  async run({ values }) {
    const engines: Finding[] = [];
    for (const name of Object.keys(ENGINES)) engines.push(await examineEngine(name));
    const findings = [...engines, await examineModel(), await examineResults()];
    const trains = ON_CPU.some((name) => engines.some((it) => it.name === name && it.good));
    if (values.json) console.log(JSON.stringify({ machine: machine(), findings }, null, 1));
    else {
      console.log(renderRows(Object.entries(machine())) + "\n");
      console.log(renderFindings(findings));
      console.log(`\n${verdict(engines)}`);
    }
    // one engine is enough; whatever else is broken must be mended
    return trains && findings.slice(engines.length).every(({ good }) => good) ? 0 : 1;
  },
});

function machine(): Record<string, string> {
  const gigabytes = (totalmem() / 2 ** 30).toFixed(1);
  return {
    deno: Deno.version.deno,
    system: `${Deno.build.os} ${Deno.build.arch}`,
    processor: `${cpus()[0]?.model.trim() ?? "unknown"}, ${navigator.hardwareConcurrency} cores` +
      (hasBf16Units() ? ", supports bf16 (--precision bf16 is faster)" : ""),
    memory: `${gigabytes} GiB`,
  };
}

/**
 * Starts an engine in a process of its own: one that crashes takes nothing with it. An engine that
 * would fetch a library is not started: who asks what is here does not ask for a gigabyte.
 */
async function examineEngine(name: string): Promise<Finding> {
  const { needs, mend } = await ENGINES[name]!();
  if (name === "tensorflow" && await wouldFetchTensorflow()) {
    const text = "its library is downloaded when first needed: 1.2 GB must be free";
    return { name, good: false, text, fetched: true, ...given({ mend }) };
  }
  const found = await probeEngine(name, say);
  if ("report" in found) return { name, good: true, text: describeEngine(found.report) };
  return { name, good: false, text: `${found.reason}. Requires: ${needs}`, ...given({ mend }) };
}

function describeEngine({ device, jit, versions }: EngineReport): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ");
  return `runs on ${device}, ${jit}; ${list}`;
}

async function examineModel(): Promise<Finding> {
  const name = "mini models";
  for (const [model, folder] of Object.entries(SHIPPED_MODELS)) {
    if (await isFile(`${folder}/model.safetensors`)) continue;
    const text = `data/${model}/model.safetensors is missing`;
    return { name, good: false, text, mend: `git checkout data/${model}` };
  }
  return { name, good: true, text: "shipped weights found" };
}

async function examineResults(): Promise<Finding> {
  const name = "results";
  const store = new RunStore(resultsFolder());
  try {
    await store.prepare();
    const { records, failures, damaged } = await store.load();
    const text =
      `${records.size} finished runs, ${failures.size} failed, ${damaged.length} damaged`;
    return { name, good: damaged.length === 0, text };
  } catch (error) {
    return { name, good: false, text: (error as Error).message };
  }
}

function renderFindings(findings: readonly Finding[]): string {
  return findings.map(({ name, good, text, mend }) =>
    `${good ? "ok     " : "missing"}  ${name}: ${text}${mend ? `\n         fix: ${mend}` : ""}`
  ).join("\n");
}

/** What training will use, said loudly where it is not the best. */
export function verdict(engines: readonly Finding[], gpu = gpuHere()): string {
  const ready = engines.filter(({ good }) => good);
  const onGpu = ready.filter(({ text }) => usesGpu({ device: text })).map(({ name }) => name);
  const best = ON_GPU.find((name) => onGpu.includes(name));
  if (best !== undefined) return `Training uses the engine "${best}" on the GPU`;
  const used = ON_CPU.map((name) => engines.find((it) => it.name === name))
    .find((it) => it?.good || it?.fetched);
  if (used === undefined) return "NO ENGINE RUNS ON THIS MACHINE: training is not possible";
  const [other] = onGpu;
  const why = other !== undefined
    ? `to use the GPU, choose --engine ${other}`
    : gpu !== undefined
    ? `THERE IS A GPU, BUT NO ENGINE CAN USE IT: ${GPU_ADVICE[gpu]}`
    : "no GPU was found";
  const does = used.good ? "uses" : "downloads and uses";
  return `Training ${does} the engine "${used.name}" ON THE CPU: ${why}`;
}
