import { assertGreater } from "@std/assert";

const MODULE = new URL("../../src/core/peak_memory.ts", import.meta.url);

/** Takes 300 MB and gives them back. */
const CODE = `import { peakMemory } from "${MODULE}";
const { buffer } = new Uint8Array(300e6).fill(1);
buffer.transfer(0); // frees it at once
console.log(peakMemory() - Deno.memoryUsage().rss);`;

Deno.test({
  name: "peakMemory() still counts what a process has given back",
  ignore: Deno.build.os !== "linux", // elsewhere it is what is resident now
  fn: async () => {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--quiet", "--no-lock", CODE],
    }).output();
    assertGreater(Number(new TextDecoder().decode(stdout)), 250e6);
  },
});
