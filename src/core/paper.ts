/**
 * The paper whose method and experiments the kit is about.
 *
 * @module
 */
import { bibtexOf } from "./bibtex.ts";

/** The paper whose method it is. */
export const PAPER = {
  title: "Residual Prompt Tuning: Improving Prompt Tuning with Residual Reparameterization",
  authors: [
    "Razdaibiedina, Anastasia",
    "Mao, Yuning",
    "Khabsa, Madian",
    "Lewis, Mike",
    "Hou, Rui",
    "Ba, Jimmy",
    "Almahairi, Amjad",
  ],
  proceedings: "Findings of the Association for Computational Linguistics: ACL 2023",
  year: "2023",
  arxiv: "2305.03937",
} as const;

/** BibTeX of the paper. */
export const PAPER_BIBTEX: string = bibtexOf([
  `@inproceedings{razdaibiedina-etal-2023-residual,`,
  `  title = {${PAPER.title}},`,
  `  author = {${PAPER.authors.join(" and ")}},`,
  `  booktitle = {${PAPER.proceedings}},`,
  `  year = {${PAPER.year}},`,
  `  eprint = {${PAPER.arxiv}},`,
  `  archiveprefix = {arXiv}`,
  `}`,
]);
