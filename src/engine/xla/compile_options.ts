/**
 * CompileOptionsProto in protobuf's wire format.
 *
 * @module
 */

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
  if (typeof value === "boolean") return integer(2, value ? 1n : 0n);
  return integer(3, BigInt(value));
}

const WIRE_VARINT = 0;
const WIRE_LENGTH = 2;

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, value);;) {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 128);
    if (rest === 0n) return bytes;
  }
}

function key(field: number, wire: number): number[] {
  return varint(BigInt(field << 3 | wire));
}

function integer(field: number, value: bigint): number[] {
  return [...key(field, WIRE_VARINT), ...varint(value)];
}

function message(field: number, bytes: readonly number[]): number[] {
  return [...key(field, WIRE_LENGTH), ...varint(BigInt(bytes.length)), ...bytes];
}

function text(field: number, value: string): number[] {
  return message(field, [...new TextEncoder().encode(value)]);
}
