export { createCampaignRun, probesShare } from './create-campaign-run.ts';
export { dalyInterval, youngInterval } from './snapshot-interval.ts';
export { redistributionNs } from './resize.ts';
