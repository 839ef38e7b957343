/**
 * The commands by name, in the order of the overview.
 *
 * @module
 */
import { answers } from "./answers.ts";
import type { Command } from "./command.ts";
import { compare } from "./compare.ts";
import { convert } from "./convert.ts";
import { crate } from "./crate.ts";
import { demoMinilm } from "./demo_minilm.ts";
import { demoSmollm } from "./demo_smollm.ts";
import { doctor } from "./doctor.ts";
import { evaluate } from "./evaluate.ts";
import { fetch } from "./fetch.ts";
import { inspect } from "./inspect.ts";
import { list } from "./list.ts";
import { predict } from "./predict.ts";
import { prepare } from "./prepare.ts";
import { pretrain } from "./pretrain.ts";
import { push } from "./push.ts";
import { reproduce } from "./reproduce.ts";
import { score } from "./score.ts";
import { setup } from "./setup.ts";
import { train } from "./train.ts";
import { verify } from "./verify.ts";

/** All commands. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  reproduce,
  list,
  verify,
  answers,
  crate,
  prepare,
  compare,
  train,
  evaluate,
  predict,
  score,
  inspect,
  push,
  fetch,
  convert,
  pretrain,
  setup,
  doctor,
  "demo:minilm": demoMinilm,
  "demo:smollm": demoSmollm,
};
