import { assertEquals } from "@std/assert";
import { publicText } from "../../src/crate/public_text.ts";

/** The text that is left. */
function hidden(text: string, place: string): string {
  return new TextDecoder().decode(publicText(text, { [place]: "~" }));
}

Deno.test("publicText() hides places, also those of Windows in JSON", () => {
  assertEquals(hidden("of /home/me/mine.jsonl", "/home/me"), "of ~/mine.jsonl");
  const home = "C:\\Users\\me";
  assertEquals(hidden(`of ${home}\\mine.jsonl`, home), "of ~\\mine.jsonl");
  const note = JSON.stringify({ reason: `no ${home}\\mine.jsonl` });
  assertEquals(JSON.parse(hidden(note, home)), { reason: "no ~\\mine.jsonl" });
});
