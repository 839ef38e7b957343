/**
 * Published works that a crate refers to.
 *
 * @module
 */
import { PAPER } from "../core/paper.ts";
import type { Entity } from "./entity.ts";

/** The paper whose experiments are rerun, and whose method is compared. */
export const PAPER_ENTITY: Entity = {
  "@id": `https://arxiv.org/abs/${PAPER.arxiv}`,
  "@type": "ScholarlyArticle",
  name: PAPER.title,
  author: PAPER.authors,
  datePublished: PAPER.year,
  isPartOf: PAPER.proceedings,
  identifier: `arXiv:${PAPER.arxiv}`,
};

/** The profile that the crate conforms to. */
export const PROFILE: Entity = {
  "@id": "https://w3id.org/ro/wfrun/process/0.5",
  "@type": "CreativeWork",
  name: "Process Run Crate",
  version: "0.5",
};

/** @param license SPDX identifier */
export function licenseEntity(license: string): Entity {
  return {
    "@id": `https://spdx.org/licenses/${license}`,
    "@type": "CreativeWork",
    name: license,
    description: `The licence with the SPDX identifier ${license}`,
  };
}
