/**
 * Adapters of the tiny checkpoints, as training leaves them and as they are saved.
 *
 * @module
 */
import { join } from "node:path";
import { withAdapterFolder } from "../../src/adapters/files.ts";
import type { AdapterAbout } from "../../src/adapters/folder.ts";
import { Rng } from "../../src/core/rng.ts";
import type { Session } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { normal } from "../../src/nn/init.ts";
import {
  type Adapter,
  adapterOf,
  adapterTensors,
  disposeAdapter,
  initAdapter,
} from "../../src/train/adapter.ts";
import { type LoadedModel, loadFolder } from "../../src/train/load.ts";
import { writeAdapter } from "../../src/train/write_adapter.ts";
import { makeModelFolder, tinyConfig } from "./_folders.ts";

/** The engine of all adapters. */
export const session: Session = await wasm.start({});

/** Loads a tiny checkpoint, of which it makes a whole model folder. */
export async function loadTiny(folder: string, checkpoint: string): Promise<LoadedModel> {
  return await loadFolder(await makeModelFolder(folder, checkpoint), session);
}

/** An adapter as training leaves it: away from where it started, where no zero hides a loss. */
export function trainedAdapter(loaded: LoadedModel, method: string, config: object): Adapter {
  const classes = loaded.model.kind === "classifier" ? { classes: ["yes", "no", "maybe"] } : {};
  const context = { rng: new Rng(7), encode: loaded.tokenizer.words, ...classes };
  const fresh = initAdapter(loaded.model, method, config, context);
  const moved = Object.entries(adapterTensors(fresh)).map(([name, tensor]) => [
    name,
    tf.tidy(() => tf.add(tensor, normal(tensor.shape, 0.05, new Rng(name)))),
  ]);
  disposeAdapter(fresh);
  return adapterOf(fresh, Object.fromEntries(moved));
}

function aboutOf(loaded: LoadedModel): AdapterAbout {
  const scores = { accuracy: 0.75, score: 0.75 };
  return {
    run: tinyConfig({ model: loaded.id, data: "rows.jsonl" }, "prompt", { task: "rows", seed: 3 }),
    scores: { dev: scores, test: scores },
    hashes: { weights: loaded.hash, data: "d".repeat(64) },
    engine: session.report,
    counts: { train: 48, dev: 6, test: 8 },
    trainedParameters: 48,
    storedParameters: 48,
  };
}

/** Saves an adapter as a training does. */
export async function saveAdapter(
  folder: string,
  adapter: Adapter,
  loaded: LoadedModel,
): Promise<void> {
  await withAdapterFolder(folder, (part) => writeAdapter(part, adapter, loaded, aboutOf(loaded)));
}

/** A saved prompt in `<folder>/out`, and the model that it belongs to. */
export async function savePrompt(folder: string): Promise<{ out: string; loaded: LoadedModel }> {
  const loaded = await loadTiny(join(folder, "base"), "t5/v1_0");
  const adapter = trainedAdapter(loaded, "prompt", { promptLength: 3 });
  const out = join(folder, "out");
  await saveAdapter(out, adapter, loaded);
  return { out, loaded };
}
