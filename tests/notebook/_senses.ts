/**
 * The rule behind `notebooks/senses.csv`, the data of the guide: what does a word of two meanings mean?
 *
 * Each line has two sentences in random order. One has a word of two meanings among words of the topic
 * that is meant, the other is about another topic. The topics take turns, and so do the splits: of each
 * eight lines of a topic four are for training, one for development and three for testing. No text
 * occurs twice.
 *
 * To write the file: `deno run -A tests/notebook/_senses.ts`
 *
 * @module
 */
import { join } from "node:path";
import { NOTEBOOKS } from "../../src/core/paths.ts";
import { Rng } from "../../src/core/rng.ts";
import { drawSenseSentence } from "../../src/mini/exercises.ts";
import { HOMOGRAPHS, NAMES, TOPICS } from "../../src/mini/lexicon.ts";

/** The file. */
export const SENSES: string = join(NOTEBOOKS, "senses.csv");

const LINES = 384;
const TOPIC_NAMES = Object.keys(TOPICS);
const SPLITS = ["train", "train", "train", "train", "dev", "test", "test", "test"];

/** A word and a text in which it has the meaning of the topic. */
function drawSense(rng: Rng, topic: string): { word: string; text: string } {
  const words = Object.keys(HOMOGRAPHS).filter((word) => HOMOGRAPHS[word]!.includes(topic));
  const word = rng.choice(words);
  const other = rng.choice(TOPIC_NAMES.filter((name) => name !== topic));
  const sentences = [drawSenseSentence(rng, word, topic), drawPlainSentence(rng, other)];
  return { word, text: rng.shuffled(sentences).join(" ") };
}

/** A sentence of the same forms in which no word has two meanings. */
function drawPlainSentence(rng: Rng, topic: string): string {
  const [a, b, c] = rng.sample(TOPICS[topic]!, 3);
  return rng.choice([
    `the ${a} was near the ${b} and the ${c}.`,
    `${rng.choice(NAMES)} saw the ${a} with the ${b}.`,
    `the ${a} and the ${b} was with the ${c}.`,
  ]);
}

/** The lines of the file, always the same. */
export function drawSenses(): string {
  const rng = new Rng("senses");
  const lines = new Map<string, string>();
  while (lines.size < LINES) {
    const topic = TOPIC_NAMES[lines.size % TOPIC_NAMES.length]!;
    const split = SPLITS[Math.floor(lines.size / TOPIC_NAMES.length) % SPLITS.length]!;
    const { word, text } = drawSense(rng, topic);
    if (!lines.has(text)) lines.set(text, [text, word, topic, split].join(","));
  }
  return ["text,word,topic,split", ...lines.values()].join("\n") + "\n";
}

if (import.meta.main) await Deno.writeTextFile(SENSES, drawSenses());
