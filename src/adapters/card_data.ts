/**
 * The data of an adapter, as its card tells of it.
 *
 * @module
 */
import { codeSpan } from "../core/markdown.ts";
import { shellWord } from "../core/shell_word.ts";
import { isRowsFile, isRowsFolder, withNamesAlone } from "../lab/own_files.ts";
import type { RunConfig } from "../lab/run.ts";
import { type DataSet, readManifest } from "../tasks/manifest.ts";
import { type Task, TASKS } from "../tasks/mod.ts";
import { HELD_OUT } from "../tasks/protocol.ts";
import { datasetOf } from "../tasks/source.ts";

/** Rows on which a score was found, in the words of the Hub's metadata. */
export interface RowSet {
  readonly type: string;
  readonly name: string;
  readonly config?: string;
  /** SuperGLUE's own test rows have no labels: ours are of `validation`, as the protocol says. */
  readonly split: "test" | "validation";
  readonly args?: { readonly protocol: string };
}

/** What a card says of the data. */
export interface CardData {
  /** Title of the task. */
  readonly task: string;
  /** Half a sentence about where the rows are from. */
  readonly text: string;
  /** What names the rows of test among data sets: the Hub's id, where it has one. */
  readonly set: RowSet;
  /** Whether {@linkcode CardData.set} is an id of the Hub. */
  readonly isOnHub: boolean;
  /** Words that name the rows in a command of the kit. */
  readonly words: string;
}

/** Describes the data of a run; of files of one's own, by their names alone. */
export async function dataOf(run: RunConfig): Promise<CardData> {
  const { data, task: name, protocol } = withNamesAlone(run);
  if (isRowsFile(data)) return ownFile(data, name);
  const task: Task = TASKS[name as keyof typeof TASKS];
  const { datasets } = await readManifest();
  if (Object.hasOwn(datasets, data)) return hubData(task, datasets[data]!, protocol);
  return isRowsFolder(data) ? ownFolder(task, data, protocol) : synthetic(task);
}

function rulesText(protocol = HELD_OUT.name): string {
  return `splits and scoring by the protocol \`${protocol}\``;
}

/** What names a task and a protocol in a command; the usual one need not be named. */
function wordsOf(task: string, protocol = HELD_OUT.name): string {
  return `--task ${task}${protocol === HELD_OUT.name ? "" : ` --protocol ${protocol}`}`;
}

function ownFile(file: string, task: string): CardData {
  const text = `${codeSpan(file)}, a file that is not part of this repository`;
  const set = { type: "json", name: task, split: "test" } as const;
  return { task, text, set, isOnHub: false, words: `--task ${shellWord(file)}` };
}

function ownFolder({ title, name }: Task, folder: string, protocol?: string): CardData {
  const text = `${title} from a folder that is not part of this repository, ${rulesText(protocol)}`;
  const set = { type: "json", name: title, split: "validation" } as const;
  const words = `${wordsOf(name, protocol)} --data ${shellWord(folder)}`;
  return { task: title, text, set, isOnHub: false, words };
}

function hubData(task: Task, { repo, revision }: DataSet, protocol?: string): CardData {
  const { title, name } = task;
  const link = `[${repo}](https://huggingface.co/datasets/${repo})`;
  const rows = { type: repo, name: title, config: datasetOf(task), split: "validation" } as const;
  const set = { ...rows, args: { protocol: protocol ?? HELD_OUT.name } };
  const text = `${title} of ${link} at commit \`${revision}\`, ${rulesText(protocol)}`;
  return { task: title, text, set, isOnHub: true, words: wordsOf(name, protocol) };
}

/** Never called as the task alone: a score on it is none on the task. */
function synthetic({ title, name }: Task): CardData {
  const called = `synthetic ${title}`;
  const text = `rows that the kit generates in the form of ${title}`;
  const set = { type: "synthetic", name: called, split: "test" } as const;
  return { task: called, text, set, isOnHub: false, words: wordsOf(name) };
}
