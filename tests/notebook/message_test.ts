import { assert, assertEquals } from "@std/assert";
import { createHmac } from "node:crypto";
import { decodeMessage, encodeMessage, isOutput } from "../../src/notebook/message.ts";

const message = { id: "id-1", type: "execute_request", content: { code: "'ä'" } };

Deno.test("encodeMessage() signs header, parent, metadata and content with the key", () => {
  const frames = encodeMessage(message, "session", "secret");
  const texts = frames.map((frame) => new TextDecoder().decode(frame));
  assertEquals(texts[0], "<IDS|MSG>");
  const signed = createHmac("sha256", "secret").update(texts.slice(2).join("")).digest("hex");
  assertEquals(texts[1], signed);
  assertEquals(JSON.parse(texts[2]!).msg_id, "id-1");
  assertEquals(texts.slice(3), ["{}", "{}", `{"code":"'ä'"}`]);
});

Deno.test("decodeMessage() finds the parts behind any number of routing frames", () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  const routed = [encode("topic"), encode("more"), ...encodeMessage(message, "session", "secret")];
  assertEquals(decodeMessage(routed), {
    type: "execute_request",
    parentId: undefined,
    content: { code: "'ä'" },
  });
});

Deno.test("isOutput() keeps what a cell shows and leaves out the kernel's housekeeping", () => {
  assert(isOutput({ type: "update_display_data" }));
  assert(!isOutput({ type: "status" }));
  assert(!isOutput({ type: "execute_input" }));
});
