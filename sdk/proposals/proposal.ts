import type { PathModel } from '../model/path-model.ts';

/** An unstable part of the SDK. Who uses it says so in the manifest, and is refused when it has changed. */
export interface Proposal {
  /** kebab-case. */
  readonly name: string;
  /** Raised with every change that an author would notice. */
  readonly version: number;
  /** What the part is, one sentence. */
  readonly summary: string;
  /** Where a correct model uses the part: paths such as `otherHost.send[2].explain`. */
  readonly uses: (model: PathModel) => readonly string[];
}

/** How a manifest names a proposal: `stage-explain@1`. */
export function proposalTag({ name, version }: Proposal): string {
  return `${name}@${version}`;
}
