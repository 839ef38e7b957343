// Before the tests are defined: what they need of TF.js, and the backend that they run on.
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import { setTestEnvs } from "@tensorflow/tfjs-core/dist/jasmine_util.js";

setTestEnvs([
  { name: "test-tensorflow", backendName: "tensorflow", flags: {}, isDataSync: true },
]);
