import type { RunInput } from '../contract/index.ts';

/** What ranks and communicators are called in messages for people: as their job counts them, where several run side by side. */
export interface RankNames {
  rank(rank: number): string;
  /** Of a matching context; empty for all ranks of a job, and for what belongs to a collective, which is named itself. */
  communicator(context: number): string;
}

/** The names of a run. */
export function rankNames({ jobs }: Pick<RunInput, 'jobs'>): RankNames {
  const several = jobs !== undefined && jobs.length > 1 ? jobs : [];
  return {
    rank(rank) {
      const job = several.find(({ firstRank, ranks }) => rank >= firstRank && rank < firstRank + ranks);
      return job === undefined ? `rank ${rank}` : `rank ${rank - job.firstRank} of job ${job.id}`;
    },
    communicator(context) {
      if (context < 2 || (context & 1) === 1) return '';
      return ` in communicator ${ownNumber(several, (context >> 1) - 1)}`;
    },
  };
}

/** The number that a job gives a communicator of its own. */
export function ownNumber(jobs: RunInput['jobs'], communicator: number): number {
  const job = jobs?.findLast(({ firstCommunicator = Infinity }) => firstCommunicator < communicator);
  return job?.firstCommunicator === undefined ? communicator : communicator - job.firstCommunicator - 1;
}
