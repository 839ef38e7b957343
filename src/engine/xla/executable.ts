/**
 * A compiled program.
 *
 * @module
 */
import { DeviceBuffer } from "./buffer.ts";
import type { Client } from "./client.ts";
import { type Address, addressOf, words } from "./memory.ts";
import type { Arguments } from "./pjrt.ts";
import type { ModuleText } from "./stablehlo.ts";
import type { TensorType } from "./types.ts";

/** Words of PJRT_ExecuteOptions, all zero. */
const EXECUTE_OPTIONS_WORDS = 14;

/** A program on the device. Its structs are made once: a run only fills in addresses. */
export class Executable {
  readonly parameters: readonly TensorType[];
  readonly outputs: readonly TensorType[];
  readonly #donated: readonly number[];
  readonly #arguments: BigUint64Array<ArrayBuffer>;
  readonly #results: BigUint64Array<ArrayBuffer>;
  readonly #struct: Arguments;
  #address: Address;

  constructor(private readonly client: Client, address: Address, module: ModuleText) {
    this.#address = address;
    this.parameters = module.parameters;
    this.outputs = module.outputs;
    this.#donated = module.donated;
    this.#arguments = words(this.parameters.length);
    this.#results = words(this.outputs.length);
    const argumentLists = words(1).fill(addressOf(this.#arguments));
    const resultLists = words(1).fill(addressOf(this.#results));
    this.#struct = client.pjrt.struct(10, {
      2: address,
      3: client.pjrt.struct(EXECUTE_OPTIONS_WORDS),
      4: argumentLists,
      5: 1n, // devices
      6: BigInt(this.parameters.length),
      7: resultLists,
    });
  }

  /**
   * Starts a run; whoever reads an output waits for it. Donated arguments are freed.
   *
   * @throws {TypeError} if an argument has another type than its parameter; nothing is freed then
   */
  run(given: readonly DeviceBuffer[]): DeviceBuffer[] {
    this.#check(given);
    given.forEach((buffer, i) => this.#arguments[i] = buffer.address);
    const { pjrt } = this.client;
    pjrt.check(
      "LoadedExecutable_Execute",
      pjrt.function("LoadedExecutable_Execute").call(this.#struct),
    );
    for (const i of this.#donated) this.client.free(given[i]!);
    return this.outputs.map((type, i) => new DeviceBuffer(this.#results[i]!, type));
  }

  /** PJRT compares sizes in bytes alone: an int32 passes for an f32 and gives zeros. */
  #check(given: readonly DeviceBuffer[]): void {
    if (given.length !== this.parameters.length) {
      throw new TypeError(
        `Cannot run the program: it takes ${this.parameters.length} arguments: ${given.length} are given`,
      );
    }
    given.forEach((buffer, i) => {
      const wanted = this.parameters[i]!.text;
      if (buffer.type.text === wanted) return;
      throw new TypeError(
        `Cannot run the program: argument ${i} must be ${wanted}: it is ${buffer.type.text}`,
      );
    });
  }

  /** The PJRT_Executable inside; the caller destroys it. */
  inner(): Address {
    const { pjrt } = this.client;
    return pjrt.call("LoadedExecutable_GetExecutable", pjrt.struct(4, { 2: this.#address }))[3]!;
  }

  /** Frees the program. */
  dispose(): void {
    if (this.#address === 0n) return;
    this.client.pjrt.destroy("LoadedExecutable_Destroy", this.#address);
    this.#address = 0n;
    this.#struct[2] = 0n;
  }
}
