/**
 * Ahead-of-time compilation for an H100 by the CUDA plugin, which needs no GPU for it.
 *
 * @module
 */
import { compileOptions } from "../../../src/engine/xla/compile_options.ts";
import { utf8 } from "../../../src/engine/xla/memory.ts";
import { packValues } from "../../../src/engine/xla/named_values.ts";
import type { Pjrt } from "../../../src/engine/xla/pjrt.ts";
import type { ModuleText } from "../../../src/engine/xla/stablehlo.ts";

/** XLA's GpuTargetConfigProto as text: what a compiler asks of the card. */
const H100 = `
gpu_device_info {
  threads_per_block_limit: 1024 threads_per_warp: 32 threads_per_core_limit: 2048
  shared_memory_per_block: 49152 shared_memory_per_core: 233472
  shared_memory_per_block_optin: 232448
  core_count: 132 fpus_per_core: 128
  block_dim_limit_x: 2147483647 block_dim_limit_y: 65535 block_dim_limit_z: 65535
  thread_dim_limit_x: 1024 thread_dim_limit_y: 1024 thread_dim_limit_z: 64
  registers_per_core_limit: 65536 registers_per_block_limit: 65536
  memory_bandwidth: 3352320000000 l2_cache_size: 52428800 clock_rate_ghz: 1.98
  device_memory_size: 84942979072 device_address_bits: 64
  cuda_compute_capability { major: 9 feature_extension: ACCELERATED_FEATURES }
  device_vendor: "NVIDIA Corporation" name: "NVIDIA H100 80GB HBM3"
  driver_version: "13.0.0" runtime_version: "12.8.0" compile_time_toolkit_version: "12.8.0"
  dnn_version: "9.10.0"
}
platform_name: "CUDA"
dnn_version_info { major: 9 minor: 10 patch: 0 }
device_description_str: "NVIDIA H100 80GB HBM3"
`;

/**
 * Compiles a program for an H100.
 *
 * @returns bytes of the compiled program
 * @throws {PjrtError} if something in it cannot be compiled
 */
export function compileForH100(pjrt: Pjrt, module: ModuleText): number {
  const options = packValues({ target_config: H100, topology: "1x1x1" });
  const name = utf8("h100");
  const topology = pjrt.call(
    "TopologyDescription_Create",
    pjrt.struct(7, {
      2: name,
      3: BigInt(name.length),
      4: options.structs,
      5: options.count,
    }),
  )[6]!;
  const code = utf8(module.text);
  const format = utf8("mlir");
  const program = pjrt.struct(6, {
    2: code,
    3: BigInt(code.length),
    4: format,
    5: BigInt(format.length),
  });
  const flags = compileOptions({ xla_gpu_autotune_level: 0 }); // tuning would run kernels
  const struct = pjrt.struct(8, {
    2: topology,
    3: program,
    4: flags,
    5: BigInt(flags.length),
  });
  const executable = pjrt.call("Compile", struct)[7]!;
  const serialized = pjrt.call("Executable_Serialize", pjrt.struct(7, { 2: executable }));
  const size = Number(serialized[4]);
  pjrt.destroy("Executable_Destroy", executable);
  pjrt.destroy("TopologyDescription_Destroy", topology);
  return size;
}
