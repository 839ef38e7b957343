/**
 * Publishing an adapter on the Hugging Face Hub, from a program or a notebook.
 *
 * @module
 */
import {
  preparePublication,
  type PublicationWords,
  publish,
  type Published,
} from "../assembly/publication.ts";
import { checkOptions } from "../core/options.ts";
import { say } from "../lab/terminal.ts";
import { interruptible } from "../notebook/interrupt.ts";
import { PUSH } from "./option_kinds.ts";

/** Where an adapter is published, and how. */
export interface PushOptions extends PublicationWords {
  /** Stops the work; nothing is published if the commit was not made by then. */
  readonly signal?: AbortSignal;
  /** Takes sentences for the reader; absent: they go to standard error. */
  readonly notice?: (line: string) => void;
}

/**
 * Publishes an adapter in a model repository of the Hub, as one commit, with the token in `HF_TOKEN`.
 * Paths on this machine do not get there.
 *
 * @param adapter folder that `train` wrote, or of a PEFT adapter
 * @throws {UsageError} if the folder, the repository or the token cannot be used
 * @throws {RunInterrupted} if it was stopped
 *
 * @example
 * ```ts
 * const { url } = await push("my_prompt", { repo: "user/my-prompt", private: true });
 * ```
 */
export async function push(adapter: string, options: PushOptions): Promise<Published> {
  checkOptions("push", options, PUSH);
  const { signal, notice = say, ...words } = options;
  const publication = await preparePublication(adapter, words);
  return await interruptible(signal, (signal) => publish(publication, signal, notice));
}
