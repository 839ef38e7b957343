// What is bundled: TF.js' own tests, told to run on the backend "tensorflow".
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import * as jasmineUtil from "@tensorflow/tfjs-core/dist/jasmine_util.js";
import "@tensorflow/tfjs-core/dist/tests.js";

jasmineUtil.setTestEnvs([
  { name: "test-tensorflow", backendName: "tensorflow", flags: {}, isDataSync: true },
]);
