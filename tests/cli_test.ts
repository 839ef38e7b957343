import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { COMMANDS } from "../src/commands/mod.ts";
import { FAMILIES } from "../src/models/mod.ts";
import { call } from "./commands/_call.ts";

Deno.test("main() without a command shows them all", async () => {
  const { code, out } = await call();
  assertEquals(code, 0);
  for (const name of Object.keys(COMMANDS)) assertMatch(out, new RegExp(`^  ${name} `, "m"));
});

for (const name of Object.keys(COMMANDS)) {
  Deno.test(`${name} --help shows how to use it`, async () => {
    const { code, out, err } = await call(name, "--help");
    assertEquals([code, err], [0, ""]);
    assertStringIncludes(out, `Usage: deno task ${name}`);
  });
}

for (
  const [args, sentence] of [
    [["reprodce"], 'did you mean "reproduce"'],
    [["reproduce", "superglu"], 'did you mean "superglue"'],
    [["reproduce", "--teir", "mini"], 'did you mean "--tier"'],
    [["reproduce", "--tier", "mni"], 'did you mean "mini"'],
    [["reproduce", "--engine", "tensorflw"], 'did you mean "tensorflow"'],
    [["reproduce", "--seeds", "none"], "must be an integer >= 1"],
    [["reproduce", "--seeds", "0"], "must be an integer >= 1"],
    [["reproduce", "--workers", "0"], "must be an integer >= 1"],
    [["reproduce", "--only", "task"], "must be key=value"],
    [["reproduce", "--plan", "--only", "task=rt"], 'did you mean "rte"'],
    [["reproduce", "--budget", "soon"], "must be a time such as"],
    [["train", "--model", "mini"], "without --out"],
    [["train", "--out", "x", "--model", "mini", "--task", "rtee"], 'did you mean "rte"'],
    [["evaluate", "--task", "rte"], "without --model"],
    [["score", "--model", "mini"], "without --input"],
    [["inspect"], "Cannot inspect nothing: name an adapter"],
    [["inspect", "no_adapter"], "neither a folder nor a Hub id"],
    [["inspect", "no_adapter", "--words", "0"], "must be an integer >= 1"],
    [["crate", "--tier", "mni"], 'did you mean "mini"'],
    [["crate", "--author", ""], "NAME; AFFILIATION; ORCID"],
    [["push", "--repo", "ada/prompt"], "give the folder of one adapter"],
    [["push", "no/such/folder"], "without --repo"],
    [["push", "no/such/folder", "--repo", "ada/prompt"], "it has neither"],
    [["evaluate", "--model", "mini", "--task", "rte", "--adapter", "mine"], 'such as "user/name"'],
    [["fetch", "a/b", "--adapter", "--dataset"], "exclude each other"],
    [["convert"], "give one Hub id, folder or GGUF file"],
    [["convert", "no/such/folder"], "neither a folder nor a Hub id"],
    [["list", "all"], '"list" takes only options'],
    [["verify"], "name one run"],
    [["verify", "mini.prompt.rte.seed0-00000000"], "Cannot find run"],
  ] as const
) {
  Deno.test(`${args.join(" ")} is refused in one sentence`, async () => {
    const { code, out, err } = await call(...args);
    assertEquals([code, out], [2, ""]);
    assertStringIncludes(err, sentence);
    assertEquals(err.trimEnd().split("\n").length, 1);
  });
}

Deno.test("list --json names every experiment, method and family of models", async () => {
  const { out } = await call("list", "--json");
  const lists = JSON.parse(out);
  assertStringIncludes(lists.experiments.superglue, "Table 1");
  assertEquals(lists.methods.residual_prompt, "Residual prompt tuning");
  assertEquals(Object.keys(lists.models), Object.keys(FAMILIES));
});
