/**
 * Whether an adapter that was read is what its method makes for this very model.
 *
 * Method and configuration come from a file that may have been edited, and tensors from another one:
 * what does not fit would crash inside a product of matrices, or change nothing at all.
 *
 * @module
 */
import { Rng } from "../core/rng.ts";
import type { AnyMethod } from "../methods/method.ts";
import { type Adapter, adapterTensors, disposeAdapter, initAdapter } from "./adapter.ts";
import type { LoadedModel } from "./load.ts";

/** The names as a reader knows them: without what tells the two kinds of tensors apart. */
function plainName(name: string): string {
  return name.replace(/^(method|base)\//, "");
}

/**
 * Checks names and shapes of all tensors.
 *
 * @throws {TypeError} if a tensor is missing, unknown or of another shape
 * @throws {UsageError} if the method objects to the model or to its own configuration
 */
export function checkFit(adapter: Adapter, loaded: LoadedModel): void {
  checkKinds(adapter.method, adapter.config);
  const found = shapesOf(adapter);
  const wanted = wantedShapes(adapter, loaded);
  const { name: method } = adapter.method;
  for (const name of found.keys()) {
    if (wanted.has(name)) continue;
    throw new TypeError(`"${method}" of "${loaded.id}" has no tensor "${plainName(name)}"`);
  }
  for (const [name, shape] of wanted) {
    const here = found.get(name);
    if (`${here}` === `${shape}`) continue;
    const must = `tensor "${plainName(name)}" must be [${shape.join(", ")}]`;
    const is = here === undefined ? "missing" : `[${here.join(", ")}]`;
    throw new TypeError(`${must} for "${method}" of "${loaded.id}": it is ${is}`);
  }
}

/** Shapes of a fresh adapter of this method and this configuration. */
function wantedShapes(
  { method, config, classes }: Adapter,
  { model, tokenizer }: LoadedModel,
): ReadonlyMap<string, readonly number[]> {
  const context = { rng: new Rng("shapes"), encode: tokenizer.words, ...(classes && { classes }) };
  const fresh = initAdapter(model, method.name, config, context);
  try {
    return shapesOf(fresh);
  } finally {
    disposeAdapter(fresh);
  }
}

function shapesOf(adapter: Adapter): Map<string, readonly number[]> {
  const tensors = Object.entries(adapterTensors(adapter));
  return new Map(tensors.map(([name, { shape }]) => [name, shape]));
}

/** Checks that each value is of the kind of the method's default. */
function checkKinds({ name, defaults }: AnyMethod, config: object): void {
  for (const [key, value] of Object.entries(config)) {
    if (!Object.hasOwn(defaults, key)) throw new TypeError(`"${name}" has no "${key}"`);
    const kind = kindOf(defaults[key]);
    if (kindOf(value) !== kind) throw new TypeError(`"${key}" of "${name}" must be a ${kind}`);
  }
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? "list" : typeof value;
}
