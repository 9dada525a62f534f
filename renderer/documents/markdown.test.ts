import { describe, expect, it } from 'vitest';
import { renderMarkdown } from './markdown.ts';

describe('a README', () => {
  it('becomes headings, tables and links that open elsewhere', () => {
    const html = renderMarkdown('# A\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[paper](https://example.org)');
    expect(html).toContain('<h1>A</h1>');
    expect(html).toContain('<td>1</td>');
    expect(html).toContain('<a href="https://example.org" target="_blank" rel="noopener noreferrer">paper</a>');
  });

  it.each([
    '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '[x](javascript:alert(1))', '![x](https://example.org/track.png)',
    '[x](data:text/html;base64,AAAA)', '<a href="javascript:alert(1)">x</a>', '[x]("onmouseover="alert(1))',
  ])('runs nothing and fetches nothing: %s', (text) => {
    const page = document.createElement('div');
    page.innerHTML = renderMarkdown(text);
    expect(page.querySelectorAll('script, img, iframe, object').length).toBe(0);
    for (const link of page.querySelectorAll('a')) expect(link.getAttribute('href')).toMatch(/^(https?:|#|[^:]*$)/);
    for (const element of page.querySelectorAll('*')) expect([...element.attributes].some(({ name }) => name.startsWith('on'))).toBe(false);
  });
});
