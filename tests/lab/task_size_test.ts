import { assertEquals } from "@std/assert";
import { taskSize } from "../../src/lab/task_size.ts";

Deno.test("taskSize() takes a file for no task of SuperGLUE, whatever it is called", () => {
  const ofRecord = (data: string) => taskSize({ data, task: "record" }).train;
  assertEquals(["super_glue", "./folder"].map(ofRecord), [100_730, 100_730]);
  assertEquals(["mini", "record.jsonl", "my/record.jsonl"].map(ofRecord), [1000, 1000, 1000]);
});
