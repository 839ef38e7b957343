/**
 * The paper's tables and figures, and what later papers print beside it, read from `data/paper`.
 *
 * @module
 */
import figure1a from "../../data/paper/figure_1a.json" with { type: "json" };
import figure3 from "../../data/paper/figure_3.json" with { type: "json" };
import figure4 from "../../data/paper/figure_4.json" with { type: "json" };
import figure5 from "../../data/paper/figure_5.json" with { type: "json" };
import figure6 from "../../data/paper/figure_6.json" with { type: "json" };
import laterBoard from "../../data/paper/later_board.json" with { type: "json" };
import table1 from "../../data/paper/table_1.json" with { type: "json" };
import table2 from "../../data/paper/table_2.json" with { type: "json" };
import table3 from "../../data/paper/table_3.json" with { type: "json" };
import table4 from "../../data/paper/table_4.json" with { type: "json" };
import table5 from "../../data/paper/table_5.json" with { type: "json" };
import table6 from "../../data/paper/table_6.json" with { type: "json" };
import { type Published, readPublished } from "../report/published.ts";

/** All tables and figures, by id. */
export const PUBLISHED = {
  table_1: readPublished(table1),
  table_2: readPublished(table2),
  table_3: readPublished(table3),
  table_4: readPublished(table4),
  table_5: readPublished(table5),
  table_6: readPublished(table6),
  figure_1a: readPublished(figure1a),
  figure_3: readPublished(figure3),
  figure_4: readPublished(figure4),
  figure_5: readPublished(figure5),
  figure_6: readPublished(figure6),
  later_board: readPublished(laterBoard),
} as const satisfies Readonly<Record<string, Published>>;
