import { leadingPath } from '../charts/index.ts';
import { supportOf } from '../compare/index.ts';
import { html, raw } from './html.ts';
import type { ReportInput } from './report-input.ts';
import { answerSection, caveatSection, summarySection } from './sections/answer.ts';
import { appendixSection } from './sections/appendix.ts';
import { comparisonCharts, evidenceSection, resultCharts } from './sections/evidence.ts';
import { incidentCharts, incidentSection } from './sections/incidents.ts';
import { leftOutSection } from './sections/left-out.ts';
import { limitsSection } from './sections/limits.ts';
import { campaignSection, jobsSection, scheduleStyles } from './sections/many-jobs.ts';
import { movingSection } from './sections/moving.ts';
import { parameterSection } from './sections/parameters.ts';
import { runPictureCount, runPictureStyles } from './sections/run-pictures.ts';
import { sensitivitySection } from './sections/sensitivity.ts';
import { setUpSection } from './sections/set-up.ts';
import { darkTheme, lightTheme, styleSheet } from './style.ts';
import { createPalette } from './svg/palette-css.ts';

/** `2026-01-31T09:05:00Z` as `2026-01-31 09:05 UTC`; other texts as they are. */
function dateText(createdAt: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?Z$/.exec(createdAt);
  return match === null ? createdAt : `${match[1]} ${match[2]} UTC`;
}

/**
 * One HTML file that needs nothing else: no script, no font, no picture from elsewhere; its own policy forbids them.
 * The same input gives the same bytes.
 */
export function renderReport(input: ReportInput): string {
  const { comparison, models, rows } = input;
  const results = input.results ?? [];
  const used = models.filter((model, at) => models.findIndex((other) => other.id === model.id) === at);
  const paths = comparison.by === 'path' && comparison.values.length > 0 ? [...new Set(comparison.values.map((value) => leadingPath(String(value))))] : used.map((model) => model.id);
  const palette = createPalette(paths, [...comparisonCharts(comparison), ...resultCharts(results), ...incidentCharts(results), ...scheduleStyles(results), ...runPictureStyles(results)]);
  const supports = used.map((model) => ({ model, support: supportOf(model) }));
  const extrapolated = supports.filter((one) => one.support.extrapolated).map((one) => one.model.id);
  const judged = supports.reduce((sum, one) => sum + one.support.judgement, 0);
  const total = used.reduce((sum, model) => sum + model.origins.length, 0);
  const { title, question } = comparison.experiment;
  const heading = title === '' ? 'Comparison of runs' : title;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="generator" content="Doorbell ${input.version}"><title>${heading}</title>
<style>:root{color-scheme:light dark;${raw(lightTheme)};${palette.css.light}}@media screen and (prefers-color-scheme:dark){:root{${raw(darkTheme)};${palette.css.dark}}}${palette.css.rules}${styleSheet}</style></head>
<body><header><p class="kicker">Doorbell decision report</p><h1>${heading}</h1>${question === '' ? undefined : html`<p class="question">${question}</p>`}<p class="meta">${dateText(input.createdAt)} · ${rows.length} ${rows.length === 1 ? 'run' : 'runs'} · Doorbell ${input.version}</p></header>
<main>${answerSection(comparison)}${summarySection(comparison, used, palette)}${caveatSection(comparison)}
${leftOutSection(comparison)}
${movingSection(comparison)}
${evidenceSection(comparison, results, palette)}
${incidentSection(results, palette, comparisonCharts(comparison).length + resultCharts(results).length + runPictureCount(results) + 1)}${jobsSection(results)}${campaignSection(results, palette)}
${sensitivitySection(comparison, extrapolated)}
${setUpSection(comparison, input.experiment)}
${parameterSection(used)}
${limitsSection(comparison, judged, total, results)}
${appendixSection(rows, input.experimentText, input.version)}</main>
<footer>Simulated by Doorbell ${input.version}. A parameter without a published or fitted origin is a judgement; a path without any is extrapolated.</footer></body></html>
`.markup;
}
