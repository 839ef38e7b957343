import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { namesOf } from "../../src/inspect/names.ts";

Deno.test("namesOf() takes as much of a path as tells it from the others", () => {
  assertEquals(namesOf(["runs/a/", "runs/b"]), ["a", "b"]);
  assertEquals(namesOf(["one/prompt", "two/prompt"]), [
    join("one", "prompt"),
    join("two", "prompt"),
  ]);
  assertEquals(namesOf(["prompt"]), ["prompt"]);
  assertEquals(namesOf(["x/prompt", "prompt"]), [join("x", "prompt"), "prompt"]);
});
