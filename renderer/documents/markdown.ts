import MarkdownIt from 'markdown-it';

/** Tags in the text stay text; addresses such as `javascript:` are no links. */
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
// A README comes from a stranger: no picture of his is fetched, its words are shown instead.
markdown.disable('image');
markdown.renderer.rules.link_open = (tokens, index, options, _environment, self) => {
  const token = tokens[index];
  token?.attrSet('target', '_blank');
  token?.attrSet('rel', 'noopener noreferrer');
  return self.renderToken(tokens, index, options);
};

/** The HTML of a markdown text, safe to show whoever wrote it. */
export function renderMarkdown(text: string): string {
  return markdown.render(text);
}
