import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "node:path";
import { EngineUnavailable } from "../../../src/core/errors.ts";
import { fetchPlugin } from "../../../src/engine/xla/fetch_plugin.ts";
import { launchFirst } from "../../../src/engine/xla/launch.ts";
import { findPlugins } from "../../../src/engine/xla/plugin.ts";

const VARIABLES = ["KIT_PJRT_PLUGIN", "KIT_CACHE", "PATH"] as const;

/** Runs `body` in an empty folder with an empty cache and no plugin set. */
async function sandbox(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const before = VARIABLES.map((name) => Deno.env.get(name));
  Deno.env.delete("KIT_PJRT_PLUGIN");
  Deno.env.set("KIT_CACHE", join(folder, "cache"));
  try {
    await body(folder);
  } finally {
    VARIABLES.forEach((name, i) => {
      if (before[i] === undefined) Deno.env.delete(name);
      else Deno.env.set(name, before[i]);
    });
    await Deno.remove(folder, { recursive: true });
  }
}

async function put(folder: string, name: string, text = ""): Promise<string> {
  const path = join(folder, name);
  await Deno.mkdir(join(path, ".."), { recursive: true });
  await Deno.writeTextFile(path, text);
  return path;
}

Deno.test("findPlugins() takes a GPU's plugin first, and only where there is a GPU", async () => {
  await sandbox(async (folder) => {
    const cuda = await put(folder, "jax_plugins/xla_cuda12/xla_cuda_plugin.so");
    const cpu = await put(folder, "lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so");
    const cached = await put(
      folder,
      "cache/pjrt-cpu-0.11.2/lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so",
    );
    const paths = async (gpu: boolean) => {
      const hasDevice = (device: string) => gpu || device === "cpu";
      const found = await findPlugins({ sitePackages: [folder], hasDevice });
      return found.map(({ path }) => path);
    };
    assertEquals(await paths(true), [cuda, cpu, cached]);
    assertEquals(await paths(false), [cpu, cached]);
  });
});

Deno.test("findPlugins() takes what KIT_PJRT_PLUGIN names and nothing else", async () => {
  await sandbox(async (folder) => {
    const path = await put(folder, "mine/xla_cuda_plugin.so");
    Deno.env.set("KIT_PJRT_PLUGIN", path);
    const [found, ...others] = await findPlugins();
    assertEquals([found!.path, found!.device, others], [path, "nvidia", []]);
    Deno.env.set("KIT_PJRT_PLUGIN", join(folder, "nothing.so"));
    const error = await assertRejects(() => findPlugins(), EngineUnavailable);
    assertStringIncludes(error.message, "KIT_PJRT_PLUGIN must name a PJRT plugin");
  });
});

Deno.test("findPlugins() says how to get a plugin where there is none", async () => {
  await sandbox(async () => {
    const search = () => findPlugins({ sitePackages: [] });
    const error = await assertRejects(search, EngineUnavailable);
    assertStringIncludes(error.message, "deno task setup --engine xla");
  });
});

Deno.test("launchFirst() gives the reason of each plugin that does not open", async () => {
  await sandbox(async (folder) => {
    const path = await put(folder, "plugin.so", "no library");
    const plugin = { path, device: "cpu", source: "a test" } as const;
    const error = assertThrows(() => launchFirst([plugin]), EngineUnavailable);
    assertStringIncludes(error.message, `"${path}"`);
    assertStringIncludes(error.message, "choose --engine tensorflow");
  });
});

Deno.test({
  name: "fetchPlugin() refuses a wheel with another SHA-256 and leaves nothing behind",
  ignore: Deno.build.os !== "linux" || Deno.build.arch !== "x86_64", // there is a wheel for no other
  async fn() {
    await sandbox(async (folder) => {
      const script = "#!/bin/sh\nfor last; do :; done\n" +
        'case "$*" in *download*) echo no wheel > "$last/plugin.whl";; esac\n';
      const python = await put(folder, "bin/python3", script);
      await Deno.chmod(python, 0o755);
      Deno.env.set("PATH", `${join(folder, "bin")}:${Deno.env.get("PATH")}`);
      const lines: string[] = [];
      const fetching = () => fetchPlugin((line) => lines.push(line));
      const error = await assertRejects(fetching, EngineUnavailable);
      assertStringIncludes(error.message, "SHA-256");
      assertStringIncludes(lines[0]!, "Downloading lammps-jax-pjrt-cpu");
      const left = [...Deno.readDirSync(join(folder, "cache"))].map(({ name }) => name);
      assertEquals(left, ["pjrt-cpu-0.11.2.lock"]);
    });
  },
});
