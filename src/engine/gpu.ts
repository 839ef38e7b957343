/**
 * Whether there is a GPU, and whether an engine reaches it.
 *
 * @module
 */
import { existsSync } from "node:fs";
import type { EngineReport } from "./engine.ts";

/** A maker of GPUs whose driver can be told by its files. */
export type GpuMaker = "nvidia" | "amd";

/** Files that a driver makes for its GPUs; `/dev/dxg` stands for NVIDIA's in WSL 2. */
const DEVICE_FILES: Readonly<Record<GpuMaker, readonly string[]>> = {
  nvidia: ["/dev/nvidiactl", "/dev/dxg"],
  amd: ["/dev/kfd"],
};

/** Whether the driver of such a GPU is loaded; looking takes no time, unlike opening a library. */
export function hasGpu(maker: GpuMaker): boolean {
  return DEVICE_FILES[maker].some((file) => existsSync(file));
}

/** The maker of a GPU of this machine, if there is one. */
export function gpuHere(): GpuMaker | undefined {
  return (Object.keys(DEVICE_FILES) as GpuMaker[]).find(hasGpu);
}

/** Whether an engine runs on a GPU. */
export function usesGpu({ device }: Pick<EngineReport, "device">): boolean {
  return /gpu|cuda/i.test(device);
}
