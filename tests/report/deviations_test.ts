import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { deviationsLine, deviationsToMarkdown } from "../../src/report/deviations.ts";

const ENTRY = {
  topic: "A `field` <tag>",
  theirs: "They do * this.",
  ours: "We do that.",
  why: "Because.",
  movesScores: true,
};

Deno.test("deviationsToMarkdown() folds what moves scores and what does not, code kept as code", () => {
  const text = deviationsToMarkdown([ENTRY, { ...ENTRY, topic: "Other", movesScores: false }]);
  assertStringIncludes(
    text,
    "<summary>Deviations that may change scores: 1</summary>\n\n- **A `field` \\<tag\\>**",
  );
  assertStringIncludes(
    text,
    "  - Paper's code: They do \\* this.\n  - This kit: We do that.\n  - Why: Because.",
  );
  assert(text.indexOf("Other") > text.indexOf("Deviations that do not change scores: 1"));
  assertEquals(
    deviationsToMarkdown([ENTRY]).includes("Deviations that do not change scores"),
    false,
  );
});

Deno.test("the ledger that is printed names its source and every topic", () => {
  const text = deviationsToMarkdown();
  assertStringIncludes(text, "github.com/arazd/ResidualPrompts at 53087ca (9 May 2023).");
  assertEquals(text.match(/^- \*\*/gm)!.length, text.match(/^ {2}- Why: /gm)!.length);
});

Deno.test("deviationsLine() says how many points there are, and where", () => {
  assertStringIncludes(deviationsLine([ENTRY]), "in 1 points");
  assertStringIncludes(deviationsLine(), "](../../data/paper/deviations.json)");
});
