/**
 * The eager context of TensorFlow, in which ops and functions run.
 *
 * @module
 */
import { flag, integer, message } from "../protobuf.ts";
import type { Native } from "./native.ts";

/** A device of a context. */
export interface Device {
  /** As ops name it. */
  readonly name: string;
  /** `CPU`, `GPU`, ... */
  readonly type: string;
}

/** Opens a TFE_Context, which lives as long as the process. */
export function openContext(
  native: Native,
  threads: number | undefined,
): { readonly context: bigint; readonly devices: readonly Device[] } {
  const { c, status } = native;
  const options = c.TFE_NewContextOptions();
  const config = contextConfig(threads);
  c.TFE_ContextOptionsSetConfig(options, config, BigInt(config.length), status);
  native.check();
  const context = c.TFE_NewContext(options, status);
  c.TFE_DeleteContextOptions(options);
  native.check();
  return { context, devices: listDevices(native, context) };
}

/**
 * ConfigProto.
 *
 * Source: `tensorflow/core/protobuf/config.proto`.
 *
 * @param threads of one operation; undefined: one for each core
 */
export function contextConfig(threads: number | undefined): Uint8Array<ArrayBuffer> {
  const allowGrowth = flag(4, true);
  return new Uint8Array([
    ...flag(7, true), // allow_soft_placement
    ...message(6, allowGrowth), // gpu_options
    ...(threads === undefined ? [] : [
      ...integer(2, BigInt(threads)), // intra_op_parallelism_threads
      ...integer(5, 1n), // inter_op_parallelism_threads
    ]),
  ]);
}

function listDevices(native: Native, context: bigint): Device[] {
  const { c, status } = native;
  const text = (pointer: Deno.PointerValue) => Deno.UnsafePointerView.getCString(pointer!);
  const list = c.TFE_ContextListDevices(context, status);
  native.check();
  const devices = Array.from({ length: c.TF_DeviceListCount(list) }, (_, i) => ({
    name: text(c.TF_DeviceListName(list, i, status)),
    type: text(c.TF_DeviceListType(list, i, status)),
  }));
  c.TF_DeleteDeviceList(list);
  return devices;
}
