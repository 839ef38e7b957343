/**
 * The words that tables and charts use for registry names, in the order in which they are shown.
 *
 * Ours and the paper's numbers meet by these words: a cell and a printed number that carry the same
 * labels stand for the same thing.
 *
 * @module
 */

/** What a cell or a point is called, by column: `{ method: "Prompt tuning", task: "RTE" }`. */
export type Labels = Readonly<Record<string, string | number>>;

const TITLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  model: {
    "mini": "Mini T5",
    "mini-2": "Second mini T5",
    "google-t5/t5-small": "T5-Small",
    "t5-base": "T5-Base",
    "google-t5/t5-base": "T5-Base",
    "t5-large": "T5-Large",
    "google-t5/t5-large": "T5-Large",
    "google/t5-base-lm-adapt": "T5-Base 1.1 LM-adapted",
    "bert-base": "BERT-Base",
    "google-bert/bert-base-uncased": "BERT-Base",
  },
  method: {
    prompt: "Prompt tuning",
    mlp_prompt: "Prompt tuning with MLP",
    lstm_prompt: "Prompt tuning with LSTM",
    residual_prompt: "Residual prompt tuning",
    low_rank_prompt: "Low-rank prompt (DPT)",
    superpos_prompt: "SuperPos-Prompt",
    dept: "DePT",
    adept: "ADePT",
    full: "Fine-tuning",
    adapter: "Adapter",
    adapter_drop: "AdapterDrop",
    attempt: "ATTEMPT",
    spot: "SPoT",
  },
  task: {
    boolq: "BoolQ",
    cb: "CB",
    copa: "COPA",
    multirc: "MultiRC",
    record: "ReCoRD",
    rte: "RTE",
    wic: "WiC",
    wsc: "WSC",
    record_entity: "ReCoRD", // other forms of the same rows stand in the same column
    wsc_generate: "WSC",
    average: "Average",
  },
  protocol: {
    paper: "Paper",
    paper_held_out: "Same runs, held out",
    held_out: "Held out",
    held_out_train: "Held out, selected on train rows",
  },
  selection: { best: "best epoch", last: "last epoch" },
  init: { vocabulary: "Vocabulary", uniform: "Uniform", text: "Text" },
  sharing: { shared: "Shared", separate: "Separate" },
  quantity: {
    dev: "Dev score (%)",
    trainLoss: "Training loss (nats)",
    train: "Training score (%)",
  },
};

const HEADINGS: Readonly<Record<string, string>> = {
  model: "Model",
  method: "Method",
  task: "Task",
  init: "Initialisation",
  sharing: "Networks",
  promptLength: "Tokens",
  learningRate: "Learning rate",
  shots: "Examples per class",
  bottleneck: "Width",
  seed: "Seed",
  run: "Run",
  progress: "Training done (%)",
  quantity: "Quantity",
  trainedParameters: "Trained parameters",
  storedParameters: "Stored parameters",
};

/** The mean over all tasks, as if it were a task. */
export const AVERAGE = "Average";

/** The mean over all tasks but WSC, as if it were a task. */
export const AVERAGE_WITHOUT_WSC = "Average without WSC";

/**
 * Makes labels of registry names: `{ method: "prompt" }` becomes `{ method: "Prompt tuning" }`.
 *
 * Names without a title, and numbers, stay as they are.
 */
export function label(names: Labels): Labels {
  return Object.fromEntries(
    Object.entries(names).map(([key, name]) => [key, titleOf(key, name)]),
  );
}

function titleOf(key: string, name: string | number): string | number {
  const titles = TITLES[key] ?? {};
  return Object.hasOwn(titles, name) ? titles[name]! : name; // a task of one's own may be "constructor"
}

/** Heading of a column of that key. */
export function heading(key: string): string {
  return HEADINGS[key] ?? key;
}

/** Orders labels as the tables show them: known titles as listed here, then numbers, then words. */
export function compareLabels(key: string, a: string | number, b: string | number): number {
  const rankA = rank(key, a), rankB = rank(key, b);
  if (rankA !== rankB) return rankA - rankB;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

/** Orders rows as the tables show them: by the first of these keys in which they differ. */
export function compareRows(keys: readonly string[], a: Labels, b: Labels): number {
  for (const key of keys) {
    const order = compareLabels(key, a[key]!, b[key]!);
    if (order !== 0) return order;
  }
  return 0;
}

function rank(key: string, value: string | number): number {
  if (value === AVERAGE) return 1000;
  if (value === AVERAGE_WITHOUT_WSC) return 1001;
  const index = Object.values(TITLES[key] ?? {}).indexOf(String(value));
  return index === -1 ? 500 : index;
}

/**
 * Title of our block of a table, or panel of a chart; with a model where there are several. In a
 * setting of one's own there is nobody else's to tell it from.
 */
export function ownTitle(
  { name, title, dataTitle }: Readonly<Record<"name" | "title" | "dataTitle", string>>,
  model = "",
): string {
  if (name === "own") return title;
  return `ours: ${model === "" ? title : `${model}, ${dataTitle}`}`;
}
