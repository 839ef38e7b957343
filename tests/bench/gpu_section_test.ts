import { assertEquals, assertStringIncludes } from "@std/assert";
import { gpuSection } from "./_gpu_section.ts";
import { READY, turnOf } from "./_fake_worker.ts";
import type { Comparison, GpuFile, OnDevice } from "./gpu.ts";

function measured(contender: string, milliseconds: number, more: Partial<OnDevice> = {}): OnDevice {
  return {
    ...READY,
    ...turnOf(1),
    contender,
    steps: 1,
    medianMilliseconds: milliseconds,
    fastestMilliseconds: milliseconds,
    millisecondsPerExample: milliseconds / 8,
    ofPeer: { wall: milliseconds / 40, deviceMemory: 0.5 },
    ...more,
  };
}

const file = (comparisons: readonly Comparison[]): GpuFile => ({
  about: "",
  shape: { name: "t5_base" },
  precision: "bf16",
  gpu: { name: "NVIDIA A", driver: "550.1", memoryBytes: 8e10 },
  comparisons,
});

/** The cells of a Markdown table, line by line. */
const lines = (text: string) =>
  text.split("\n").filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));

Deno.test("gpuSection() is empty without files", () => {
  assertEquals(gpuSection([]), "");
});

Deno.test("gpuSection() shows time per example and memory by batch, and who ran out of memory", () => {
  const contenders = [
    measured("xla", 20),
    measured("tensorflow", 30, { productBits: 10, peakDeviceBytes: null }),
  ];
  const full = { contender: "xla", failure: "out of memory" } as const;
  const page = gpuSection([file([
    { promptLength: 10, batch: 16, contenders: [full] },
    { promptLength: 10, batch: 8, contenders },
  ])]);
  assertStringIncludes(page, "Measured on NVIDIA A, driver 550.1.");
  const [times, memory] = page.split("Peak device memory");
  const rows = (text: string) => lines(text).filter(([first]) => first!.startsWith("T5"));
  const place = ["T5-Base's shape in bf16", "10"];
  assertEquals(lines(times!)[0], ["Model", "Prompt tokens", "Implementation", "8", "16"]);
  assertEquals(rows(times!), [
    [...place, "xla", "2.5 (0.5)", "out of memory"],
    [...place, "tensorflow, TF32", "3.75 (0.75)", ""],
  ]);
  assertEquals(rows(memory!), [[...place, "xla", "2 (0.5)", "out of memory"]]);
});
