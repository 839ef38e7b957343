import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { namesOf, withoutShared } from "../../src/inspect/names.ts";

Deno.test("namesOf() takes as much of a path as tells it from the others", () => {
  assertEquals(namesOf(["runs/a/", "runs/b"]), ["a", "b"]);
  assertEquals(namesOf(["one/prompt", "two/prompt"]), [
    join("one", "prompt"),
    join("two", "prompt"),
  ]);
  assertEquals(namesOf(["prompt"]), ["prompt"]);
  assertEquals(namesOf(["x/prompt", "prompt"]), [join("x", "prompt"), "prompt"]);
});

Deno.test("withoutShared() leaves of ids of runs what tells them apart", () => {
  const ids = ["mini.prompt.rte.seed0-5f44041e", "mini.prompt.rte.seed1-81ee0538"];
  assertEquals(withoutShared(ids), ["seed0", "seed1"]);
  const dept = "mini.dept.rte.seed0-be22a18c";
  assertEquals(withoutShared([...ids, dept]), ["prompt seed0", "prompt seed1", "dept seed0"]);
  const sameWords = ["mini.prompt.rte.seed0-5f44041e", "mini.prompt.rte.seed0-81ee0538"];
  assertEquals(withoutShared(sameWords), sameWords);
  assertEquals(withoutShared(["first", "second.part"]), ["first", "second.part"]);
});
