/**
 * One method of `compare`, as it is typed: `lora,rank=4,learningRate=0.001|0.01`.
 *
 * @module
 */
import type { ComparedMethod } from "../api/compare.ts";
import { UsageError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { didYouMean, lookUp } from "../core/registry.ts";
import { userFolder } from "../core/user_path.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import { readMethodConfig } from "./run_words.ts";

/** Keys that every method has. */
const KEYS = ["learningRate", "initFrom", "title"] as const;

/**
 * Reads a method with its settings, `|` between the items of a list.
 *
 * @throws {UsageError} if the method, a key or a value is unknown
 */
export function readArm(text: string): ComparedMethod {
  const [method = "", ...parts] = text.split(",");
  const { defaults } = lookUp<AnyMethod>(METHODS, method, "method");
  const typed = Object.fromEntries(
    parts.map((part) => readPart(text, part, [...KEYS, ...Object.keys(defaults)])),
  );
  const { learningRate, initFrom, title } = typed;
  const methodConfig = readMethodConfig(defaults, withCommas(typed, defaults));
  return {
    method,
    ...(Object.keys(methodConfig).length === 0 ? {} : { methodConfig }),
    ...given({
      title,
      initFrom: initFrom === undefined ? undefined : userFolder(initFrom),
      learningRates: learningRate?.split("|").map(readRate),
    }),
  };
}

function readPart(text: string, part: string, known: readonly string[]): [string, string] {
  const at = part.indexOf("=");
  const key = part.slice(0, at).trim();
  if (at < 1) {
    throw new UsageError(
      `Cannot read --method "${text}" as each part behind the name must be key=value: ` +
        `current value is "${part}"`,
    );
  }
  if (known.includes(key)) return [key, part.slice(at + 1).trim()];
  throw new UsageError(
    `Cannot read --method "${text}": "${key}" is not one of ${known.join(", ")}${
      didYouMean(key, known)
    }`,
  );
}

/** The items of lists as `train` reads them, between commas. */
function withCommas(
  typed: Readonly<Record<string, string>>,
  defaults: Readonly<Record<string, unknown>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(typed).map(([key, value]) => [
      key,
      Array.isArray(defaults[key]) ? value.replaceAll("|", ",") : value,
    ]),
  );
}

function readRate(text: string): number {
  const rate = Number(text);
  if (text.trim() !== "" && Number.isFinite(rate) && rate > 0) return rate;
  throw new UsageError(
    `Cannot use learningRate as it must be numbers above 0 such as 0.1|0.3: current value is "${text}"`,
  );
}
