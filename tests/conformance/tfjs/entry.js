// What is bundled: TF.js' own tests.
import "./setup.js";
import "@tensorflow/tfjs-core/dist/tests.js";
