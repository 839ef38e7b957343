/**
 * What the kit uses of @resvg/resvg-js. The package's own types refer to Node's, and with them in
 * the same program Deno's types of `node:` modules change.
 *
 * @module
 */

/** How an SVG is drawn. */
export interface ResvgOptions {
  readonly font: {
    readonly fontFiles: readonly string[];
    readonly loadSystemFonts: boolean;
    readonly defaultFontFamily: string;
  };
  readonly fitTo?: { readonly mode: "zoom"; readonly value: number };
}

/** A place and a size in units of the SVG. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A parsed SVG. */
export class Resvg {
  constructor(svg: string, options: ResvgOptions);
  readonly width: number;
  readonly height: number;
  /** Smallest box around all that is drawn; absent if nothing is. */
  getBBox(): Box | undefined;
  render(): { asPng(): Uint8Array };
}
