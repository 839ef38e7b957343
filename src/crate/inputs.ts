/**
 * What a run was given: weights and rows, by content.
 *
 * @module
 */
import type { RunRecord } from "../lab/run.ts";
import { type Entity, fragment } from "./entity.ts";

/** Model, rows and, where the prompt started from an adapter, that. */
export function inputEntities({ config, provenance: { hashes } }: RunRecord): Entity[] {
  const { model, data, task, shots, initFrom } = config;
  return [
    {
      "@id": fragment("model", model, hashes.weights.slice(0, 12)),
      "@type": "CreativeWork",
      name: model,
      description: "Pretrained model. The hash is the SHA-256 of its weights.",
      sha256: hashes.weights,
    },
    {
      "@id": fragment("data", data, task, hashes.data.slice(0, 12)),
      "@type": "Dataset",
      name: `${task} (${data}${shots === null ? "" : `, ${shots} examples per class`})`,
      description:
        "Rows of training, dev and test. The hash is the SHA-256 of their canonical JSON.",
      sha256: hashes.data,
    },
    ...(initFrom === undefined ? [] : [{
      "@id": fragment("adapter", initFrom.adapter, initFrom.sha256.slice(0, 12)),
      "@type": "CreativeWork",
      name: initFrom.adapter,
      description:
        "Adapter whose prompt was the first prompt. The hash is that of its tensors' file.",
      sha256: initFrom.sha256,
    }]),
  ];
}
