import { assertEquals } from "@std/assert";
import { classNamesOf } from "../../src/prepare/class_names.ts";

Deno.test("classNamesOf() finds classes in objects, passes over lists, and bears with other notes", () => {
  const kind = { _type: "ClassLabel", names: ["no", "yes"] };
  const features = {
    label: kind,
    text: { _type: "Value", dtype: "string" },
    answer: { label: kind, text: { _type: "Value", dtype: "string" } },
    tags: { _type: "List", feature: kind },
  };
  assertEquals(
    classNamesOf(JSON.stringify({ info: { features } })),
    new Map([["label", ["no", "yes"]], ["answer.label", ["no", "yes"]]]),
  );
  for (
    const note of [undefined, "", "x", "null", "{}", '{"info": null}', '{"info": {"features": 1}}']
  ) {
    assertEquals(classNamesOf(note).size, 0);
  }
});
