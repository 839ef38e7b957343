/**
 * The size of the residual network: its width, and one for all tokens or one for each.
 *
 * Expected (paper, Figure 6, T5-Base): scores stop rising above a width of about 50; Table 6: a
 * network for each token scores 70.9, one for all 70.0.
 * Cost: mini 48 runs of its own, a minute and a half on two cores. Run: `deno task reproduce bottleneck`
 *
 * @module
 */
import {
  type Cell,
  defineExperiment,
  type TierName,
  type TierSettings,
} from "../lab/experiment.ts";
import type { Claim, View } from "../report/view.ts";
import { MARGIN } from "./margin.ts";
import { MODELS } from "./models.ts";
import { PUBLISHED } from "./published.ts";
import { defineCell } from "./recipe.ts";

const FIGURE_6 = { published: PUBLISHED.figure_6, title: "T5-Base, SuperGLUE (Figure 6)" };
const TABLE_6 = { published: PUBLISHED.table_6, title: "T5-Base, SuperGLUE (Table 6)" };

const TASKS = ["cb", "copa", "rte", "wic"];

/** Widths of the network; the claim is that the narrow one does as well as the wide one. */
interface Widths {
  readonly all: readonly number[];
  readonly narrow: number;
  readonly wide: number;
}

const FIGURE_6_WIDTHS: Widths = { all: [5, 10, 50, 100, 400, 1500], narrow: 50, wide: 400 };

const WIDTHS: Readonly<Record<TierName, Widths>> = {
  // 6 is to the 96 numbers of a token what the paper's 50 are to 768
  mini: { all: [1, 6, 64], narrow: 6, wide: 64 },
  small: FIGURE_6_WIDTHS,
  paper: FIGURE_6_WIDTHS,
};

/** Claims; the widths that a tier compares are its own. */
function claimsAt({ name }: TierSettings): readonly Claim[] {
  const { narrow, wide } = WIDTHS[name];
  return [
    {
      id: "narrow_suffices",
      text:
        `A bottleneck width of ${narrow} scores no more than ${MARGIN} points below a width of ` +
        `${wide}`,
      kind: "no_worse",
      margin: MARGIN,
      left: { sharing: "Shared", bottleneck: narrow },
      right: { sharing: "Shared", bottleneck: wide },
      beside: FIGURE_6,
    },
    {
      id: "separate_is_better",
      text: "A separate network per token scores higher than one shared network",
      kind: "difference",
      left: { sharing: "Separate" },
      right: { sharing: "Shared" },
      beside: TABLE_6,
    },
  ];
}

/** The widths of the tier, and its usual width with a network for each token. */
function cellsAt(tier: TierSettings): Cell[] {
  const usual = MODELS[tier.name][tier.models[0]!]!.bottleneck;
  const shared = [...new Set([...WIDTHS[tier.name].all, usual])].map((width) =>
    ["shared", width] as const
  );
  return [...shared, ["separate", usual] as const].flatMap(([sharing, bottleneck]) =>
    TASKS.map((task) =>
      defineCell(tier, {
        task,
        method: "residual_prompt",
        sharing,
        bottleneck,
        labels: { sharing, bottleneck },
      })
    )
  );
}

/** Table 6 and Figure 6. */
export const bottleneck = defineExperiment<View>({
  name: "bottleneck",
  title: "Bottleneck width and sharing",
  question: "How large must the residual network be, and should tokens share it?",
  source: "Razdaibiedina et al. 2023, Table 6 and Figure 6",
  notebook: "07_bottleneck.ipynb",
  cells: cellsAt,
  view: {
    measure: "score",
    table: { rows: ["sharing", "bottleneck"], column: "task", beside: [TABLE_6, FIGURE_6] },
    chart: {
      mark: "lines",
      x: "bottleneck",
      scale: "log",
      facet: "task",
      color: "sharing",
      y: "Score (%)",
      beside: [FIGURE_6],
    },
    claims: claimsAt,
    notes: [
      "Compare bottleneck widths relative to the model dimension: 96 at the mini tier, 768 for T5-Base.",
      "Figure 6 shows the best epoch on dev; the mini tier shows the last step on test.",
    ],
  },
});
