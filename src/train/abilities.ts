/**
 * What a model of the mini world can do, while it is pretrained: a score for each ability.
 *
 * @module
 */
import { Rng } from "../core/rng.ts";
import type { Session } from "../engine/engine.ts";
import { writeInstruction } from "../mini/corpus.ts";
import { type Ability, STAGES } from "../mini/recipe.ts";
import { encodeText, END_ID } from "../mini/vocabulary.ts";
import type { Seq2SeqModel } from "../models/model.ts";
import type { Adapter } from "./adapter.ts";
import { generating } from "./answers.ts";
import { encodeProgram, likelihoodProgram, nextTokenProgram } from "./programs.ts";
import { finish } from "./stepwise.ts";

/** Accuracy by ability, 0..1, on exercises in the format of pretraining. */
export type AbilityScores = Readonly<Record<string, number>>;

/** Exercises of each ability. */
const COUNT = 256;

/** Share of right answers by ability, in the format and at the difficulty of the last stage. */
export function scoreAbilities(
  session: Session,
  model: Seq2SeqModel,
  adapter: Adapter,
): AbilityScores {
  const stage = STAGES.at(-1)!;
  const programs = {
    encode: session.compile("encode", encodeProgram(model, adapter)),
    nextToken: session.compile("next token", nextTokenProgram(model, adapter)),
    likelihood: session.compile("likelihood", likelihoodProgram(model, adapter)),
  };
  const scores = (Object.keys(stage.abilities) as Ability[]).map((ability) => {
    const rng = new Rng(`exercises ${ability}`);
    const exercises = Array.from({ length: COUNT }, () => {
      const { input, target } = writeInstruction(rng, ability, stage.difficulty);
      return { inputIds: [...encodeText(input), END_ID], target: encodeText(target) };
    });
    const examples = exercises.map(({ inputIds }) => ({ inputIds, targetIds: [], choiceIds: [] }));
    const answers = finish(generating({ model, adapter, programs }, examples, 2));
    const right = answers.filter((ids, i) => `${ids}` === `${exercises[i]!.target}`).length;
    return [ability, right / COUNT];
  });
  for (const program of Object.values(programs)) program.dispose();
  return Object.fromEntries(scores);
}

/** The abilities as a Markdown table, which the model card quotes. */
export function abilityTable(scores: AbilityScores): string {
  const rows = Object.entries(scores).map(([ability, score]) =>
    `| ${ability} | ${(100 * score).toFixed(1)} | ${COUNT} |`
  );
  return ["| ability | right answers (%) | n |", "| --- | --- | --- |", ...rows, ""].join("\n");
}
