import type { ChartSpec } from '../../contract/index.ts';
import { campaignSchedule, formatLongTime, formatNumber, formatPercent, formatQuantity } from '../../charts/index.ts';
import { metricTitle } from '../../compare/index.ts';
import { html, type Html } from '../html.ts';
import type { ReportResult } from '../report-input.ts';
import type { ReportPalette } from '../svg/palette-css.ts';
import { drawSchedule } from '../svg/schedule.ts';

/** Jobs of a campaign that the table lists. */
const mostJobs = 200;

const time = (ns: number): string => (ns === 0 ? '0' : formatQuantity({ value: ns, unit: 'ns' }));

/** Colours that the schedules need, as if they were charts. */
export function scheduleStyles(results: readonly ReportResult[]): readonly ChartSpec[] {
  return results.flatMap(({ result }) => (result.campaign === undefined ? [] : [{
    kind: 'lines' as const, title: '', finding: '', x: { title: '', scale: 'linear' as const }, y: { title: '', scale: 'linear' as const },
    series: campaignSchedule(result.campaign).owners.map(({ label, style }) => ({ label, style, points: [] })),
  }]));
}

/** Jobs that ran side by side in the runs shown. */
export function jobsSection(results: readonly ReportResult[]): Html | undefined {
  const shown = results.filter(({ result }) => (result.jobs ?? []).length > 1);
  if (shown.length === 0) return undefined;
  return html`<h2 id="jobs">Jobs side by side</h2><div class="scroll"><table><thead><tr><th scope="col">run</th><th scope="col">job</th><th scope="col" class="number">start</th><th scope="col" class="number">end</th><th scope="col">measured</th><th scope="col" class="number">messages</th><th scope="col" class="number">mean latency</th><th scope="col" class="number">99 %</th></tr></thead><tbody>${shown.flatMap(({ label, result }) => (result.jobs ?? []).map((job, at) => html`<tr><th scope="row">${at === 0 ? label : ''}</th><td>${job.id}</td><td class="number">${time(job.startNs)}</td><td class="number">${time(job.finishedNs)}</td><td>${Object.entries(job.metrics).filter(([name]) => name !== 'executionTime').slice(0, 2).map(([name, quantity], i) => `${i === 0 ? '' : ', '}${metricTitle(name)} ${formatQuantity(quantity)}`)}</td><td class="number">${formatNumber(job.messages, 1)}</td><td class="number">${time(job.meanLatencyNs)}</td><td class="number">${time(job.p99LatencyNs)}</td></tr>`))}</tbody></table></div>`;
}

/** Days of many jobs, with what the model rests on first. */
export function campaignSection(results: readonly ReportResult[], palette: ReportPalette): Html | undefined {
  const shown = results.flatMap(({ label, result }) => (result.campaign === undefined ? [] : [{ label, campaign: result.campaign }]));
  if (shown.length === 0) return undefined;
  const basis = [...new Set(shown.flatMap(({ campaign }) => campaign.basis))];
  return html`<h2 id="campaign">Many jobs over days</h2><p>This is a job-level model; its speeds come from simulated runs.</p><ul class="plain">${basis.map((sentence) => html`<li>${sentence}</li>`)}</ul>${shown.map(({ label, campaign }, at) => {
    const spec = campaignSchedule(campaign);
    const shared = campaign.tenants.some((tenant) => tenant.latencyRatio !== undefined);
    const jobs = [...campaign.jobs].sort((left, right) => left.arrivedNs - right.arrivedNs);
    return html`<h3>${label}</h3><p>${spec.finding}${campaign.failures > 0 ? ` ${campaign.failures} hosts failed; ${formatLongTime(campaign.lostWorkNs)} of work were lost and ${formatLongTime(campaign.downtimeNs)} stood still.` : ''}</p>
<div class="picture">${drawSchedule(spec, palette, `schedule-${at + 1}`)}</div>
<table><thead><tr><th scope="col">tenant</th><th scope="col" class="number">jobs</th><th scope="col" class="number">mean wait</th><th scope="col" class="number">mean slowdown</th><th scope="col" class="number">worst slowdown</th>${shared ? html`<th scope="col" class="number">latency beside others</th>` : undefined}</tr></thead><tbody>${campaign.tenants.map((tenant) => html`<tr><th scope="row">${tenant.id}</th><td class="number">${formatNumber(tenant.jobs, 1)}</td><td class="number">${formatLongTime(tenant.meanWaitNs)}</td><td class="number">${formatNumber(tenant.meanSlowdown)}</td><td class="number">${formatNumber(tenant.worstSlowdown)}</td>${shared ? html`<td class="number">${tenant.latencyRatio === undefined ? '–' : `${formatPercent(tenant.latencyRatio)} of alone`}</td>` : undefined}</tr>`)}</tbody></table>
<details class="twin"><summary>Jobs of ${label}</summary><div class="scroll"><table><thead><tr><th scope="col">tenant</th><th scope="col" class="number">job</th><th scope="col" class="number">arrived</th><th scope="col" class="number">waited</th><th scope="col" class="number">ended</th><th scope="col" class="number">slowdown</th><th scope="col" class="number">downtime</th><th scope="col" class="number">lost work</th><th scope="col">hosts</th></tr></thead><tbody>${jobs.slice(0, mostJobs).map((job) => html`<tr><th scope="row">${job.tenant}</th><td class="number">${job.number + 1}</td><td class="number">${formatLongTime(job.arrivedNs)}</td><td class="number">${formatLongTime(job.waitedNs)}</td><td class="number">${formatLongTime(job.endedNs)}</td><td class="number">${formatNumber(job.slowdown)}</td><td class="number">${formatLongTime(job.downtimeNs)}</td><td class="number">${formatLongTime(job.lostWorkNs)}</td><td>${job.hosts.join(', ')}</td></tr>`)}</tbody></table></div>${jobs.length > mostJobs ? html`<p class="small">The first ${mostJobs} of ${jobs.length} jobs.</p>` : undefined}</details>`;
  })}`;
}
