import { assertEquals, assertThrows } from "@std/assert";
import { readArm } from "../../src/commands/_arm.ts";
import { UsageError } from "../../src/core/errors.ts";

Deno.test("readArm() reads a method with its settings", () => {
  assertEquals(readArm("prompt"), { method: "prompt" });
  assertEquals(readArm("prompt,promptLength=20,initFrom=/a/b, title=Mine"), {
    method: "prompt",
    title: "Mine",
    methodConfig: { promptLength: 20 },
    initFrom: "/a/b",
  });
  assertEquals(readArm("residual_prompt,layerNorm=false"), {
    method: "residual_prompt",
    methodConfig: { layerNorm: false },
  });
});

Deno.test("readArm() reads lists between bars", () => {
  assertEquals(readArm("lora,rank=4,learningRate=0.001|0.01,targets=q|v"), {
    method: "lora",
    methodConfig: { rank: 4, targets: ["q", "v"] },
    learningRates: [0.001, 0.01],
  });
});

Deno.test("readArm() refuses what cannot be meant", () => {
  const refuse = (text: string, message: string) =>
    assertThrows(() => readArm(text), UsageError, message);
  refuse("promt", 'did you mean "prompt"');
  refuse("prompt,20", 'each part behind the name must be key=value: current value is "20"');
  refuse("prompt,promptLenth=20", 'did you mean "promptLength"');
  refuse("prompt,promptLength=many", "--promptLength as it must be a number");
  for (const rates of ["x", "", "0.1|", "-1"]) {
    refuse(`prompt,learningRate=${rates}`, "learningRate as it must be numbers above 0");
  }
});
