import type { ChartSpec, MatrixSpec, TimelineSpec } from '../../contract/index.ts';
import { coarseMatrix, pairMatrix, timelineSpec } from '../../charts/index.ts';
import { html, type Html } from '../html.ts';
import type { ReportResult } from '../report-input.ts';
import { drawMatrix, matrixStyle, matrixTwin } from '../svg/matrix.ts';
import type { ReportPalette } from '../svg/palette-css.ts';
import { drawTimeline, timelineTwin } from '../svg/timeline.ts';

/** Rows and columns that a matrix of a report has at most. */
const mostGroups = 64;

/** Runs that share a picture, and the picture. */
interface Shared<Spec> {
  readonly labels: readonly string[];
  readonly spec: Spec;
}

/** Who sent how much to whom, once for all runs in which it was the same: mostly all, as the path changes nothing of it. */
function matrices(results: readonly ReportResult[]): readonly Shared<MatrixSpec>[] {
  const found = new Map<string, Shared<MatrixSpec>>();
  for (const { label, result } of results) {
    if (result.kernel === 'campaign' || result.traffic.length === 0) continue;
    const key = JSON.stringify([result.ranks.length, result.ranksPerGroup, result.traffic]);
    const before = found.get(key);
    found.set(key, before === undefined ? { labels: [label], spec: coarseMatrix(pairMatrix(result, 'bytes'), mostGroups) } : { ...before, labels: [...before.labels, label] });
  }
  return [...found.values()];
}

function timelines(results: readonly ReportResult[]): readonly Shared<TimelineSpec>[] {
  return results.flatMap(({ label, result }) => {
    const spec = result.kernel === 'campaign' ? undefined : timelineSpec(result);
    return spec === undefined ? [] : [{ labels: [label], spec }];
  });
}

/** How many figures the section has, so that later ones are numbered on. */
export function runPictureCount(results: readonly ReportResult[]): number {
  return matrices(results).length + timelines(results).length;
}

/** Colours that the pictures need, as if they were charts. */
export function runPictureStyles(results: readonly ReportResult[]): readonly ChartSpec[] {
  const styles = [
    ...(matrices(results).length === 0 ? [] : [matrixStyle]),
    ...timelines(results).flatMap(({ spec }) => [...spec.overview.parts, ...(spec.bands ?? []).map(({ style }) => style)]),
  ];
  return [{
    kind: 'lines', title: '', finding: '', x: { title: '', scale: 'linear' }, y: { title: '', scale: 'linear' },
    series: [...new Set(styles)].map((style) => ({ label: style, style, points: [] })),
  }];
}

function pictureFigure(number: number, labels: readonly string[], { title, finding }: { readonly title: string; readonly finding: string }, picture: Html, twin: Html): Html {
  return html`<figure class="of-run" id="figure-${number}"><div class="picture"><figcaption><b>Figure ${number}.</b> ${labels.join(', ')}: ${title.slice(0, 1).toLowerCase()}${title.slice(1)}. <span>${finding}</span></figcaption>${picture}</div>${twin}</figure>`;
}

/** What the ranks of the runs shown did over time, and who sent how much to whom; figures from `first` on. */
export function runPictures(results: readonly ReportResult[], palette: ReportPalette, first: number): Html | undefined {
  const lines = timelines(results);
  const pairs = matrices(results);
  if (lines.length + pairs.length === 0) return undefined;
  return html`${lines.length === 0 ? undefined : html`<h3>Over time</h3>`}${lines.map(({ labels, spec }, at) => pictureFigure(first + at, labels, spec, drawTimeline(spec, palette, `figure-${first + at}`), timelineTwin(spec)))}${pairs.length === 0 ? undefined : html`<h3>Who sent to whom</h3>`}${pairs.map(({ labels, spec }, at) => {
    const number = first + lines.length + at;
    return pictureFigure(number, labels, spec, drawMatrix(spec, palette, `figure-${number}`), matrixTwin(spec));
  })}`;
}
