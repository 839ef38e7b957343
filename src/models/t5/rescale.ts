/**
 * A T5 in other units.
 *
 * Every sublayer reads the residual stream through an RMSNorm, which divides by its size. So a model
 * whose embeddings and sublayer outputs are all a factor larger computes the same function. What
 * changes is what is added to the stream from outside: a soft prompt, in learning rate,
 * initialisation and layer norm alike, is small or large beside the embeddings.
 *
 * @module
 */
import { SHARED } from "./weights.ts";

/** Weights that write into the residual stream: embeddings and the last map of each sublayer. */
function writesStream(name: string): boolean {
  return name === SHARED || name.endsWith(".o.weight") || name.endsWith(".wo.weight");
}

/**
 * Multiplies the residual stream of a T5 with tied embeddings by a factor and leaves its function as
 * it is: to the bit for powers of two, but for the norms' epsilon.
 *
 * @param weights values by Hugging Face name; not changed
 */
export function rescaleStream(
  weights: Readonly<Record<string, Float32Array>>,
  factor: number,
): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(weights).map(([name, values]) => {
      if (writesStream(name)) return [name, values.map((value) => value * factor)];
      // the tied embeddings are the output layer too
      if (name === "decoder.final_layer_norm.weight") return [name, values.map((x) => x / factor)];
      return [name, values];
    }),
  );
}
