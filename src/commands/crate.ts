/**
 * `deno task crate`: packs finished results into one archive to deposit and cite.
 *
 * @module
 */
import { crate as pack } from "../api/crate.ts";
import { given } from "../core/given.ts";
import { userPath } from "../core/user_path.ts";
import { TIERS } from "../experiments/mod.ts";
import { say } from "../lab/terminal.ts";
import { defineCommand, integerOption } from "./command.ts";
import { withInterrupt } from "./interrupt.ts";
import { PRECISION_OPTION, readPrecision, RESULTS_OPTION, useResults } from "./machine.ts";

/** The command. */
export const crate = defineCommand({
  name: "crate",
  summary: "Packs finished results into one RO-Crate archive to deposit and cite",
  synopsis: "[experiment...] [options]",
  takesWords: true,
  options: {
    tier: {
      type: "string",
      value: "NAME",
      about: `${
        Object.keys(TIERS).join(", ")
      }; default: the comparison in --results, if there is one, else mini`,
    },
    seeds: { type: "string", value: "N", about: "number of seeds per cell; default: the tier's" },
    ...PRECISION_OPTION,
    ...RESULTS_OPTION,
    author: {
      type: "string",
      multiple: true,
      value: "'NAME; AFFILIATION; ORCID'",
      about: "who made the runs, the last two parts optional; may be repeated",
    },
    license: {
      type: "string",
      value: "ID",
      about: "SPDX identifier of the results' licence; default: the kit's",
    },
    out: {
      type: "string",
      value: "FILE.zip",
      about: "the archive; default: residual-prompts-ID.zip in the present folder",
    },
  },
  notes: [
    "The archive has tables, charts, reports, executed notebooks, a record of every run, and",
    "ro-crate-metadata.json (RO-Crate 1.1, profile Process Run Crate 0.5), which says which code, models",
    "and data made each result, when and on what machine. All is rendered from the runs, trains nothing,",
    "and names no folder of this machine. The same runs give the same bytes. Without experiment names,",
    "all experiments are packed that have a run in every cell.",
    "Examples:",
    "  deno task crate --tier small --author 'Ada Lovelace; University of London' --license CC-BY-4.0",
    "  deno task crate --results my_results --out my_results.zip   # a comparison made by `compare`",
  ],
  async run({ values, positionals }) {
    const { tier, author: authors, license, out } = values;
    useResults(values.results);
    const options = given({
      tier,
      seeds: integerOption("seeds", values.seeds, 1),
      precision: readPrecision(values.precision),
      authors,
      license,
      out: out === undefined ? undefined : userPath(out),
    });
    const made = await withInterrupt((signal) =>
      pack({ ...options, experiments: positionals, signal })
    );
    if (made.leftOut.length > 0) {
      say(
        `Left out, as cells of them were never run: ${
          made.leftOut.join(", ")
        }; name them to pack them`,
      );
    }
    if (made.authors.length === 0) say("No author is named: see --author");
    console.log(
      `Packed ${made.runs} runs of ${made.experiments.join(", ")} as ${made.id}: ${made.path}`,
    );
    return 0;
  },
});
