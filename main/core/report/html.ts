/** Markup that is safe to insert: only {@link html} and {@link raw} make it. */
export interface Html {
  readonly markup: string;
}

export type HtmlValue = Html | string | number | undefined | readonly HtmlValue[];

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * Text for element content and quoted attributes. Control characters, and the marks that turn the direction of text
 * round, become U+FFFD: they could hide what a report says.
 */
export function escapeText(text: string): string {
  let safe = '';
  for (const character of text) safe += isHidden(character.codePointAt(0) ?? 0) ? '\ufffd' : entities[character] ?? character;
  return safe;
}

function isHidden(code: number): boolean {
  if (code === 0x09 || code === 0x0a || code === 0x0d) return false;
  return code < 0x20 || (code >= 0x7f && code <= 0x9f) || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)
    || (code >= 0xd800 && code <= 0xdfff) || (code & 0xfffe) === 0xfffe;
}

function isHtml(value: HtmlValue): value is Html {
  return typeof value === 'object' && 'markup' in value;
}

function render(value: HtmlValue): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  if (isHtml(value)) return value.markup;
  return value.map(render).join('');
}

/** Template tag: every interpolated string is escaped, lists are joined, undefined vanishes. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = parts[0] ?? '';
  values.forEach((value, index) => { markup += render(value) + (parts[index + 1] ?? ''); });
  return { markup };
}

/** Markup from a constant of this program, such as the style sheet; never from data. */
export function raw(markup: string): Html {
  return { markup };
}
