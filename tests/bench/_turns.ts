/**
 * Contenders that take turns, so that what disturbs one disturbs all.
 *
 * @module
 */
import { type Contender, ContenderFailed, type Failure, startContender } from "./_contender.ts";
import { median } from "./_record.ts";
import type { Job, Ready, Turn } from "./_shape.ts";

/** One contender and its job. */
export interface Entrant {
  readonly name: string;
  readonly job: Job;
}

/** One contender's numbers. */
export interface Measured {
  readonly contender: string;
  readonly device: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly productBits: number;
  readonly steps: number;
  readonly medianMilliseconds: number;
  readonly fastestMilliseconds: number;
  readonly cpuMilliseconds: number;
  readonly firstStepSeconds: number;
  readonly peakBytes: number;
  readonly peakDeviceBytes: number | null;
  readonly loss: number;
}

/** One contender without numbers. */
export interface Failed {
  readonly contender: string;
  readonly failure: Failure;
}

/** What became of an entrant. */
export type Outcome = Measured | Failed;

/** How turns are taken. */
export interface Rules {
  readonly rounds: number;
  /** How long a turn is meant to take; absent: a second. */
  readonly turnMilliseconds?: number;
  /**
   * Whether all load their libraries at once, where there are cores for it; absent: one after the
   * other. First steps are made one after the other in any case: compilers time kernels meanwhile.
   */
  readonly loadTogether?: boolean;
  /** What starts a contender; absent: a worker of this folder. */
  readonly start?: typeof startContender;
}

/** So many steps a turn has at most. */
const MOST_STEPS = 100;

/** Lets entrants take turns in their order; one that fails leaves, and the others go on. */
export async function takeTurns(
  entrants: readonly Entrant[],
  { rounds, turnMilliseconds = 1000, loadTogether = false, start = startContender }: Rules,
): Promise<Outcome[]> {
  const players = entrants.map((entrant) => new Player(entrant, start));
  try {
    if (loadTogether) { for (const player of players) player.load(); }
    for (const player of players) await player.begin();
    for (const player of players) await player.warmUp(turnMilliseconds);
    for (let round = 0; round < rounds; round++) {
      for (const player of players) await player.takeTurn();
    }
    return players.map((player) => player.outcome());
  } finally {
    for (const player of players) await player.stop();
  }
}

/**
 * Entrants' numbers where all are needed.
 *
 * @throws {ContenderFailed} if one failed
 */
export function allMeasured(outcomes: readonly Outcome[]): Measured[] {
  return outcomes.map((it) => {
    if ("failure" in it) throw new ContenderFailed(it.contender, it.failure);
    return it;
  });
}

/** An entrant during the turns. */
class Player {
  readonly #turns: Turn[] = [];
  #contender: Contender | undefined;
  #ready: Ready | undefined;
  #failure: Failure | undefined;
  #steps = 1;

  constructor(readonly entrant: Entrant, readonly start: typeof startContender) {}

  /** Starts the process, if it has not been. */
  load(): Contender {
    const { name, job } = this.entrant;
    return this.#contender ??= this.start(name, job);
  }

  async begin(): Promise<void> {
    await this.#attempt(async () => {
      this.#ready = await this.load().begin();
    });
  }

  /** Finds out how many steps fill a turn. */
  async warmUp(turnMilliseconds: number): Promise<void> {
    await this.#attempt(async () => {
      const { milliseconds } = await this.#contender!.run(2);
      const steps = Math.round(turnMilliseconds / milliseconds.at(-1)!);
      this.#steps = Math.min(MOST_STEPS, Math.max(1, steps));
    });
  }

  async takeTurn(): Promise<void> {
    await this.#attempt(async () => {
      this.#turns.push(await this.#contender!.run(this.#steps));
    });
  }

  /** Does something unless the contender has failed; if it fails now, it ends and gives memory back. */
  async #attempt(act: () => Promise<void>): Promise<void> {
    if (this.#failure !== undefined) return;
    try {
      await act();
    } catch (error) {
      if (!(error instanceof ContenderFailed)) throw error;
      console.error(error.message);
      this.#failure = error.failure;
      await this.stop();
    }
  }

  outcome(): Outcome {
    const { name: contender } = this.entrant;
    if (this.#failure !== undefined) return { contender, failure: this.#failure };
    const { versions, device, productBits, firstStepSeconds } = this.#ready!;
    const last = this.#turns.at(-1)!;
    const all = this.#turns.flatMap(({ milliseconds }) => milliseconds);
    return {
      contender,
      device,
      versions,
      productBits,
      steps: all.length,
      medianMilliseconds: median(all),
      fastestMilliseconds: Math.min(...all),
      cpuMilliseconds: median(this.#turns.map(({ cpuMilliseconds }) => cpuMilliseconds)),
      firstStepSeconds,
      peakBytes: last.peakBytes,
      peakDeviceBytes: last.peakDeviceBytes,
      loss: last.loss,
    };
  }

  /** Ends the process; a second call does nothing. */
  async stop(): Promise<void> {
    const contender = this.#contender;
    this.#contender = undefined;
    await contender?.stop();
  }
}
