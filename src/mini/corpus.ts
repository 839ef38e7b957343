/**
 * The pretraining corpus of the mini model: endless, drawn as it is used.
 *
 * An example is either a document with hidden spans or an instruction, such as
 * `verify: story: ... claim: ...` with the answer `true`. The label words are those of the eight
 * tasks, but the format is not: `passage: ... question: ...` never occurs here, so that the tasks
 * have to be learned by a prompt.
 *
 * @module
 */

import type { Rng } from "../core/rng.ts";
import { corruptSpans, writeDocument } from "./documents.ts";
import {
  type Difficulty,
  drawClassification,
  drawComparison,
  drawCompletion,
  drawExplanation,
  drawGrading,
  drawInterpretation,
  drawJudgement,
  drawLink,
  drawLookup,
  drawPronounSentence,
  drawRecall,
  drawResolution,
  drawVerification,
} from "./exercises.ts";
import type { Ability, Stage } from "./recipe.ts";
import { encodeText, END_ID, EVERY_WORD, SENTINEL_IDS, wordId } from "./vocabulary.ts";

/** One example of pretraining; both sides end with `</s>`. */
export interface PretrainingExample {
  readonly inputIds: number[];
  readonly targetIds: number[];
  /** What the example practises: an ability or `document`. */
  readonly kind: Ability | "document";
}

const TRUTH = ["false", "true"] as const;
const VERDICT = ["entailment", "contradiction", "neutral"] as const;
const ENTAILMENT = ["entailment", "not_entailment"] as const;

/** Writes the instruction (input) and its answer (target) of each ability. */
const INSTRUCTION_WRITERS: Readonly<
  Record<Ability, (rng: Rng, level: Difficulty) => [string, string]>
> = {
  recall(rng) {
    const { word, answer } = drawRecall(rng);
    return [`recall: ${word}.`, answer];
  },
  interpret(rng) {
    const { word, sentence, topic } = drawInterpretation(rng);
    return [`interpret: given: ${sentence} about: ${word}.`, topic];
  },
  identify(rng) {
    const { text, pronoun, meant } = drawPronounSentence(rng);
    return [`identify: given: ${text} about: ${pronoun}.`, meant];
  },
  verify(rng, level) {
    const { passage, claim, label } = drawVerification(rng, level);
    return [`verify: story: ${passage} claim: ${claim}.`, TRUTH[label] as string];
  },
  judge(rng, level) {
    const { passage, claim, label } = drawJudgement(rng, level);
    return [`judge: story: ${passage} claim: ${claim}.`, VERDICT[label] as string];
  },
  classify(rng, level) {
    const { passage, claim, label } = drawClassification(rng, level);
    return [`classify: story: ${passage} claim: ${claim}.`, ENTAILMENT[label] as string];
  },
  find(rng, level) {
    const { passage, question, answer } = drawLookup(rng, level);
    return [`find: story: ${passage} ask: ${question}`, answer];
  },
  grade(rng, level) {
    const { passage, question, answers: [answer] } = drawGrading(rng, level);
    return [
      `grade: story: ${passage} ask: ${question} reply: ${answer?.text}.`,
      TRUTH[answer?.label ?? 0] as string,
    ];
  },
  complete(rng, level) {
    const { passage, query, answer } = drawCompletion(rng, level);
    return [`complete: story: ${passage} claim: ${query}`, answer];
  },
  link(rng) {
    const { first, second, label } = drawLink(rng);
    return [`link: first: ${first} second: ${second}`, TRUTH[label] as string];
  },
  explain(rng) {
    const { premise, choice1, choice2, label } = drawExplanation(rng);
    return [
      `explain: given: ${premise} left: ${choice1} right: ${choice2}`,
      TRUTH[label] as string,
    ];
  },
  compare(rng) {
    const { word, sentence1, sentence2, label } = drawComparison(rng);
    return [
      `compare: first: ${sentence1} second: ${sentence2} about: ${word}.`,
      TRUTH[label] as string,
    ];
  },
  resolve(rng) {
    const { text, pronoun, mention, label } = drawResolution(rng);
    return [
      `resolve: given: ${text} about: ${pronoun}. mention: ${mention}.`,
      TRUTH[label] as string,
    ];
  },
};

/** Draws a key of `weights` with the chance that its value tells. */
function drawByWeight<K extends string>(
  rng: Rng,
  weights: Readonly<Partial<Record<K, number>>>,
): K {
  const entries = Object.entries(weights) as [K, number][];
  let rest = rng.uniform() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [key, weight] of entries) {
    rest -= weight;
    if (rest < 0) return key;
  }
  return (entries.at(-1) as [K, number])[0];
}

/** Writes an instruction of that ability as text, with its answer. */
export function writeInstruction(rng: Rng, ability: Ability, level: Difficulty) {
  const [input, target] = INSTRUCTION_WRITERS[ability](rng, level);
  return { input, target };
}

/** Draws one example of a stage of the recipe. */
export function pretrainingExample(rng: Rng, stage: Stage): PretrainingExample {
  const prefixLength = rng.uniform() < stage.prefixShare ? 1 + rng.integer(stage.longestPrefix) : 0;
  const randomWords = Array.from({ length: prefixLength }, () => wordId(rng.choice(EVERY_WORD)));
  if (rng.uniform() < stage.documentShare) {
    const document = encodeText(
      writeDocument(rng, drawByWeight(rng, stage.documents), stage.difficulty),
    );
    const { inputIds, targetIds } = corruptSpans(rng, document, SENTINEL_IDS, stage.corruption);
    return {
      inputIds: [...randomWords, ...inputIds, END_ID],
      targetIds: [...targetIds, END_ID],
      kind: "document",
    };
  }
  const ability = drawByWeight(rng, stage.abilities);
  const { input, target } = writeInstruction(rng, ability, stage.difficulty);
  return {
    inputIds: [...randomWords, ...encodeText(input), END_ID],
    targetIds: [wordId(target), END_ID],
    kind: ability,
  };
}
