/**
 * Times training steps with larger and larger batches: whether a machine has room for more work at
 * once, be it larger batches or several runs side by side.
 *
 * @module
 */
import { lookUp } from "../../src/core/registry.ts";
import { thatHold } from "./_names.ts";
import type { BenchOptions } from "./_options.ts";
import { peerMissing } from "./_peer.ts";
import { beginMeasurement, round, writeMeasurement } from "./_record.ts";
import { SHAPES } from "./_shape.ts";
import { allMeasured, takeTurns } from "./_turns.ts";

/** Contenders of any shape; those of the other measurement would tell the same. */
const CONTENDERS = ["tensorflow:graph", "xla", "peft"];

const PROMPT_LENGTH = 10;

/** The time of one size of batch. */
export interface BatchTime {
  readonly contender: string;
  readonly batch: number;
  readonly medianMilliseconds: number;
  readonly millisecondsPerExample: number;
  readonly peakBytes: number;
}

/** Measures shapes one after the other; each writes a file of its own. */
export async function benchBatches(options: BenchOptions): Promise<void> {
  const { shapes = ["mini", "t5_small"], batches = [8, 16, 32], rounds = 5 } = options;
  const { precision = "f32", contenders = CONTENDERS } = options;
  const missing = await peerMissing();
  if (missing) console.error(missing);
  const names = (await thatHold(precision, contenders)).filter((it) => it !== "peft" || !missing);
  for (const name of shapes) {
    const begin = await beginMeasurement();
    const shape = lookUp(SHAPES, name, "shape");
    const threads = options.threads ?? shape.threads ?? navigator.hardwareConcurrency;
    const promptLength = PROMPT_LENGTH;
    const job = { device: "cpu", shape: name, promptLength, threads, precision } as const;
    const entrants = batches.flatMap((batch) =>
      names.map((name) => ({ name, job: { ...job, batch } }))
    );
    const measured = allMeasured(await takeTurns(entrants, { rounds }));
    const times = measured.map(({ contender, medianMilliseconds, peakBytes }, i): BatchTime => {
      const { batch } = entrants[i]!.job;
      const millisecondsPerExample = medianMilliseconds / batch;
      return { contender, batch, medianMilliseconds, millisecondsPerExample, peakBytes };
    });
    print(name, times);
    await writeMeasurement(`batch_size_${name}`, begin, {
      about: `One training step of prompt tuning by the size of its batch: ${shape.about}. ` +
        "Wall time, median over alternating turns. A time per example that falls means that the " +
        "machine has room for more work at once.",
      shape: name,
      promptLength,
      precision,
      threads,
      times,
    });
  }
}

function print(shape: string, times: readonly BatchTime[]): void {
  console.log(`\n${shape}: milliseconds per example`);
  console.table(times.map(({ contender, batch, millisecondsPerExample, peakBytes }) => ({
    contender,
    batch,
    "ms per example": round(millisecondsPerExample),
    "peak MB": Math.round(peakBytes / 1e6),
  })));
}
