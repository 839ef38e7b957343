/**
 * Whether a forward pass comes by the sites that a model declares.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { Patch, Site } from "../../src/sites.ts";

/**
 * Asserts that a pass with this patch comes by each site, and by none besides.
 *
 * @param times how often it comes by: one stack that reads and writes does so twice
 */
export function assertVisits(
  sites: readonly Site[],
  dModel: number,
  pass: (patch: Patch) => void,
  times = 1,
): void {
  const entered: string[] = [];
  const visited: string[] = [];
  pass({
    input(site, input) {
      entered.push(`${site} ${input.shape.at(-1)}`);
      return input;
    },
    linear(site, input, output) {
      visited.push(`linear ${site} ${input.shape.at(-1)} ${output.shape.at(-1)}`);
      return output;
    },
    keyValue(site, pair) {
      const [, heads, , dHead] = pair.key.shape;
      visited.push(`keyValue ${site} ${dModel} ${heads * dHead}`);
      return pair;
    },
    sublayer(site, output) {
      visited.push(`sublayer ${site} ${dModel} ${output.shape[2]}`);
      return output;
    },
  });
  const declared = sites
    .map(({ kind, name, inputSize, outputSize }) => `${kind} ${name} ${inputSize} ${outputSize}`);
  const maps = sites.filter(({ kind }) => kind === "linear")
    .map(({ name, inputSize }) => `${name} ${inputSize}`);
  const expect = (names: string[]) => names.flatMap((name) => Array<string>(times).fill(name));
  assertEquals(visited.toSorted(), expect(declared).toSorted());
  assertEquals(entered.toSorted(), expect(maps).toSorted());
}
