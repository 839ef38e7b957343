/**
 * The settings in front of a GGUF file, read by key.
 *
 * @module
 */
import type { UsageError } from "../core/errors.ts";
import type { GgufFile } from "./gguf.ts";
import { unreadable } from "./position.ts";

/** Settings of one file; what is missing or of another type is an error that names it. */
export class GgufSettings {
  constructor(private readonly gguf: Pick<GgufFile, "file" | "metadata">) {}

  /** @throws {UsageError} if there is no such text */
  text(key: string): string {
    const value = this.gguf.metadata[key];
    if (typeof value === "string") return value;
    throw this.error(`it has no "${key}"`);
  }

  /** @throws {UsageError} if there is no such number, and no other one to take */
  number(key: string, fallback?: number): number {
    const value = this.gguf.metadata[key] ?? fallback;
    if (typeof value === "number") return value;
    if (typeof value === "bigint") return Number(value);
    throw this.error(`it has no "${key}"`);
  }

  /** Key of a setting that bears the name of the architecture: `llama.block_count`. */
  ofModel(name: string): string {
    return `${this.text("general.architecture")}.${name}`;
  }

  /** @throws {UsageError} if there is no such list */
  list<T>(key: string): readonly T[] {
    const value = this.gguf.metadata[key];
    if (Array.isArray(value)) return value;
    throw this.error(`it has no "${key}"`);
  }

  has(key: string): boolean {
    return this.gguf.metadata[key] !== undefined;
  }

  isTrue(key: string): boolean {
    return this.gguf.metadata[key] === true;
  }

  /** The error of a file that says something that cannot be used. */
  error(fault: string): UsageError {
    return unreadable(this.gguf.file, fault);
  }
}
