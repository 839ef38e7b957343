/**
 * What a code cell of a notebook may not hold, as a lint plugin: a notebook shows results, `src/` computes them.
 *
 * @module
 */

const ARITHMETIC = new Set(["+", "-", "*", "/", "%", "**"]);
const PATH = /^(?:\.{0,2}\/|~\/|[A-Za-z]:[\\/]|file:)/;

type Fault = (node: Deno.lint.Node, what: string) => void;

/** Faults by the kind of node that commits them. */
function visitor(fault: Fault): Deno.lint.LintVisitor {
  const loop = (node: Deno.lint.Node) => fault(node, "a loop");
  const functions = (node: Deno.lint.Node) => fault(node, "a function");
  return {
    ForStatement: loop,
    ForInStatement: loop,
    ForOfStatement: loop,
    WhileStatement: loop,
    DoWhileStatement: loop,
    FunctionDeclaration: functions,
    FunctionExpression: functions,
    ArrowFunctionExpression: functions,
    ClassDeclaration: (node) => fault(node, "a class"),
    BinaryExpression(node) {
      if (ARITHMETIC.has(node.operator)) fault(node, "arithmetic");
    },
    VariableDeclaration(node) {
      if (node.kind !== "const") fault(node, `"${node.kind}" where "const" is meant`);
    },
    ImportDeclaration(node) {
      if (node.source.value !== "kit") fault(node, `an import from "${node.source.value}"`);
    },
    ImportExpression: (node) => fault(node, "a dynamic import"),
    Literal(node) {
      if (typeof node.value === "string" && PATH.test(node.value)) fault(node, "a file path");
    },
    Identifier(node) {
      if (node.name === "tf" || node.name === "Deno") fault(node, `"${node.name}"`);
    },
  };
}

const PLUGIN: Deno.lint.Plugin = {
  name: "notebook",
  rules: {
    thin: {
      create: (context) =>
        visitor((node, what) => context.report({ node, message: `has ${what}: move it to src/` })),
    },
  },
};

/** Longest code cell, in lines. */
export const MAX_LINES = 8;

/** Says what makes a code cell more than a view on results; empty if nothing does. */
export function faultsOf(code: string): string[] {
  const lines = code.trimEnd().split("\n").length;
  const found = Deno.lint.runPlugin(PLUGIN, "cell.ts", code).map(({ message }) => message);
  return lines > MAX_LINES
    ? [`has ${lines} lines: at most ${MAX_LINES} are allowed`, ...found]
    : found;
}
