/**
 * Names of shapes and contenders.
 *
 * @module
 */
import { checkWord } from "../../src/commands/machine.ts";
import type { Precision } from "../../src/engine/engine.ts";
import { ENGINES, enginesThatHold } from "../../src/engine/registry.ts";

const TITLES: Readonly<Record<string, string>> = {
  mini: "Mini T5",
  t5_small: "T5-Small's shape",
  t5_base: "T5-Base's shape",
  t5_large: "T5-Large's shape",
  peft: "PyTorch + PEFT",
  gemm: "matrix products alone",
};

/** What a reader calls a shape or a contender. */
export function titleOf(name: string): string {
  return TITLES[name] ?? name.replace(":", ", ");
}

/** A shape with its precision, for a reader. */
export function placeOf(shape: string, precision?: Precision): string {
  return `${titleOf(shape)}${precision === "bf16" ? " in bf16" : ""}`;
}

/** A shape with its precision, for the name of a file. */
export function fileNameOf(shape: string, precision: Precision): string {
  return `${shape}${precision === "bf16" ? "_bf16" : ""}`;
}

/** The engine of a contender, or `peft` or `gemm`. */
export function kindOf(contender: string): string {
  return contender.split(":")[0]!;
}

/** @throws {UsageError} if there is no such contender */
export function checkContender(name: string): void {
  checkWord("contender", kindOf(name), [...Object.keys(ENGINES), "peft", "gemm"]);
}

/** Those of the contenders that can hold frozen matrices so. */
export async function thatHold(precision: Precision, names: readonly string[]): Promise<string[]> {
  const able = ["peft", "gemm", ...await enginesThatHold(precision)];
  return names.filter((name) => able.includes(kindOf(name)));
}
