/** The real model of `deno task demo:minilm` against transformers; see tests/fixtures/make/minilm.py. */
import { assert, assertEquals } from "@std/assert";
import { fetchMinilm, minilmFolder } from "../../src/demos/minilm_model.ts";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { readBertConfig } from "../../src/models/bert/config.ts";
import { encode } from "../../src/models/bert/encoder.ts";
import { loadFolder } from "../../src/train/load.ts";
import { readJson, relativeError } from "./_checkpoint.ts";

const isThere = await Deno.stat(minilmFolder()).then(() => true, () => false);

Deno.test({
  name: "encode() of a real BERT gives what transformers gives (needs deno task demo:minilm once)",
  ignore: !isThere && !Deno.env.has("CI"),
  fn: async () => {
    const folder = await fetchMinilm(() => {});
    const { texts, ids, cls, mean } = readJson("minilm.json");
    const { model, tokenizer, checkpoint } = await loadFolder(folder, await wasm.start({}));
    assertEquals(texts.map((text: string) => tokenizer.encode(text)), ids);
    const length = Math.max(...ids.map((row: number[]) => row.length));
    const filled = (value: (row: number[], at: number) => number) =>
      ids.map((row: number[]) => Array.from({ length }, (_, at) => value(row, at)));
    tf.tidy(() => {
      const inputIds = tf.tensor2d(filled((row, at) => row[at] ?? 0), undefined, "int32");
      const mask = tf.tensor2d(filled((row, at) => at < row.length ? 1 : 0));
      const config = readBertConfig(checkpoint.config);
      const hidden = encode({ inputIds, mask }, {
        config,
        base: model.target.base,
        patch: {},
        mode: {},
      });
      const shown = cls.shape[1];
      const rows = tf.expandDims(mask, 2);
      const average = tf.div(tf.sum(tf.mul(hidden, rows), 1), tf.sum(rows, 1));
      const first = tf.squeeze(tf.slice(hidden, [0, 0, 0], [-1, 1, shown]), [1]);
      const errors = [
        relativeError(first, cls),
        relativeError(tf.slice(average, [0, 0], [-1, shown]), mean),
      ];
      for (const error of errors) assert(error < 1e-4, `relative error ${error}`);
    });
  },
});
