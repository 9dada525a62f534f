import type { Manifest } from '../model/manifest.ts';

/** The headings every path's README has, in this order. */
export const readmeHeadings = ['What it models', 'What it leaves out', 'Parameters and their origins', 'Sources'] as const;

/** Headings are there with something below them, and the parameters name every option. */
export function checkReadme(readme: string, manifest: Manifest): readonly string[] {
  const problems: string[] = [];
  const sections = new Map(readme.split(/^## /m).slice(1).map((section) => {
    const [heading = '', ...lines] = section.split('\n');
    return [heading.trim(), lines.join('\n').trim()] as const;
  }));
  for (const heading of readmeHeadings) {
    if (!sections.has(heading)) problems.push(`The README has no heading "## ${heading}".`);
    else if (sections.get(heading) === '') problems.push(`Nothing stands below "## ${heading}".`);
  }
  const order = [...sections.keys()].filter((heading) => readmeHeadings.some((each) => each === heading));
  if (order.join() !== readmeHeadings.filter((heading) => sections.has(heading)).join()) {
    problems.push(`The headings are out of order: ${readmeHeadings.join(', ')}.`);
  }
  const parameters = sections.get('Parameters and their origins') ?? '';
  for (const [key, property] of Object.entries(manifest.config.properties)) {
    const row = parameters.split('\n').find((line) => line.includes(`\`${key}\``));
    if (row === undefined) problems.push(`The parameters do not name \`${key}\`.`);
    else if (!row.includes(String(property.default))) problems.push(`The parameters do not give ${String(property.default)}, the default of \`${key}\`.`);
    else if (property.origin !== undefined && !row.includes(property.origin.kind)) problems.push(`The parameters do not say that \`${key}\` is ${property.origin.kind}.`);
  }
  return problems;
}
