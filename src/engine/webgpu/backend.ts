/**
 * TF.js' WebGPU backend with what Deno needs: values that are read at once, and errors that show.
 *
 * **Reading.** TF.js reads synchronously through a canvas, which Deno does not have. WebGPU itself
 * promises values for later, and Deno's promise takes 10 ms more than the device does. But Deno
 * waits for the device inside of `mapAsync`: when that returns, the memory is mapped, whatever its
 * promise says. {@linkcode DenoWebGpuBackend.open} tries this, so that a Deno in which it is not so
 * is refused and no value is read wrong.
 *
 * **Errors.** WebGPU skips a batch of commands of which one is invalid, such as a shader that does
 * not compile, and says so later. So each batch leaves a mark on the device, and no value is read
 * where a mark is missing.
 *
 * @module
 */
import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { EngineUnavailable } from "../../core/errors.ts";
import * as tf from "../tf.ts";

/** Bytes that are read at once; more are read in pieces. */
const WINDOW = 1 << 22;
/** Batches of commands after which the marks are looked at, even if nothing is read. */
const MOST_MARKS = 1 << 8;
/** Bytes of a mark. */
const MARK = 4;

/** Limits that TF.js' kernels are written for: as high as the adapter has them. */
const LIMITS = [
  "maxBufferSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxStorageBufferBindingSize",
] as const;

/** The backend; see the module doc. */
export class DenoWebGpuBackend extends WebGPUBackend {
  /** What is read passes through here, the marks behind the values. */
  readonly #window: GPUBuffer;
  /** The mark of this time; another one after each reading. */
  readonly #mark: GPUBuffer;
  /** Marks that the batches have left since the last reading. */
  readonly #marks: GPUBuffer;
  #time = 0;
  #batches = 0;

  private constructor(device: GPUDevice, info: GPUAdapterInfo, window: GPUBuffer) {
    super(device, info);
    const usage = GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
    this.#window = window;
    this.#mark = device.createBuffer({ size: MARK, usage });
    this.#marks = device.createBuffer({ size: MARK * MOST_MARKS, usage });
    this.#nextTime();
  }

  /**
   * Opens the device of an adapter.
   *
   * @param notice is told why commands are refused
   * @throws {EngineUnavailable} if this Deno does not map memory at once
   */
  static async open(
    adapter: GPUAdapter,
    notice: (line: string) => void,
  ): Promise<DenoWebGpuBackend> {
    const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
    const device = await adapter.requestDevice({ requiredLimits });
    device.addEventListener("uncapturederror", (event) => {
      notice(
        `WebGPU refused a command: ${(event as GPUUncapturedErrorEvent).error.message.trim()}`,
      );
    }, { once: true }); // the others are consequences
    const usage = GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ;
    const window = device.createBuffer({ size: WINDOW + MARK * MOST_MARKS, usage });
    await window.mapAsync(GPUMapMode.READ); // Deno crashes in showing what was never mapped
    window.unmap();
    const backend = new DenoWebGpuBackend(device, adapter.info, window);
    try {
      backend.#readBuffer(backend.#mark);
    } catch (error) {
      const reason = `this Deno does not map memory at once: ${(error as Error).message}`;
      throw new EngineUnavailable(`Cannot start engine "webgpu": ${reason}`);
    }
    return backend;
  }

  /**
   * Reads the values of a tensor, once all before it is computed.
   *
   * @throws {Error} if the device refused a command since the last reading
   */
  override readSync(dataId: object): tf.backend_util.BackendValues {
    const { values, dtype, resource, complexTensorInfos } = this.tensorMap.get(dataId);
    if (values || dtype === "string" || complexTensorInfos) return super.readSync(dataId);
    const bytes = this.#readBuffer(resource as GPUBuffer);
    return tf.util.convertBackendValuesAndArrayBuffer(bytes, dtype);
  }

  // deno-lint-ignore require-await
  override async read(dataId: object): Promise<tf.backend_util.BackendValues> {
    return this.readSync(dataId);
  }

  override submitQueue(): void {
    this.#leaveMark();
    super.submitQueue();
    if (this.#batches === MOST_MARKS - 1) this.#readBuffer(this.#mark);
  }

  #readBuffer(buffer: GPUBuffer): ArrayBuffer {
    const bytes = new Uint8Array(buffer.size);
    for (let start = 0; start < bytes.length; start += WINDOW) {
      const piece = bytes.subarray(start, start + WINDOW);
      this.endComputePassEncoder();
      this.ensureCommandEncoderReady();
      this.#encoder.copyBufferToBuffer(buffer, start, this.#window, 0, piece.length);
      this.#leaveMark();
      const marks = MARK * this.#batches;
      this.#encoder.copyBufferToBuffer(this.#marks, 0, this.#window, WINDOW, marks);
      super.submitQueue();
      this.#window.mapAsync(GPUMapMode.READ).catch(() => {}); // what fails, fails in the next lines
      piece.set(new Uint8Array(this.#window.getMappedRange(0, piece.length)));
      const found = new Int32Array(this.#window.getMappedRange(WINDOW, marks));
      const isComplete = found.every((mark) => mark === this.#time);
      this.#window.unmap();
      this.#nextTime();
      if (!isComplete) {
        throw new Error("The WebGPU device refused a command, so that there are no values to read");
      }
    }
    return bytes.buffer;
  }

  get #encoder(): GPUCommandEncoder {
    return (this as unknown as { commandEncoder: GPUCommandEncoder }).commandEncoder;
  }

  #leaveMark(): void {
    this.#encoder.copyBufferToBuffer(this.#mark, 0, this.#marks, MARK * this.#batches++, MARK);
  }

  #nextTime(): void {
    this.#batches = 0;
    this.queue.writeBuffer(this.#mark, 0, Int32Array.of(++this.#time));
  }
}
