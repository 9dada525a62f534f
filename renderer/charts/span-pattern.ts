import type { SpanPattern } from '../../main/core/charts/index.ts';

const tile = 6;

/** Lines and dots in `colour` on nothing, to lie over a bar; undefined for a plain one. */
export function patternOf(context: CanvasRenderingContext2D, pattern: SpanPattern, colour: string): CanvasPattern | undefined {
  if (pattern === 'plain') return undefined;
  const canvas = document.createElement('canvas');
  canvas.width = tile;
  canvas.height = tile;
  const own = canvas.getContext('2d');
  if (own === null) return undefined;
  own.strokeStyle = colour;
  own.fillStyle = colour;
  own.lineWidth = 1.6;
  own.beginPath();
  for (const [x1, y1, x2, y2] of linesOf(pattern)) {
    own.moveTo(x1, y1);
    own.lineTo(x2, y2);
  }
  own.stroke();
  if (pattern === 'dots') own.fillRect(1, 1, 3, 3);
  return context.createPattern(canvas, 'repeat') ?? undefined;
}

type Line = readonly [x1: number, y1: number, x2: number, y2: number];
const rising: readonly Line[] = [[0, tile, tile, 0], [-tile, tile, 0, 0], [tile, tile, 2 * tile, 0]];
const falling: readonly Line[] = [[0, 0, tile, tile], [-tile, 0, 0, tile], [tile, 0, 2 * tile, tile]];

function linesOf(pattern: SpanPattern): readonly Line[] {
  switch (pattern) {
    case 'vertical': return [[1.5, 0, 1.5, tile]];
    case 'horizontal': return [[0, 1.5, tile, 1.5]];
    case 'rising': return rising;
    case 'falling': return falling;
    case 'crossed': return [...rising, ...falling];
    default: return [];
  }
}

/** The same for style sheets: a background that lies over `--colour`. */
export const patternCss: Readonly<Record<SpanPattern, string>> = {
  plain: 'none',
  vertical: 'repeating-linear-gradient(90deg, var(--bg) 0 1.6px, transparent 1.6px 6px)',
  horizontal: 'repeating-linear-gradient(0deg, var(--bg) 0 1.6px, transparent 1.6px 6px)',
  rising: 'repeating-linear-gradient(135deg, var(--bg) 0 1.6px, transparent 1.6px 4.2px)',
  falling: 'repeating-linear-gradient(45deg, var(--bg) 0 1.6px, transparent 1.6px 4.2px)',
  crossed: 'repeating-linear-gradient(45deg, var(--bg) 0 1.6px, transparent 1.6px 4.2px), repeating-linear-gradient(135deg, var(--bg) 0 1.6px, transparent 1.6px 4.2px)',
  dots: 'radial-gradient(var(--bg) 1.5px, transparent 1.6px) 0 0 / 6px 6px',
};
