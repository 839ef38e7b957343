/**
 * One action for each result: which programs made what of which inputs, when, and on what.
 *
 * Not one for each run: a thousand runs would make a thousand actions that differ in seed and task, and
 * the records say it all. The files of an action have the ids of its runs.
 *
 * @module
 */
import type { RunRecord } from "../lab/run.ts";
import { allRuns, reportedRuns, resultId } from "../report/cite.ts";
import type { ShownResult } from "../report/view.ts";
import { authorEntities } from "./author.ts";
import { type Entity, fragment, type Reference, refs, unique } from "./entity.ts";
import { environmentEntities } from "./environment.ts";
import { inputEntities } from "./inputs.ts";
import type { ResultSet } from "./result_set.ts";
import { softwareEntities } from "./software.ts";

/**
 * The action, then all that it names but its files and its agents.
 *
 * @param files what it made
 */
export function actionEntities(
  result: ShownResult,
  { kit, authors }: Pick<ResultSet, "kit" | "authors">,
  files: readonly Reference[],
): [Entity, ...Entity[]] {
  const runs = allRuns(result);
  const software = runs.map((run) => softwareEntities(run, kit));
  const inputs = unique(runs.flatMap(inputEntities));
  const environment = unique(runs.flatMap(environmentEntities));
  const usage = usageEntities(resultId(result), runs);
  const { title, question } = result.experiment;
  return [
    {
      "@id": fragment(resultId(result)),
      "@type": "CreateAction",
      name: title,
      description: `${question} Result ${resultId(result)}, ${countText(result)}.`,
      agent: refs(authors.flatMap((author) => authorEntities(author).slice(0, 1))),
      instrument: refs(unique(software.map(([kit]) => kit))),
      ...times(runs),
      actionStatus: "http://schema.org/CompletedActionStatus",
      object: refs(inputs),
      result: refs(files),
      environment: refs(environment),
      resourceUsage: refs(usage),
    },
    ...unique([...software.flat(), ...inputs, ...environment, ...usage]),
  ];
}

/** `160 reported runs, 12 for tuning on dev, 1 missing` */
export function countText(result: ShownResult): string {
  const reported = reportedRuns(result).length;
  const tuning = allRuns(result).length - reported;
  const missing = result.cells.flatMap((cell) => cell.missing).length;
  return [
    `${reported} reported runs`,
    ...(tuning === 0 ? [] : [`${tuning} for tuning on dev`]),
    ...(missing === 0 ? [] : [`${missing} missing`]),
  ].join(", ");
}

/**
 * From the start of the first run to the end of the last. A run that was stopped and went on later does
 * not tell when it began: then the start is left out.
 */
function times(runs: readonly RunRecord[]): { startTime?: string; endTime: string } {
  const ends = runs.map(({ provenance }) => Date.parse(provenance.finishedAt));
  const starts = runs.map(({ cost }, i) => ends[i]! - cost.wallSeconds * 1000);
  const wasStopped = runs.some(({ cost }) => (cost.stops ?? []).length > 0);
  return {
    ...(wasStopped ? {} : { startTime: timeText(Math.min(...starts)) }),
    endTime: timeText(Math.max(...ends)),
  };
}

/** ISO 8601 with an offset in digits, as the profile wants it. */
function timeText(time: number): string {
  return new Date(time).toISOString().replace("Z", "+00:00");
}

function usageEntities(id: string, runs: readonly RunRecord[]): Entity[] {
  const seconds = runs.reduce((sum, { cost }) => sum + cost.wallSeconds, 0);
  const peak = Math.max(...runs.map(({ cost }) => cost.peakBytes));
  return [
    {
      "@id": fragment(id, "seconds"),
      "@type": "PropertyValue",
      name: "Wall time in seconds, summed over all runs",
      value: seconds.toFixed(1),
      unitCode: "http://qudt.org/vocab/unit/SEC",
    },
    {
      "@id": fragment(id, "memory"),
      "@type": "PropertyValue",
      name: "Largest resident memory of a process in bytes",
      value: String(peak),
      unitCode: "http://qudt.org/vocab/unit/BYTE",
    },
  ];
}
