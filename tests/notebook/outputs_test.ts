import { assertEquals } from "@std/assert";
import type { Output } from "../../src/notebook/document.ts";
import type { OutputMessage } from "../../src/notebook/message.ts";
import { CellOutputs, toLines } from "../../src/notebook/outputs.ts";
import { ProgressBar } from "../../src/notebook/progress.ts";

const print = (text: string, name: "stdout" | "stderr" = "stdout"): OutputMessage => ({
  type: "stream",
  content: { name, text },
});
const display = (text: string, id?: string, update = false): OutputMessage => ({
  type: update ? "update_display_data" : "display_data",
  content: {
    data: { "text/plain": text },
    metadata: {},
    transient: id === undefined ? {} : { display_id: id },
  },
});

function collect(...messages: OutputMessage[]): Output[] {
  const outputs = new CellOutputs(3, new Map());
  for (const message of messages) outputs.add(message);
  return outputs.finish();
}

Deno.test("CellOutputs joins prints to one stream, and keeps stdout and stderr apart", () => {
  assertEquals(collect(print("a\n"), print("b\n"), print("c\n", "stderr"), print("d")), [
    { output_type: "stream", name: "stdout", text: ["a\n", "b\n"] },
    { output_type: "stream", name: "stderr", text: ["c\n"] },
    { output_type: "stream", name: "stdout", text: ["d"] },
  ]);
});

Deno.test("CellOutputs keeps what a terminal would show of lines written over by \\r", () => {
  assertEquals(collect(print("\r1/3"), print("\r2/3"), print("\r3/3\n"), print("done\r\n")), [
    { output_type: "stream", name: "stdout", text: ["3/3\n", "done\n"] },
  ]);
});

Deno.test("CellOutputs puts an error last, where it belongs, and heals the stream it cut in two", () => {
  const error: OutputMessage = {
    type: "error",
    content: { ename: "Error", evalue: "boom", traceback: ["Error: boom"] },
  };
  assertEquals(collect(print("1\n"), error, print("2\n")), [
    { output_type: "stream", name: "stdout", text: ["1\n", "2\n"] },
    { output_type: "error", ename: "Error", evalue: "boom", traceback: ["Error: boom"] },
  ]);
});

Deno.test("CellOutputs clears at once, or when the next output comes", () => {
  const clear = (wait: boolean): OutputMessage => ({ type: "clear_output", content: { wait } });
  const shown = (text: string): Output => ({
    output_type: "stream",
    name: "stdout",
    text: [text],
  });
  assertEquals(collect(print("a"), clear(false)), []);
  assertEquals(collect(print("a"), clear(true)), [shown("a")]);
  assertEquals(collect(print("a"), clear(true), print("b")), [shown("b")]);
});

Deno.test("CellOutputs lets a later cell update what an earlier one showed", () => {
  const displays = new Map();
  const first = new CellOutputs(1, displays), second = new CellOutputs(2, displays);
  first.add(display("1/2", "bar"));
  first.add(display("other"));
  second.add(display("2/2", "bar", true));
  second.add(display("nobody", "unknown", true));
  assertEquals(first.finish().map((output) => "data" in output && output.data), [
    { "text/plain": ["2/2"] },
    { "text/plain": ["other"] },
  ]);
  assertEquals(second.finish(), []);
});

Deno.test("CellOutputs leaves out progress bars, which a cell without work does not show", async () => {
  const sent: OutputMessage[] = [];
  const bar = new ProgressBar(2, "runs", ({ "text/plain": text }, id, update) => {
    sent.push(display(`${text}`, id, update));
    return Promise.resolve();
  });
  bar.update(1);
  await bar.finish("Runs finished: 2");
  assertEquals(sent.length, 2);
  assertEquals(collect(...sent, display("a table", "own")).map((it) => "data" in it && it.data), [
    { "text/plain": ["a table"] },
  ]);
});

Deno.test("CellOutputs stores text and SVG as lines, and JSON and pictures as they are", () => {
  const data = {
    "application/vnd.vegalite.v5+json": { mark: "bar" },
    "image/png": "AAAA\nAAAA\n",
    "image/svg+xml": "<svg>\n</svg>",
  };
  assertEquals(collect({ type: "execute_result", content: { data } }), [{
    output_type: "execute_result",
    execution_count: 3,
    metadata: {},
    data: { ...data, "image/svg+xml": ["<svg>\n", "</svg>"] },
  }]);
});

Deno.test("toLines() keeps line feeds, so that joining gives the text again", () => {
  assertEquals(toLines("a\n\nb"), ["a\n", "\n", "b"]);
  assertEquals(toLines(""), []);
});
