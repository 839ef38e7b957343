/**
 * What XLA is told of how to compile: CompileOptionsProto.
 *
 * @module
 */
import { flag, integer, message, text } from "../protobuf.ts";

/** XLA's debug options, such as `xla_gpu_autotune_level`, by name. */
export type Flags = Readonly<Record<string, string | boolean | number>>;

/**
 * Compile options for one device.
 *
 * Empty options are no option: a plugin ends the process when it reads that there are 0 replicas.
 */
export function compileOptions(flags: Flags = {}): Uint8Array<ArrayBuffer> {
  const build = [
    ...integer(1, -1n), // device_ordinal: the default one
    ...integer(4, 1n), // num_replicas
    ...integer(5, 1n), // num_partitions
  ];
  const overrides = Object.entries(flags).flatMap(([name, value]) => {
    const entry = [...text(1, name), ...message(2, flagValue(value))];
    return message(7, entry); // env_option_overrides
  });
  return new Uint8Array([...message(3, build), ...overrides]); // executable_build_options
}

/** OptionOverrideProto. */
function flagValue(value: string | boolean | number): number[] {
  if (typeof value === "string") return text(1, value);
  if (typeof value === "boolean") return flag(2, value);
  return integer(3, BigInt(value));
}
