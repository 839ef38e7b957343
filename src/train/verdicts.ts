/**
 * What each protocol reports of a finished training.
 *
 * @module
 */
import type { Verdict } from "../lab/run.ts";
import { type Answers, judge } from "../tasks/judge.ts";
import { type Protocol, PROTOCOLS, type Selection, serves, taskUnder } from "../tasks/protocol.ts";
import type { Scores } from "../tasks/task.ts";
import type { RunData } from "./data.ts";

/** Scores of one evaluation. */
export interface Scored {
  readonly step: number;
  readonly dev: Scores;
  readonly test: Scores;
}

/** A finished training of a run with a protocol. */
export interface Judged {
  readonly protocol: Protocol;
  readonly data: RunData;
  /** What was answered on dev at each evaluation, in the order of the steps. */
  readonly evaluations: readonly Answers[];
  /** The evaluations that were scored on test as well. */
  readonly scored: Readonly<Partial<Record<Selection, Scored>>>;
}

/**
 * Reports a training under its own protocol and under all others that it serves.
 *
 * A run that answered every validation row at each evaluation, as the paper's do, is scored under
 * held-out protocols as well, which shows how much selection on the scored rows flatters it.
 */
export function verdictsOf(judged: Judged): Record<string, readonly Verdict[]> {
  const { protocol, data, evaluations } = judged;
  if (protocol.splits !== "validation_twice") return { [protocol.name]: ownVerdicts(judged) };
  if (evaluations.length === 0) return {};
  const served = Object.values<Protocol>(PROTOCOLS).filter((other) => serves(protocol, other));
  return Object.fromEntries(
    served.map((other) => [
      other.name,
      judge(other, taskUnder(other, data.task), data.dev, evaluations),
    ]),
  );
}

function ownVerdicts({ protocol, scored }: Judged): Verdict[] {
  return protocol.select.flatMap((selection) => {
    const found = scored[selection];
    return found === undefined ? [] : [{ selection, ...found }];
  });
}
