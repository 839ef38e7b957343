/**
 * A tensor in the memory of a device.
 *
 * @module
 */
import type { Address } from "./memory.ts";
import type { TensorType } from "./types.ts";

/** A PJRT_Buffer, with the type that PJRT itself checks by its size in bytes alone. */
export class DeviceBuffer {
  #address: Address;

  constructor(address: Address, readonly type: TensorType) {
    this.#address = address;
  }

  /** @throws {ReferenceError} if the buffer was freed */
  get address(): Address {
    if (this.#address !== 0n) return this.#address;
    throw new ReferenceError(`Cannot use a tensor of type ${this.type.text}: its memory was freed`);
  }

  /** Marks the buffer as freed and gives its address, 0 if it was freed before. */
  take(): Address {
    const address = this.#address;
    this.#address = 0n;
    return address;
  }
}
