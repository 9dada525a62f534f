import type { Marker } from '../../charts/index.ts';
import { html, type Html } from '../html.ts';
import { px } from './measure.ts';

/** A marker of about 7 px around a point, filled with the series' colour by `class`. */
export function markerAt(marker: Marker, x: number, y: number, className: string): Html | undefined {
  const path = (data: string): Html => html`<path class="${className} mark" d="${data}"/>`;
  const [cx, cy] = [px(x), px(y)];
  switch (marker) {
    case 'none': return undefined;
    case 'circle': return html`<circle class="${className} mark" cx="${cx}" cy="${cy}" r="3.5"/>`;
    case 'square': return path(`M${px(x - 3.2)} ${px(y - 3.2)}h6.4v6.4h-6.4z`);
    case 'triangle': return path(`M${cx} ${px(y - 4)}l3.8 7h-7.6z`);
    case 'triangle-down': return path(`M${cx} ${px(y + 4)}l3.8 -7h-7.6z`);
    case 'triangle-right': return path(`M${px(x + 4)} ${cy}l-7 3.8v-7.6z`);
    case 'triangle-left': return path(`M${px(x - 4)} ${cy}l7 3.8v-7.6z`);
    case 'bar': return path(`M${px(x - 1.3)} ${px(y - 4.4)}h2.6v8.8h-2.6z`);
    case 'ring': return path(`M${cx} ${px(y - 4)}a4 4 0 1 0 .01 0zM${cx} ${px(y - 1.8)}a1.8 1.8 0 1 1 -.01 0z`);
    case 'star': return path(starOutline(x, y));
    case 'diamond': return path(`M${cx} ${px(y - 4.4)}l4.4 4.4l-4.4 4.4l-4.4 -4.4z`);
    case 'plus': return path(`M${px(x - 1.2)} ${px(y - 4)}h2.4v2.8h2.8v2.4h-2.8v2.8h-2.4v-2.8h-2.8v-2.4h2.8z`);
    case 'cross': return html`<path class="${className} mark" transform="rotate(45 ${cx} ${cy})" d="M${px(x - 1.2)} ${px(y - 4)}h2.4v2.8h2.8v2.4h-2.8v2.8h-2.4v-2.8h-2.8v-2.4h2.8z"/>`;
  }
}

/** A star of four narrow points. */
function starOutline(x: number, y: number): string {
  return `M${px(x)} ${px(y - 5)}l1.2 3.8l3.8 1.2l-3.8 1.2l-1.2 3.8l-1.2 -3.8l-3.8 -1.2l3.8 -1.2z`;
}

/** Attributes that carry a point's numbers, so that picture and table can be compared. */
export function pointData(series: number, point: { readonly x: number; readonly y: number; readonly low?: number; readonly high?: number }): Html {
  const bounds = point.low === undefined || point.high === undefined ? undefined : html` data-low="${point.low}" data-high="${point.high}"`;
  return html`data-series="${series}" data-x="${point.x}" data-y="${point.y}"${bounds}`;
}
