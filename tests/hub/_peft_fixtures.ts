/**
 * Adapter folders that PEFT saved.
 *
 * @module
 */
import { join } from "node:path";
import { ROOT } from "../../src/core/paths.ts";
import type { PeftFiles } from "../../src/hub/peft.ts";
import { readPeft } from "../../src/hub/peft_folder.ts";

/** Reads a folder of `tests/fixtures/peft`. */
export function readFixture(name: string): Promise<PeftFiles> {
  return readPeft(join(ROOT, "tests/fixtures/peft", name));
}

export const PROMPT: PeftFiles = await readFixture("prompt_tuning");
export const LORA: PeftFiles = await readFixture("lora_t5");
export const IA3: PeftFiles = await readFixture("ia3_t5");
