import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { ROOT } from "../../src/core/paths.ts";
import { readCitationFile } from "../../src/crate/citation_file.ts";
import { PAPER } from "../../src/core/paper.ts";

const SHIPPED = await Deno.readTextFile(join(ROOT, "CITATION.cff"));

Deno.test("readCitationFile() reads the kit's own file", () => {
  const { title, license, authors } = readCitationFile(SHIPPED);
  assertEquals([title.split(":")[0], license], ["Residual Prompts", "Apache-2.0"]);
  assertEquals(authors, [{ name: "The Residual Prompts authors", isGroup: true }]);
});

Deno.test("the citation file and the BibTeX are about the same paper", () => {
  for (const words of [PAPER.title, PAPER.proceedings, PAPER.arxiv, PAPER.year]) {
    assertEquals([SHIPPED.includes(words), words], [true, words]);
  }
  const names = [...SHIPPED.matchAll(/family-names: ([^,]+), given-names: (\w+)/g)];
  assertEquals(names.map(([, family, given]) => `${family}, ${given}`), [...PAPER.authors]);
});

Deno.test("readCitationFile() reads persons, and where the code is", () => {
  const text = [
    "authors:",
    "  - given-names: Ada",
    "    family-names: Lovelace",
    '    orcid: "https://orcid.org/0000-0002-1825-0097"',
    "  - family-names: Babbage",
    "    given-names: 'Charles'",
    "    affiliation: Trinity College",
    "title: A kit",
    "repository-code: https://example.org/kit",
    "license: MIT",
  ].join("\n");
  assertEquals(readCitationFile(text), {
    title: "A kit",
    license: "MIT",
    authors: [
      { name: "Ada Lovelace", isGroup: false, orcid: "0000-0002-1825-0097" },
      { name: "Charles Babbage", isGroup: false, affiliation: "Trinity College" },
    ],
    url: "https://example.org/kit",
  });
});

Deno.test("readCitationFile() refuses a file without authors", () => {
  assertThrows(() => readCitationFile("title: A kit\nlicense: MIT\n"), SyntaxError, "authors");
});
