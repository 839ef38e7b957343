/**
 * Log-likelihoods of given targets, for people with data of their own.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { readLines } from "../tasks/jsonl.ts";
import type { Row } from "../tasks/task.ts";
import { type AdaptedModel, classLikelihoods, targetLikelihoods } from "../train/evaluate.ts";
import { checkLikelihood } from "../train/finite.ts";
import { finishWatched, type Stepwise } from "../train/stepwise.ts";
import { checkTargetLength } from "../train/target_length.ts";
import { unknownNotice } from "../train/unknown_tokens.ts";
import { inPieces } from "./pieces.ts";
import type { ScoredLine, ScoreRequest } from "./request.ts";
import { tell, watcherOf, withAdapted } from "./start.ts";
import { truncationNotice } from "./truncation_notice.ts";

/** One line of the input. */
interface Pair {
  readonly input: string;
  readonly target: string;
  /** File and line. */
  readonly place: string;
}

/**
 * Computes the log-likelihood of the target of each line, in their order.
 *
 * A classifier gives that of the class whose text the target is.
 *
 * @throws {UsageError} if a line is wrong, naming file and line
 */
export async function scoreSingle(request: ScoreRequest): Promise<ScoredLine[]> {
  const pairs: Pair[] = [];
  for await (const { row, line } of readLines(request.input)) {
    pairs.push(readPair(row, `${request.input}:${line}`));
  }
  if (pairs.length === 0) throw new UsageError(`Cannot score "${request.input}": it has no lines`);
  return await withAdapted(request, (adapted) => scorePairs(adapted, pairs, request));
}

async function scorePairs(
  adapted: AdaptedModel,
  pairs: readonly Pair[],
  request: ScoreRequest,
): Promise<ScoredLine[]> {
  for (const pair of pairs) checkTargetLength(adapted.loaded, pair, pair.place);
  const { encodeTarget } = adapted.loaded.tokenizer;
  const tokens = ({ input, target }: Pair) => encodeTarget(target, input).length;
  tell(request, [
    truncationNotice(adapted, pairs, { name: "targets", tokens }),
    unknownNotice(adapted.loaded, pairs.map(({ input }) => input)),
  ]);
  const watcher = watcherOf(request, pairs.length);
  const lines: ScoredLine[] = [];
  for (const piece of inPieces(pairs)) {
    const scored = await finishWatched(scoring(adapted, piece), watcher);
    piece.forEach(({ place }, i) => checkLikelihood(place, scored[i]!.logLikelihood));
    request.found?.(scored);
    lines.push(...scored);
  }
  return lines;
}

function* scoring(adapted: AdaptedModel, pairs: readonly Pair[]): Stepwise<ScoredLine[]> {
  if (adapted.loaded.model.kind === "seq2seq") return yield* targetLikelihoods(adapted, pairs);
  const likelihoods = yield* classLikelihoods(adapted, pairs.map(({ input }) => input));
  return pairs.map(({ target, place }, i) => {
    const classes = adapted.adapter.classes!;
    const logLikelihood = likelihoods[i]![classes.indexOf(target)];
    if (logLikelihood !== undefined) return { logLikelihood, targetTokens: 1 };
    throw new UsageError(
      `Cannot read "${place}": "target" must be one of ${classes.join(", ")}: it is "${target}"`,
    );
  });
}

function readPair({ input, target }: Row, place: string): Pair {
  for (const [name, value] of Object.entries({ input, target })) {
    if (typeof value === "string") continue;
    throw new UsageError(
      `Cannot read "${place}": "${name}" must be a string: it is ${JSON.stringify(value)}`,
    );
  }
  return { input: input as string, target: target as string, place };
}
