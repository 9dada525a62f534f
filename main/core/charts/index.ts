export { comparisonBars, speedUpBars, styleFor } from './comparison-bars.ts';
export { crossoverLines } from './crossover-lines.ts';
export { bandwidthCurve, hasSizes, latencyCurve, sizeCurves } from './size-curves.ts';
export { scalingLines } from './scaling-lines.ts';
export { meanRankTimeBars, rankTimeBars, type LabelledResult } from './rank-time-bars.ts';
export { messageClasses, stageWaterfall, type MessageClass } from './stage-waterfall.ts';
export { criticalFinding, criticalPathContrast, criticalRows, type CriticalRow } from './critical-parts.ts';
export { matrixTable, pairMatrix, type MatrixTableRow, type PairNumber } from './pair-matrix.ts';
export { timelineSpec } from './timeline-spec.ts';
export { throughputLine } from './throughput-line.ts';
export { resourceBars } from './resource-bars.ts';
export { chartTable, formatPoint, formatX, type ChartTable, type ChartTableRow } from './chart-table.ts';
export { cellLabel, factorLabel } from './labels.ts';
export {
  assignStyles, fixedPaths, leadingPath, neutralStyle, roleNames, slotCount, styleOf, styleVariant, themes, valueStyleName,
  type Marker, type SeriesStyle,
} from './palette.ts';
export { contrast, luminance } from './contrast.ts';
export {
  displayUnit, formatBeside, formatBitRate, formatBytes, formatNumber, formatPercent, formatQuantity, formatShort, sharedUnit, type DisplayUnit,
} from './units.ts';
export { queueText } from './queue-text.ts';
export { binaryTicks, linearTicks, logTicks } from './ticks.ts';
