/**
 * The one door to TensorFlow.js: models and methods are ordinary TF.js code, whatever engine runs it.
 *
 * `@tensorflow/tfjs-core` resolves to its CommonJS build, the very instance that the node kernels
 * register themselves with.
 *
 * @module
 */
export * from "@tensorflow/tfjs-core";
