/** Font size of all chart text, px in the chart's own units. */
export const fontSize = 11;

const narrow = new Set([...'iljtfrI.,:;|!\'()[]1 ·/-']);
const wide = new Set([...'mwMWQOG@%×']);

/** Estimated width of chart text, px: fonts differ between machines, so this errs on the wide side. */
export function textWidth(text: string, size = fontSize): number {
  let units = 0;
  for (const character of text) units += narrow.has(character) ? 0.38 : wide.has(character) ? 0.88 : 0.6;
  return units * size;
}

/** `text` cut to `width` px with an ellipsis. */
export function fitText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`${characters.join('')}…`) > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}

/** A coordinate with two decimals. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}
