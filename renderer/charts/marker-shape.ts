import type { Marker } from '../../main/core/charts/palette.ts';

/** Outline of a marker within a box of 10 by 10. */
const outlines: Readonly<Record<Marker, string>> = {
  none: 'M1 5h8',
  square: 'M2 2h6v6H2z',
  circle: 'M5 1.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z',
  triangle: 'M5 1.5 9 8.5H1z',
  diamond: 'M5 .8 9.2 5 5 9.2.8 5z',
  'triangle-down': 'M1 1.5h8L5 8.5z',
  'triangle-right': 'M8.5 5 1.5 9V1z',
  'triangle-left': 'M1.5 5 8.5 9V1z',
  star: 'M5 0 6.2 3.8 10 5 6.2 6.2 5 10 3.8 6.2 0 5 3.8 3.8z',
  ring: 'M5 1a4 4 0 1 0 .01 0zM5 3.2a1.8 1.8 0 1 1-.01 0z',
  bar: 'M3.7.6h2.6v8.8H3.7z',
  plus: 'M3.8 1h2.4v2.8H9v2.4H6.2V9H3.8V6.2H1V3.8h2.8z',
  cross: 'M2 .8 5 3.8l3-3L9.2 2l-3 3 3 3L8 9.2l-3-3-3 3L.8 8l3-3-3-3z',
};

/** The path of a marker and whether it is a stroke alone. */
export function markerShape(marker: Marker): { readonly path: string; readonly stroked: boolean } {
  return { path: outlines[marker], stroked: marker === 'none' };
}
