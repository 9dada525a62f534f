import type { Chart, Plugin } from 'chart.js';

/** What stands beside the points, by series and point; an empty text draws nothing. */
export interface PointLabelOptions {
  readonly texts: readonly (readonly string[])[];
  readonly colour: string;
  /** Drawn around the letters, so that lines below do not cross them. */
  readonly background: string;
  readonly font: string;
}

const away = 9;
const lineHeight = 14;

interface LabelBox {
  readonly left: number;
  readonly right: number;
  readonly y: number;
}

/** The left middle of a label: right of its point, or where it covers no label placed before and stays inside. Adds it to `taken`. */
export function placeLabel(point: { readonly x: number; readonly y: number }, width: number, area: { readonly left: number; readonly right: number }, taken: LabelBox[]): { x: number; y: number } {
  const [right, left] = [point.x + away, point.x - away - width];
  const sides = right + width < area.right ? [right, left] : [left, right];
  const places = [0, -lineHeight, lineHeight].flatMap((shift) => sides.map((x) => ({ x, y: point.y + shift })));
  const inside = places.filter(({ x }) => x >= area.left && x + width <= area.right);
  const free = inside.find(({ x, y }) => taken.every((box) => x + width < box.left || x > box.right || Math.abs(y - box.y) >= lineHeight));
  const place = free ?? places[0] ?? { x: right, y: point.y };
  taken.push({ left: place.x, right: place.x + width, y: place.y });
  return place;
}

/** Writes beside points what they stand for, so that nobody has to look them up in a key. */
export const pointLabels: Plugin<'line', PointLabelOptions> = {
  id: 'pointLabels',
  afterDatasetsDraw(chart: Chart, _: unknown, options: PointLabelOptions) {
    const { ctx, chartArea } = chart;
    ctx.save();
    ctx.font = options.font;
    ctx.fillStyle = options.colour;
    ctx.strokeStyle = options.background;
    ctx.lineWidth = 4;
    ctx.lineJoin = 'round';
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    const taken: LabelBox[] = [];
    for (const [series, texts] of options.texts.entries()) {
      for (const [index, text] of texts.entries()) {
        const point = text === '' ? undefined : chart.getDatasetMeta(series).data[index];
        if (point === undefined) continue;
        const { x, y } = placeLabel(point, ctx.measureText(text).width, chartArea, taken);
        ctx.strokeText(text, x, y);
        ctx.fillText(text, x, y);
      }
    }
    ctx.restore();
  },
};
