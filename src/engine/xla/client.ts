/**
 * A device opened through a plugin: its memory, and programs compiled for it.
 *
 * @module
 */
import { DeviceBuffer } from "./buffer.ts";
import { compileOptions, type Flags } from "./compile_options.ts";
import { Executable } from "./executable.ts";
import { type Address, bytesAt, functionAt, textAt, utf8, words, wordsAt } from "./memory.ts";
import { type NamedValue, packValues } from "./named_values.ts";
import { type Pjrt, PjrtError, UNIMPLEMENTED } from "./pjrt.ts";
import type { ModuleText } from "./stablehlo.ts";
import { BUFFER_TYPE, type HostArray, type TensorType } from "./types.ts";

/** PJRT_HostBufferSemantics: the data are copied before the call returns. */
const COPY_DURING_CALL = 0n;

/**
 * Words of PJRT_Device_MemoryStats_Args, and some to spare: later versions have more fields, and a
 * plugin refuses a struct that is shorter than its own.
 */
const MEMORY_STATS_WORDS = 32;

/** What XLA calls the device. */
export interface Platform {
  /** `cpu`, `cuda`, ... */
  readonly name: string;
  readonly version: string;
  /** The model of the device, such as `NVIDIA H100 80GB HBM3`. */
  readonly kind: string;
}

/** A client with the first of its devices. */
export class Client {
  readonly platform: Platform;
  readonly #client: Address;
  readonly #device: Address;
  readonly #compileOptions: Uint8Array<ArrayBuffer>;

