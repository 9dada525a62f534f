export { comparisonBars, speedUpBars, styleFor } from './comparison-bars.ts';
export { crossoverFinding, crossoverLines } from './crossover-lines.ts';
export { bandwidthCurve, hasSizes, latencyCurve, sizeCurves } from './size-curves.ts';
export { mtbfLines } from './mtbf-lines.ts';
export { scalingLines } from './scaling-lines.ts';
export { campaignSchedule, spanPattern, spanWords, type SpanPattern } from './campaign-schedule.ts';
export { jobTimeBars, meanRankTimeBars, rankTimeBars, type LabelledResult } from './rank-time-bars.ts';
export { countRanks, groupRanks, mostRankBars, rankGroupLabel, shownRanks, sumOverRanks, type RankGroup } from './rank-groups.ts';
export { rankSpread, spreadOfRanks } from './rank-spread.ts';
export { messageClasses, stageWaterfall, type MessageClass } from './stage-waterfall.ts';
export { criticalFinding, criticalPathContrast, criticalRows, type CriticalRow } from './critical-parts.ts';
export { matrixTable, pairMatrix, type MatrixTableRow, type PairNumber } from './pair-matrix.ts';
export { coarseMatrix } from './coarse-matrix.ts';
export { timelineSpec } from './timeline-spec.ts';
export { timelineTables, type TimelineView } from './timeline-table.ts';
export { scheduleTable } from './schedule-table.ts';
export type { PlainTable } from './plain-table.ts';
export { latencyLine, throughputLine } from './throughput-line.ts';
export { roundBars } from './round-bars.ts';
export { incidentFacts, incidentsFinding, meansWords, phaseRows, type IncidentFact, type PhaseRow } from './incident-facts.ts';
export { chartBands, incidentBands } from './incident-bands.ts';
export { causeWords, groupWords, incidentName, incidentTitle, isTrouble, outcomeWords, phaseGroup, phaseWords, vmList, type PhaseGroup } from './incident-words.ts';
export { resourceBars } from './resource-bars.ts';
export { resourceSums } from './resource-sums.ts';
export { chartTable, formatPoint, formatX, type ChartTable, type ChartTableRow } from './chart-table.ts';
export { isAlone } from './is-alone.ts';
export { cellLabel, factorLabel } from './labels.ts';
export { pointList } from './point-list.ts';
export {
  assignStyles, fixedPaths, leadingPath, neutralStyle, roleNames, slotCount, styleOf, styleVariant, themes, valueStyleName,
  type Marker, type SeriesStyle,
} from './palette.ts';
export { contrast, luminance } from './contrast.ts';
export {
  displayUnit, formatBeside, formatBitRate, formatBytes, formatLongTime, formatNumber, formatPercent, formatQuantity, formatShort, longUnit, sharedUnit, type DisplayUnit,
} from './units.ts';
export { queueText } from './queue-text.ts';
export { binaryTicks, linearTicks, logTicks } from './ticks.ts';
