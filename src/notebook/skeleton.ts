/**
 * The seven cells that every notebook of the kit has, and what may be done with the result.
 *
 * @module
 */
import { isPrinted } from "../core/printed.ts";
import type { Experiment } from "../lab/experiment.ts";
import { DENO_METADATA, type Notebook } from "./document.ts";
import { toLines } from "./outputs.ts";

const PARAMETERS = `import { answers, plot, reproduce } from "kit";

const tier = "mini"; // size of model and data: "mini" takes minutes on two cores
const engine = "auto"; // the best that runs here; or "tensorflow", "xla", "webgpu", "wasm", "cpu"
const seeds = [0, 1, 2, 3]; // each cell of the table is the mean of these runs`;

/** Stands after the cells: what a reader may do with a result next; `NAME` is the experiment's. */
export const NEXT = `**Next steps.** Run any of these in a new cell:

\`\`\`ts
console.log(result.latex()) // the table for a paper; also result.csv()
console.table(result.runs(), ["method", "task", "seed", "dev", "test"]) // single runs
await result.curves({ method: "residual_prompt", seed: 0 }) // their learning curves
await plot({ data: { values: result.runs() }, mark: "point", encoding: {
  x: { field: "dev", type: "quantitative" },
  y: { field: "test", type: "quantitative" },
  color: { field: "task" },
} }) // any Vega-Lite chart
const wrong = (await answers(result.runs()[0]!.runId)).filter(({ right }) => !right) // what a run got wrong
await reproduce("NAME", { only: "method=prompt", seeds: 10 }) // fewer cells, more seeds
\`\`\`

More examples, and how to add your own method: [notebooks](README.md#next-steps-with-a-result).`;

/** The code cells of the notebook of experiment `name`, in order. */
function codeCells(name: string): { id: string; code: string }[] {
  const call = `await reproduce(${JSON.stringify(name)}, { tier, engine, seeds })`;
  return [
    { id: "parameters", code: PARAMETERS },
    { id: "run", code: `const result = ${call};` },
    { id: "table", code: "result.table()" },
    { id: "chart", code: "result.chart()" },
    { id: "claims", code: "result.claims()" },
    { id: "provenance", code: "result.provenance()" },
  ];
}

/**
 * Makes the notebook of an experiment, not yet run.
 *
 * @param cost time and memory by tier
 */
export function skeleton(
  { name, title, question, source }: Pick<Experiment, "name" | "title" | "question" | "source">,
  cost: string,
): Notebook {
  const inPaper = isPrinted(source) ? source : `Not asked there (${source}).`;
  const introduction = `# ${title}\n\n**Question.** ${question}\n\n` +
    `**In the paper.** ${inPaper}\n\n**Time and memory.** ${cost}`;
  return {
    cells: [
      { cell_type: "markdown", id: "introduction", metadata: {}, source: toLines(introduction) },
      ...codeCells(name).map(({ id, code }) => ({
        cell_type: "code" as const,
        id,
        metadata: {},
        execution_count: null,
        outputs: [],
        source: toLines(code),
      })),
      {
        cell_type: "markdown",
        id: "next",
        metadata: {},
        source: toLines(NEXT.replace("NAME", name)),
      },
    ],
    metadata: { ...DENO_METADATA },
    nbformat: 4,
    nbformat_minor: 5,
  };
}
