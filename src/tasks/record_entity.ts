/**
 * ReCoRD for models that cannot write: does this entity fill the gap of the query?
 *
 * @module
 */
import { hashValue } from "../core/hash.ts";
import { Rng } from "../core/rng.ts";
import { textField, textsField } from "./_fields.ts";
import { inputAround, type InputText } from "./_text.ts";
import { defineTask } from "./define.ts";
import { checkPairs } from "./metrics.ts";
import { withAnyAnswer } from "./record.ts";
import { TOKEN_F1_AND_EXACT_MATCH, TOKEN_F1_AND_EXACT_MATCH_AS_PAPER } from "./scorers.ts";
import type { Split } from "./splits.ts";
import { placeOf } from "./submission.ts";
import type { Answered, Example, Row, Scorer } from "./task.ts";

const WRONG = "false";
const RIGHT = "true";
const GAP = "@placeholder";

/** A row for each entity; in training one right and one wrong, so that both classes are alike. */
function expand(row: Row, split: Split): Row[] {
  const golds = textsField(row, "answers");
  const entities = [...new Set(textsField(row, "entities"))];
  const question = hashValue([textField(row, "passage"), textField(row, "query")]);
  const about = (entity: string) => ({ ...row, entity, question });
  if (split !== "train") return entities.map(about);
  const rng = new Rng(question);
  const isRight = (entity: string) => golds.includes(entity);
  const wrong = entities.filter((entity) => !isRight(entity));
  return [entities.filter(isRight), wrong].flatMap((kind) =>
    kind.slice(0, 1).map(() => about(kind[rng.integer(kind.length)]!))
  );
}

function example(row: Row, text: InputText): Example {
  const [candidate, golds] = [textField(row, "entity"), textsField(row, "answers")];
  return {
    ...text,
    target: golds.includes(candidate) ? RIGHT : WRONG,
    choices: [WRONG, RIGHT],
    golds,
    candidate,
    group: textField(row, "question"),
  };
}

/** The query with the entity in its gap. */
function statement(row: Row): string {
  return textField(row, "query").replaceAll(GAP, () => textField(row, "entity"));
}

/** Scores the entity that was found to be right, the first one of several, for each question. */
function picked({ metrics, score }: Scorer): Scorer {
  return {
    metrics,
    score(examples, answers) {
      checkPairs(examples, answers);
      const questions = [...Map.groupBy(examples.keys(), (i) => examples[i]!.group!).values()];
      const found = questions.map((members) => members.find((i) => answers[i]!.trim() === RIGHT));
      return score(
        questions.map((members) => examples[members[0]!]!),
        found.map((i) => i === undefined ? "" : examples[i]!.candidate!),
      );
    },
  };
}

/** The entity that was found to be right, the first one of several, of each query. */
function foundEntities(answered: readonly Answered[]): object[] {
  const queries = Map.groupBy(answered, ({ row }) => placeOf(row, "query"));
  return [...queries].map(([idx, members]) => {
    const found = members.find(({ answer }) => answer.trim() === RIGHT);
    return { idx, label: found?.example.candidate ?? "" };
  });
}

/**
 * ReCoRD with a yes/no question for each entity; the likeliest entity is the answer.
 *
 * Source: Wang et al. 2019 (arXiv:1905.00537, SuperGLUE), whose BERT baselines fill in the entities
 * one by one.
 *
 * Differs: training takes one right and one wrong entity of each row instead of all of them, which
 * would be six times the steps.
 */
export const recordEntity = defineTask({
  name: "record_entity",
  title: "ReCoRD (entities)",
  version: 2,
  source: "Zhang et al. 2018 (arXiv:1810.12885)",
  dataset: "record",
  rivals: true,
  expand,
  formats: {
    paper: (row) =>
      example(
        row,
        // the statement first: the paper's protocol cuts inputs at their end
        inputAround(`query: ${statement(row)} passage : `, textField(row, "passage")),
      ),
    t5: (row) =>
      example(
        row,
        inputAround(`record query: ${statement(row)} passage: `, textField(row, "passage")),
      ),
  },
  scorings: {
    official: picked(TOKEN_F1_AND_EXACT_MATCH),
    paper: picked(TOKEN_F1_AND_EXACT_MATCH_AS_PAPER),
  },
  submission: { file: "ReCoRD.jsonl", complete: withAnyAnswer, lines: foundEntities },
});
