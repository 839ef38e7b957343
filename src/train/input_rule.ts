/**
 * How long inputs may be, beside a prompt and under a protocol.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import type { Protocol } from "../tasks/protocol.ts";
import type { InputRule } from "./encode.ts";
import type { LoadedModel } from "./load.ts";

/**
 * Most tokens of an input, so that a prompt finds room beside it.
 *
 * @param config of the method; one with a `promptLength` takes that many positions
 * @throws {UsageError} if the prompt leaves no room
 */
export function inputLimit(
  { id, maxLength, positions }: Pick<LoadedModel, "id" | "maxLength" | "positions">,
  config: object,
): number {
  if (positions === null) return maxLength;
  const promptLength = "promptLength" in config ? Number(config.promptLength) : 0;
  const limit = Math.min(maxLength, positions - promptLength);
  if (limit > 2) return limit;
  throw new UsageError(
    `Cannot adapt "${id}": a prompt of ${promptLength} tokens leaves no room in its ${positions} positions`,
  );
}

/**
 * How inputs are shortened: as the protocol says, and never beyond what the model takes.
 *
 * @param config of the method; one with a `promptLength` may have to find room among the tokens
 * @throws {UsageError} if the prompt leaves no room
 */
export function inputRule(
  loaded: Pick<LoadedModel, "id" | "maxLength" | "positions" | "oneText">,
  config: object,
  protocol?: Protocol,
): InputRule {
  const limit = inputLimit(loaded, config);
  const { oneText } = loaded;
  if (protocol === undefined) return { tokens: limit, truncation: "tail", reserved: 0, oneText };
  const { inputTokens, truncation, promptInsideInput } = protocol;
  const tokens = Math.min(limit, inputTokens);
  const promptLength = "promptLength" in config ? Number(config.promptLength) : 0;
  // where positions are counted, the limit has left room for the prompt already
  const reserved = promptInsideInput && loaded.positions === null ? promptLength : 0;
  if (tokens - reserved > 2) return { tokens, truncation, reserved, oneText };
  throw new UsageError(
    `Cannot adapt "${loaded.id}": a prompt of ${promptLength} tokens leaves no room for input in the ${tokens} tokens of "${protocol.name}"`,
  );
}
