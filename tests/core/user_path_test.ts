import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { userModel, userPath, userPathOrName } from "../../src/core/user_path.ts";
import { inTempFolder } from "../_folder.ts";

Deno.test("userPath() starts where the user stood, and leaves what holds from here as it is", () => {
  assertEquals(userPath("data.jsonl", "/home/ann"), join("/home/ann", "data.jsonl"));
  assertEquals(userPath("../x", "/home/ann"), join("/home", "x"));
  assertEquals(userPath("/data/x", "/home/ann"), "/data/x");
  assertEquals(userPath("my/data.jsonl", Deno.cwd()), "my/data.jsonl");
  assertEquals(userPath("my/data.jsonl", ""), "my/data.jsonl");
  assertEquals(userPathOrName("super_glue"), "super_glue");
});

Deno.test("userModel() takes a folder where the user stood, and names as they are", () =>
  inTempFolder(async (folder) => {
    const before = Deno.env.get("INIT_CWD");
    try {
      Deno.env.set("INIT_CWD", folder);
      await Deno.mkdir(join(folder, "t5"));
      await Deno.mkdir(join(folder, "mini"));
      assertEquals(userModel("t5"), join(folder, "t5"));
      for (const name of ["mini", "google-t5/t5-small"]) assertEquals(userModel(name), name);
    } finally {
      if (before === undefined) Deno.env.delete("INIT_CWD");
      else Deno.env.set("INIT_CWD", before);
    }
  }));
