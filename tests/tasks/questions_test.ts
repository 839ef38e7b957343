import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { type QuestionSource, readQuestions } from "../../src/tasks/questions.ts";
import { inTempFolder } from "../_folder.ts";

Deno.test("readQuestions() keeps rows as they are, and trims what the model reads", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "rows.jsonl");
    const rows = [
      { id: 7, input: " cats sleep \n", choices: ["yes ", "no", "yes"] },
      { input: "dogs", target: "no", choices: null, group: 3 },
    ];
    await Deno.writeTextFile(path, rows.map((row) => JSON.stringify(row)).join("\n\n"));
    assertEquals(await readQuestions(path, ["true", "false"], null), [
      { row: rows[0]!, input: "cats sleep", choices: ["yes", "no"], place: `${path}:1` },
      { row: rows[1]!, input: "dogs", choices: ["true", "false"], place: `${path}:3` },
    ]);
    assertEquals((await readQuestions(path, [], 1)).length, 1);
  }));

Deno.test("readQuestions() keeps all digits of an id", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "rows.jsonl");
    const line = '{"id":1234567890123456789,"input":"cats","of":[{"id":-9007199254740993}],"n":7}';
    await Deno.writeTextFile(path, line);
    const [question] = await readQuestions(path, [], null);
    assertEquals(JSON.stringify(question!.row), line);
  }));

Deno.test("readQuestions() takes each line of a .txt file, or of a list, as an input", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "inputs.txt");
    await Deno.writeTextFile(path, "\ufeffcats sleep\r\n\n{}\n");
    const inFile = await readQuestions(path, [], null);
    assertEquals(inFile.map(({ row }) => row), [{ input: "cats sleep" }, { input: "{}" }]);
    assertEquals(inFile[1]!.place, `${path}:3`);
    const listed = await readQuestions(["cats", { input: "dogs", id: 1 }], [], null);
    assertEquals(listed.map(({ input, place }) => [input, place]), [
      ["cats", "input 1"],
      ["dogs", "input 2"],
    ]);
  }));

Deno.test("readQuestions() says what is wrong, and where", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "bad.jsonl");
    const fails = async (source: QuestionSource, message: RegExp) => {
      const error = await assertRejects(() => readQuestions(source, [], null), UsageError);
      assertMatch(error.message, message);
    };
    for (
      const [text, message] of [
        [
          `{"input": "a"}\n{"text": "b"}`,
          /bad\.jsonl:2": field "input" must be a string: it is miss/,
        ],
        [`{"input": " "}`, /bad\.jsonl:1": "input" must not be empty/],
        [`{"input": "a", "choices": []}`, /field "choices" must be a list of strings/],
        [`{"input": "a", "answer": "b"}`, /"answer" is what an answer adds: rename the field/],
        ["cats sleep", /bad\.jsonl:1": the line is not JSON/],
        ["\n\n", /Cannot answer ".*bad\.jsonl": it has no lines/],
      ] as const
    ) {
      await Deno.writeTextFile(path, text);
      await fails(path, message);
    }
    await fails(join(folder, "none.jsonl"), /Cannot read ".*none\.jsonl"/);
    await fails([], /Cannot answer an empty list/);
    await fails([3 as never], /Cannot read "input 1": it must be a text or an object/);
  }));