  /**
   * @param options what the plugin lets choose, such as `memory_fraction`
   * @param flags XLA's debug options for every program
   * @throws {PjrtError} if there is no device or an option is refused
   */
  constructor(
    readonly pjrt: Pjrt,
    options: Readonly<Record<string, NamedValue>> = {},
    readonly flags: Flags = {},
  ) {
    const { structs, count } = packValues(options);
    this.#client = pjrt.call("Client_Create", pjrt.struct(11, { 2: structs, 3: count }))[8]!;
    const devices = pjrt.call(
      "Client_AddressableDevices",
      pjrt.struct(5, { 2: this.#client }),
    );
    this.#device = wordsAt(devices[3]!, Number(devices[4]))[0]!;
    this.#compileOptions = compileOptions(flags);
    this.platform = this.#describe();
  }

  #describe(): Platform {
    const { pjrt } = this;
    const text = (name: Parameters<Pjrt["call"]>[0], object: Address) => {
      const struct = pjrt.call(name, pjrt.struct(5, { 2: object }));
      return textAt(struct[3]!, struct[4]!);
    };
    const description = pjrt.call(
      "Device_GetDescription",
      pjrt.struct(4, { 2: this.#device }),
    )[3]!;
    return {
      name: text("Client_PlatformName", this.#client),
      version: text("Client_PlatformVersion", this.#client),
      kind: text("DeviceDescription_Kind", description),
    };
  }

  /**
   * The most memory of the device that buffers and programs of this client have held at a time, in
   * bytes; undefined if the plugin does not count it, as that of a CPU.
   */
  peakBytes(): number | undefined {
    const struct = this.pjrt.struct(MEMORY_STATS_WORDS, { 2: this.#device });
    try {
      this.pjrt.call("Device_MemoryStats", struct);
    } catch (error) {
      if (error instanceof PjrtError && error.code === UNIMPLEMENTED) return undefined;
      throw error;
    }
    const [peak, isSet] = [struct[4]!, struct[5]! & 0xffn]; // a bool is one byte of its word
    return isSet === 0n ? undefined : Number(peak);
  }

  /** Copies an array to the device. */
  upload(data: HostArray, type: TensorType): DeviceBuffer {
    if (data.length !== type.size) {
      throw new TypeError(
        `Cannot make a tensor of type ${type.text}: it has ${type.size} elements: data has ${data.length}`,
      );
    }
    const dims = words(type.shape.length);
    type.shape.forEach((axis, i) => dims[i] = BigInt(axis));
    const struct = this.pjrt.struct(15, {
      2: this.#client,
      3: data,
      4: BUFFER_TYPE[type.element],
      5: dims,
      6: BigInt(dims.length),
      9: COPY_DURING_CALL,
      10: this.#device,
    });
    this.pjrt.call("Client_BufferFromHostBuffer", struct);
    if (struct[13] !== 0n) this.pjrt.destroy("Event_Destroy", struct[13]!);
    return new DeviceBuffer(struct[14]!, type);
  }

  /** Copies a tensor to the host, waiting until it is computed. */
  read(buffer: DeviceBuffer): HostArray {
    if (buffer.type.size === 0) return buffer.type.hostArray(); // no address means another question
    const { out, event } = this.#startReading(buffer);
    try {
      this.pjrt.call("Event_Await", this.pjrt.struct(3, { 2: event }));
    } finally {
      this.pjrt.destroy("Event_Destroy", event);
    }
    return out;
  }

  /** Copies a tensor to the host while JavaScript goes on. */
  async readAsync(buffer: DeviceBuffer): Promise<HostArray> {
    if (buffer.type.size === 0) return buffer.type.hostArray();
    const { out, event } = this.#startReading(buffer);
    try {
      await this.pjrt.callAsync("Event_Await", this.pjrt.struct(3, { 2: event }));
    } finally {
      this.pjrt.destroy("Event_Destroy", event);
    }
    return out;
  }

  #startReading(buffer: DeviceBuffer): { out: HostArray; event: Address } {
    const out = buffer.type.hostArray();
    const struct = this.pjrt.struct(7, {
      2: buffer.address,
      4: out,
      5: BigInt(out.byteLength),
    });
    return { out, event: this.pjrt.call("Buffer_ToHostBuffer", struct)[6]! };
  }

  /** Frees a buffer; a freed one stays freed. */
  free(buffer: DeviceBuffer): void {
    const address = buffer.take();
    if (address !== 0n) this.pjrt.destroy("Buffer_Destroy", address);
  }

  /**
   * Compiles a program.
   *
   * @throws {PjrtError} if XLA does not accept it
   */
  compile(module: ModuleText): Executable {
    const code = utf8(module.text);
    const format = utf8("mlir");
    const program = this.pjrt.struct(6, {
      2: code,
      3: BigInt(code.length),
      4: format,
      5: BigInt(format.length),
    });
    const struct = this.pjrt.struct(7, {
      2: this.#client,
      3: program,
      4: this.#compileOptions,
      5: BigInt(this.#compileOptions.length),
    });
    return new Executable(this, this.pjrt.call("Client_Compile", struct)[6]!, module);
  }

  /** The compiled form of a program, for {@linkcode load}. */
  serialize(executable: Executable): Uint8Array<ArrayBuffer> {
    const { pjrt } = this;
    const inner = executable.inner();
    try {
      const struct = pjrt.call("Executable_Serialize", pjrt.struct(7, { 2: inner }));
      const bytes = bytesAt(struct[3]!, Number(struct[4]));
      functionAt(struct[6]!, { parameters: ["u64"], result: "void" }).call(struct[5]!);
      return bytes;
    } finally {
      pjrt.destroy("Executable_Destroy", inner);
    }
  }

  /**
   * Loads what {@linkcode serialize} gave.
   *
   * @throws {PjrtError} if it is of another version or device
   */
  load(bytes: Uint8Array<ArrayBuffer>, module: ModuleText): Executable {
    const struct = this.pjrt.struct(8, {
      2: this.#client,
      3: bytes,
      4: BigInt(bytes.length),
    });
    this.pjrt.call("Executable_DeserializeAndLoad", struct);
    return new Executable(this, struct[5]!, module);
  }
}
