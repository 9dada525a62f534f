export { renderReport } from './render-report.ts';
export type { ReportInput, ReportResult } from './report-input.ts';
