/**
 * What was found, as text: for each adapter what it is, then its tokens or modules.
 *
 * @module
 */
import { escapeMarkdown, markdownGrid } from "../core/markdown.ts";
import { countText } from "../report/cells.ts";
import { escapeHtml, htmlGrid, listToHtml } from "../report/html.ts";
import { changeGrid, fixed, type Grid, similarityGrids, tokenGrid, wordsText } from "./grids.ts";
import type { InspectedAdapter } from "./adapter.ts";
import type { Inspection } from "./inspect.ts";
import type { SoftPrompt } from "./soft_prompt.ts";
import type { InspectedVocabulary } from "./vocabulary.ts";

/** A heading, sentences and tables. */
interface Section {
  readonly title: string;
  readonly facts: readonly string[];
  readonly grids: readonly Grid[];
}

function sectionsOf({ model, adapters, vocabulary, similarities }: Inspection): Section[] {
  const sections = adapters.map((adapter) => adapterSection(adapter, vocabulary));
  if (vocabulary !== null) {
    sections.push({
      title: `Vocabulary of ${model}`,
      facts: vocabularyFacts(vocabulary),
      grids: [],
    });
  }
  if (similarities.length === 0) return sections;
  const facts = ["Measures of Vu et al. 2022, section 3; moves: of this kit"];
  const grids = similarityGrids(similarities);
  return [...sections, { title: "Similarity of prompts", facts, grids }];
}

function adapterSection(
  adapter: InspectedAdapter,
  vocabulary: InspectedVocabulary | null,
): Section {
  const { name, prompt, changes } = adapter;
  return {
    title: name,
    facts: [...originFacts(adapter), ...(prompt === null ? [] : promptFacts(prompt, vocabulary!))],
    grids: [
      ...(prompt === null ? [] : [tokenGrid(prompt)]),
      ...(changes.length === 0 ? [] : [changeGrid(changes)]),
    ],
  };
}

function originFacts(adapter: InspectedAdapter): string[] {
  const { method, storedAs, settings, base, format, storedParameters, training } = adapter;
  const kept = method === storedAs ? "" : `, stored as ${storedAs}`;
  const options = Object.entries(settings).map(([key, value]) => `${key} ${settingText(value)}`);
  return [
    `Method: ${method}${kept}${options.length === 0 ? "" : ` (${options.join(", ")})`}`,
    `Base model: ${base ?? "not said"}`,
    `Stored: ${countText(storedParameters)} numbers, format ${format}`,
    ...(training === null ? [] : [`Trained on: ${trainingText(training)}`]),
  ];
}

function settingText(value: unknown): string {
  return Array.isArray(value) ? value.join("+") : JSON.stringify(value).replace(/^"(.+)"$/, "$1");
}

function trainingText(
  { task, seed, steps, learningRate, dev, test }: NonNullable<InspectedAdapter["training"]>,
): string {
  return [
    task,
    `seed ${seed}`,
    ...(steps === null ? [] : [`${steps} steps`]),
    ...(learningRate === null ? [] : [`learning rate ${learningRate}`]),
    `dev ${(100 * dev).toFixed(1)} %`,
    `test ${(100 * test).toFixed(1)} %`,
  ].join(", ");
}

function promptFacts(prompt: SoftPrompt, { meanNorm }: InspectedVocabulary): string[] {
  const { tokens, meanCosine } = prompt;
  const alike = meanCosine === null ? [] : [`mean cosine of two tokens ${fixed(meanCosine)}`];
  const rank = `effective rank ${prompt.effectiveRank.toFixed(1)} of ${tokens.length}`;
  return [
    `Norms: ${spread(prompt.meanNorm, prompt.sdNorm)}, ${
      (prompt.meanNorm / meanNorm).toFixed(2)
    } times the mean of the vocabulary`,
    `Tokens among themselves: ${[...alike, rank].join(", ")}`,
    ...(prompt.towards === null ? [] : [`On average moved towards: ${wordsText(prompt.towards)}`]),
  ];
}

function vocabularyFacts(vocabulary: InspectedVocabulary): string[] {
  const { size, meanNorm, sdNorm, meanCosine, chance } = vocabulary;
  return [
    `${countText(size)} embeddings, norms ${spread(meanNorm, sdNorm)}, mean cosine of two ${
      fixed(meanCosine)
    }`,
    `A random direction is as near to its nearest word as cosine ${fixed(chance)}`,
  ];
}

function spread(mean: number, sd: number): string {
  return `${fixed(mean)} ± ${fixed(sd)}`;
}

/** The findings as Markdown. */
export function toMarkdown(found: Inspection): string {
  return toText(found, escapeMarkdown);
}

/** The findings for a terminal: Markdown in which no character is escaped. */
export function toText(found: Inspection, escape = (text: string) => text): string {
  return sectionsOf(found).flatMap(({ title, facts, grids }) => [
    `## ${escape(title)}`,
    facts.map((fact) => `- ${escape(fact)}`).join("\n"),
    ...grids.map(({ heads, rows, left, sentences, note }) =>
      markdownGrid(heads.map(escape), rows.map((row) => row.map(escape)), left, sentences) +
      (note === undefined ? "" : `\n\n${note}`)
    ),
  ]).join("\n\n") + "\n";
}

/** The findings as HTML. */
export function toHtml(found: Inspection): string {
  return sectionsOf(found).flatMap(({ title, facts, grids }) => [
    `<h3>${escapeHtml(title)}</h3>`,
    listToHtml(facts),
    ...grids.map(({ heads, rows, left, sentences, note }) =>
      htmlGrid(heads, rows, left, sentences) +
      (note === undefined ? "" : `\n<p><small>${note}</small></p>`)
    ),
  ]).join("\n") + "\n";
}
