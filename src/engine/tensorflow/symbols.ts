/**
 * The functions of TensorFlow's C API that the engine calls, as Deno FFI declarations.
 *
 * Pointers travel as `u64` bigints: a call with one costs 4 ns, with a `Deno.PointerObject` 50 ns.
 * libc's functions resolve through the same handle, since dlsym follows a library's dependencies.
 *
 * Source: `tensorflow/c/c_api.h`, `tensorflow/c/eager/c_api.h` of TensorFlow 2.21.
 *
 * @module
 */

const PTR = "u64";
const I32 = "i32";
const SIZE = "usize";
const BYTES = "buffer";

/** Name, parameters and result of each function. */
export const SYMBOLS = {
  malloc: { parameters: [SIZE], result: PTR },
  free: { parameters: [PTR], result: "void" },
  copyIn: { name: "memcpy", parameters: [PTR, BYTES, SIZE], result: "void" },
  copyOut: { name: "memcpy", parameters: [BYTES, PTR, SIZE], result: "void" },

  TF_Version: { parameters: [], result: "pointer" },
  TF_NewStatus: { parameters: [], result: PTR },
  TF_GetCode: { parameters: [PTR], result: I32 },
  TF_Message: { parameters: [PTR], result: "pointer" },

  TFE_NewContextOptions: { parameters: [], result: PTR },
  TFE_ContextOptionsSetConfig: { parameters: [PTR, BYTES, SIZE, PTR], result: "void" },
  TFE_DeleteContextOptions: { parameters: [PTR], result: "void" },
  TFE_NewContext: { parameters: [PTR, PTR], result: PTR },
  TFE_ContextListDevices: { parameters: [PTR, PTR], result: PTR },
  TF_DeviceListCount: { parameters: [PTR], result: I32 },
  TF_DeviceListName: { parameters: [PTR, I32, PTR], result: "pointer" },
  TF_DeviceListType: { parameters: [PTR, I32, PTR], result: "pointer" },
  TF_DeleteDeviceList: { parameters: [PTR], result: "void" },

  TF_AllocateTensor: { parameters: [I32, PTR, I32, SIZE], result: PTR },
  TF_DeleteTensor: { parameters: [PTR], result: "void" },
  TF_TensorData: { parameters: [PTR], result: PTR },
  TF_TensorByteSize: { parameters: [PTR], result: SIZE },
  TF_TensorElementCount: { parameters: [PTR], result: "i64" },
  TF_TensorType: { parameters: [PTR], result: I32 },
  TF_StringInit: { parameters: [PTR], result: "void" },
  TF_StringDealloc: { parameters: [PTR], result: "void" },
  TF_StringCopy: { parameters: [PTR, BYTES, SIZE], result: "void" },
  TF_StringGetDataPointer: { parameters: [PTR], result: PTR },
  TF_StringGetSize: { parameters: [PTR], result: SIZE },

  TFE_NewTensorHandle: { parameters: [PTR, PTR], result: PTR },
  TFE_DeleteTensorHandle: { parameters: [PTR], result: "void" },
  TFE_TensorHandleDataType: { parameters: [PTR], result: I32 },
  TFE_TensorHandleNumDims: { parameters: [PTR, PTR], result: I32 },
  TFE_TensorHandleDim: { parameters: [PTR, I32, PTR], result: "i64" },
  TFE_TensorHandleResolve: { parameters: [PTR, PTR], result: PTR },
  TFE_TensorHandleCopyToDevice: { parameters: [PTR, PTR, PTR, PTR], result: PTR },
  TFE_TensorHandleCopySharingTensor: { parameters: [PTR, PTR], result: PTR },

  TFE_NewOp: { parameters: [PTR, PTR, PTR], result: PTR },
  TFE_DeleteOp: { parameters: [PTR], result: "void" },
  TFE_OpSetDevice: { parameters: [PTR, PTR, PTR], result: "void" },
  TFE_OpAddInput: { parameters: [PTR, PTR, PTR], result: "void" },
  TFE_OpSetAttrString: { parameters: [PTR, PTR, PTR, SIZE], result: "void" },
  TFE_OpSetAttrInt: { parameters: [PTR, PTR, "i64"], result: "void" },
  TFE_OpSetAttrFloat: { parameters: [PTR, PTR, "f32"], result: "void" },
  TFE_OpSetAttrBool: { parameters: [PTR, PTR, "u8"], result: "void" },
  TFE_OpSetAttrType: { parameters: [PTR, PTR, I32], result: "void" },
  TFE_OpSetAttrShape: { parameters: [PTR, PTR, PTR, I32, PTR], result: "void" },
  TFE_OpSetAttrIntList: { parameters: [PTR, PTR, BYTES, I32], result: "void" },
  TFE_OpSetAttrFloatList: { parameters: [PTR, PTR, BYTES, I32], result: "void" },
  TFE_OpSetAttrBoolList: { parameters: [PTR, PTR, BYTES, I32], result: "void" },
  TFE_Execute: { parameters: [PTR, PTR, PTR, PTR], result: "void" },

  TF_NewGraph: { parameters: [], result: PTR },
  TF_DeleteGraph: { parameters: [PTR], result: "void" },
  TF_NewOperation: { parameters: [PTR, PTR, PTR], result: PTR },
  // TF_Output {void*, int} by value is passed in two registers (SysV x86-64, AAPCS64)
  TF_AddInput: { parameters: [PTR, PTR, I32], result: "void" },
  TF_AddInputList: { parameters: [PTR, PTR, I32], result: "void" },
  TF_SetAttrString: { parameters: [PTR, PTR, PTR, SIZE], result: "void" },
  TF_SetAttrInt: { parameters: [PTR, PTR, "i64"], result: "void" },
  TF_SetAttrFloat: { parameters: [PTR, PTR, "f32"], result: "void" },
  TF_SetAttrBool: { parameters: [PTR, PTR, "u8"], result: "void" },
  TF_SetAttrType: { parameters: [PTR, PTR, I32], result: "void" },
  TF_SetAttrShape: { parameters: [PTR, PTR, PTR, I32], result: "void" },
  TF_SetAttrIntList: { parameters: [PTR, PTR, BYTES, I32], result: "void" },
  TF_SetAttrTensor: { parameters: [PTR, PTR, PTR, PTR], result: "void" },
  TF_FinishOperation: { parameters: [PTR, PTR], result: PTR },
  TF_OperationOutputType: { parameters: [PTR, I32], result: I32 },
  TF_GraphGetTensorNumDims: { parameters: [PTR, PTR, I32, PTR], result: I32 },
  TF_GraphGetTensorShape: { parameters: [PTR, PTR, I32, PTR, I32, PTR], result: "void" },
  TF_GraphToFunction: {
    parameters: [PTR, PTR, "u8", I32, PTR, I32, PTR, I32, PTR, PTR, PTR, PTR, PTR],
    result: PTR,
  },
  TF_FunctionSetAttrValueProto: { parameters: [PTR, PTR, BYTES, SIZE, PTR], result: "void" },
  TFE_ContextAddFunction: { parameters: [PTR, PTR, PTR], result: "void" },
  TFE_ContextRemoveFunction: { parameters: [PTR, PTR, PTR], result: "void" },
  TF_DeleteFunction: { parameters: [PTR], result: "void" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The loaded functions. */
export type Symbols = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** Codes of TF_DataType. */
export const DATA_TYPE = {
  float32: 1,
  int32: 3,
  uint8: 4,
  string: 7,
  complex64: 8,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  resource: 20,
} as const;

/** Codes of TF_AttrType, as TF.js's node kernels use them. */
export const ATTRIBUTE = {
  string: 0,
  int: 1,
  float: 2,
  bool: 3,
  type: 4,
  shape: 5,
  resource: 6,
} as const;

/** An attribute of an op, as the node kernels write it. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  // deno-lint-ignore no-explicit-any
  readonly value: any;
}
