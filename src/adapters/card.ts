/**
 * The model card of an adapter: what it is, what it scored, how it is loaded and how it came to be.
 *
 * Everything in it is taken from `kit.json`, and nothing in it names a place on anybody's machine.
 *
 * Sources: https://huggingface.co/docs/hub/model-cards; the metadata as PEFT 0.19 writes them
 * (`create_or_update_model_card`) and as the Hub's specification has them
 * (https://github.com/huggingface/hub-docs/blob/main/modelcard.md).
 *
 * @module
 */
import { escapeMarkdown, markdownGrid } from "../core/markdown.ts";
import { PAPER, PAPER_BIBTEX } from "../core/paper.ts";
import { lookUp } from "../core/registry.ts";
import { hubAdapter, modelName, withNamesAlone } from "../lab/own_files.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import { type CardData, dataOf } from "./card_data.ts";
import { loadingOf } from "./card_loading.ts";
import { metadataOf } from "./card_metadata.ts";
import type { KitFile } from "./folder.ts";

/** Name of the card, by which the Hub finds it. */
export const CARD = "README.md";

/** What stands for the repository in a card that is not published yet. */
const NOWHERE = "user/name";

/**
 * Renders the card of an adapter.
 *
 * @param repo id of the repository that it is published in
 */
export async function renderCard(kit: KitFile, repo: string = NOWHERE): Promise<string> {
  const data = await dataOf(kit.run);
  return [
    metadataOf(kit, data, repo),
    ...introductionOf(kit, data),
    "## Scores",
    scoreTable(kit),
    `One training, with seed ${kit.run.seed}. Other seeds give other scores.`,
    "## Use",
    ...loadingOf(kit, data, repo),
    "## Training",
    trainingTable(kit, data),
    "`kit.json` holds the whole configuration, `training.json` the loss of each step.",
    "## Citation",
    `The kit that trained it is about [${PAPER.title}](https://arxiv.org/abs/${PAPER.arxiv}):`,
    "```bibtex\n" + PAPER_BIBTEX + "\n```",
  ].join("\n\n") + "\n";
}

/** The base model as a reader knows it. */
function baseName({ baseId, base }: KitFile): string {
  return baseId ?? modelName(base);
}

function introductionOf(kit: KitFile, data: CardData): string[] {
  const { title, source } = methodOf(kit.run.method);
  const folded = kit.run.method === kit.method
    ? ""
    : ` What training alone needs was folded away: what is left is an adapter of the method \`${kit.method}\`, with the same outputs.`;
  return [
    `# ${title} of ${escapeMarkdown(baseName(kit))} on ${escapeMarkdown(data.task)}`,
    `Trained with the method "${title}" by the kit Residual Prompts, version ${kit.kit}.${folded}`,
    `Source of the method: ${source}.`,
  ];
}

function methodOf(name: string): AnyMethod {
  return lookUp<AnyMethod>(METHODS, name, "method");
}

/** One row for each split, one column for each metric; in percent. */
function scoreTable({ scores, counts }: KitFile): string {
  const metrics = Object.keys(scores.test).filter((name) => name !== "score");
  const rows = (["dev", "test"] as const).map((split) => [
    split,
    `${counts[split]}`,
    ...metrics.map((metric) => `${(100 * (scores[split][metric] ?? NaN)).toFixed(1)} %`),
  ]);
  return tableOf(["Split", "Examples", ...metrics], rows, 1);
}

function trainingTable(kit: KitFile, data: CardData): string {
  const { run, counts, trainedParameters, storedParameters, hashes, engine } = kit;
  const { methodConfig, training, initFrom, answering } = withNamesAlone(run);
  const { learningRate, optimizer, schedule, steps, batchSize } = training;
  const start = initFrom && (hubAdapter(initFrom.adapter) ?? initFrom.adapter);
  const rows = [
    ["Method", `\`${run.method}\` ${settingsText(methodConfig)}`],
    ...(initFrom ? [["First prompt", `of ${start} (SHA-256 \`${initFrom.sha256}\`)`]] : []),
    ["Data", `${data.text}; ${counts.train} examples to train on`],
    ["Steps", `${steps}, of ${batchSize} examples each`],
    ["Optimizer", `${optimizer}, learning rate ${learningRate}, ${schedule}`],
    ["Parameters", `${trainedParameters} trained, ${storedParameters} kept`],
    ["Answers", answering === "rank" ? "the likeliest choice" : "generated"],
    ["Base weights", `SHA-256 \`${hashes.weights}\`${training.precision ? " held in bf16" : ""}`],
    ["Examples", `SHA-256 \`${hashes.data}\``],
    ["Engine", [engine.engine, engine.device].join(", ")],
  ];
  return tableOf(["", ""], rows, 2);
}

function settingsText(config: KitFile["run"]["methodConfig"]): string {
  const words = Object.entries(config).filter(([, value]) => value !== "")
    .map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`);
  return words.length === 0 ? "" : `(${words.join(", ")})`;
}

/** @param left number of columns that stand at the left */
function tableOf(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  left: number,
): string {
  const oneLine = (cell: string) => cell.replaceAll("|", "\\|").replaceAll("\n", " ");
  return markdownGrid(head, rows.map((row) => row.map(oneLine)), left);
}
