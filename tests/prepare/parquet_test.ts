/** Parquet files as pyarrow and `datasets` write them. */
import { assertEquals, assertRejects } from "@std/assert";
import { parquetWriteBuffer } from "hyparquet-writer";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { openParquet } from "../../src/prepare/parquet.ts";
import { inTempFolder } from "../_folder.ts";
import { EXPECTED, fileWith, rowsOf, TABLES } from "./_tables.ts";

Deno.test("openParquet() reads all kinds of values, of several groups of rows, as they were written", async () => {
  const table = await openParquet(join(TABLES, "kinds.parquet"));
  assertEquals(table.columns, Object.keys(EXPECTED.kinds[0]!));
  const rows = JSON.parse(JSON.stringify(await rowsOf(table))); // without what is undefined
  const nulls = Object.fromEntries(table.columns.map((name) => [name, null]));
  assertEquals(rows.map((row: object) => ({ ...nulls, ...row })), EXPECTED.kinds);
  const places = (await Array.fromAsync(table.rows())).map(({ place }) => place.split(": ")[1]);
  assertEquals(places, ["row 1", "row 2", "row 3"]);
});

Deno.test("openParquet() reads only the columns that are of use", async () => {
  const table = await openParquet(join(TABLES, "kinds.parquet"));
  assertEquals((await rowsOf(table, ["name"]))[1], { name: "two" });
});

Deno.test("openParquet() knows the names of classes that `datasets` notes", async () => {
  const { classNames } = await openParquet(join(TABLES, "hub/sst2/train-00000-of-00001.parquet"));
  assertEquals(classNames, new Map([["label", ["negative", "positive"]]]));
  assertEquals((await openParquet(join(TABLES, "kinds.parquet"))).classNames.size, 0);
});

Deno.test("openParquet() keeps all digits of integers of 64 bits", () =>
  inTempFolder(async (folder) => {
    const data = [12n, 1234567890123456789n];
    const buffer = parquetWriteBuffer({ columnData: [{ name: "id", data, type: "INT64" }] });
    const table = await openParquet(await fileWith(folder, "t.parquet", new Uint8Array(buffer)));
    assertEquals(await rowsOf(table), [{ id: 12 }, { id: "1234567890123456789" }]);
  }));

Deno.test("openParquet() refuses what is cut off or of another kind", () =>
  inTempFolder(async (folder) => {
    const whole = await Deno.readFile(join(TABLES, "kinds.parquet"));
    for (const bytes of [whole.subarray(0, 900), new TextEncoder().encode("a,b\n1,2\n")]) {
      const path = await fileWith(folder, "t.parquet", bytes);
      await assertRejects(() => openParquet(path), UsageError, "no complete Parquet file");
    }
    const damaged = whole.slice();
    damaged.fill(255, 4, 300);
    const path = await fileWith(folder, "damaged.parquet", damaged);
    await assertRejects(async () => await rowsOf(await openParquet(path)), UsageError, "damaged");
  }));
