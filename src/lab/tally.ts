/**
 * How far a call is, as numbers and as one line: a pure function of its events.
 *
 * @module
 */
import { renderDuration } from "./duration.ts";
import type { LabEvent } from "./events.ts";
import type { StepProgress } from "./executor.ts";
import type { RunConfig } from "./run.ts";

/** A run under way. */
export interface Current {
  readonly config: RunConfig;
  readonly progress: StepProgress | null;
}

/** How far a call is. */
export interface Tally {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly slots: number;
  /** Seconds until all is done, on all slots; null if not known. */
  readonly secondsLeft: number | null;
  readonly current: ReadonlyMap<number, Current>;
}

/** Before the first event. */
export const EMPTY_TALLY: Tally = {
  total: 0,
  done: 0,
  failed: 0,
  slots: 1,
  secondsLeft: null,
  current: new Map(),
};

/** The tally after one more event. */
export function count(tally: Tally, event: LabEvent): Tally {
  switch (event.type) {
    case "planned": {
      const { total, done, secondsLeft } = event;
      return { ...tally, total, done, secondsLeft: onAllSlots(secondsLeft, tally) };
    }
    case "opened":
      return { ...tally, slots: event.slots };
    case "started":
      return withSlot(tally, event.slot, { config: event.config, progress: null });
    case "step": {
      const current = tally.current.get(event.slot);
      if (current === undefined) return tally;
      return withSlot(tally, event.slot, { ...current, progress: event.progress });
    }
    case "failed":
      return { ...withSlot(tally, event.slot, null), failed: tally.failed + 1 };
    case "finished":
    case "retried":
      return withSlot(tally, event.slot, null);
    default:
      return tally;
  }
}

/** However many slots there are, the longest run under way has to end. */
function onAllSlots(seconds: number | null, { slots, current }: Tally): number | null {
  if (seconds === null) return null;
  const under = [...current.values()].map(({ progress }) => progress?.secondsLeft ?? 0);
  return Math.max(seconds / slots, ...under);
}

function withSlot(tally: Tally, slot: number, current: Current | null): Tally {
  const slots = new Map(tally.current);
  if (current === null) slots.delete(slot);
  else slots.set(slot, current);
  return { ...tally, current: slots };
}

/** A run that takes longer says how long, besides what all runs take together. */
const LONG_SECONDS = 300;

/** The runs under way in a few words: `rte residual_prompt 120/200, loss 0.41`. */
function renderCurrent(tally: Tally): string {
  const runs = [...tally.current].sort(([a], [b]) => a - b).map(([, { config, progress }]) => {
    const name = `${config.task} ${config.method}`;
    if (progress === null) return name;
    const { step, steps, loss, secondsLeft, answered } = progress;
    const left = (secondsLeft ?? 0) < LONG_SECONDS ? "" : `, ${renderDuration(secondsLeft!)} left`;
    const at = loss === null ? name : `${name} ${step}/${steps}, loss ${loss.toFixed(2)}`;
    return `${at}${renderAnswered(answered)}${left}`;
  });
  return runs.join(" | ");
}

/** An evaluation of so many examples is soon over, and says nothing. */
const FEW_EXAMPLES = 500;

/** How far an evaluation is: `, 320 of 10000 answered`; nothing where there is none worth a word. */
export function renderAnswered(answered: StepProgress["answered"]): string {
  if (answered === undefined || answered.total <= FEW_EXAMPLES) return "";
  return `, ${answered.done} of ${answered.total} answered`;
}

/** What stands beside a bar: failures, the time left, the runs under way. */
export function renderNote(tally: Tally): string {
  const { total, done, failed, secondsLeft } = tally;
  return [
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(secondsLeft !== null && done < total ? [`${renderDuration(secondsLeft)} left`] : []),
    ...(tally.current.size > 0 ? [renderCurrent(tally)] : []),
  ].join(" · ");
}

const BAR_WIDTH = 20;

/** The tally as one line, no longer than `columns`; where there is little room, it has no bar. */
export function renderTally(tally: Tally, columns = Infinity): string {
  const { total, done } = tally;
  const filled = total === 0 ? 0 : Math.round(BAR_WIDTH * Math.min(1, done / total));
  const bar = `${"█".repeat(filled)}${"░".repeat(BAR_WIDTH - filled)}`;
  const line = [`${done}/${total} runs`, renderNote(tally)].filter((part) => part !== "")
    .join(" · ");
  if (bar.length + 1 + line.length <= columns) return `${bar} ${line}`;
  return line.length <= columns ? line : line.slice(0, Math.max(0, columns - 1)) + "…";
}
