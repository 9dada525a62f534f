import type { PlannedInput } from '../contract/index.ts';
import { canonicalJson, entriesOf, type CanonicalCache } from './canonical-json.ts';
import { emptyHash, finishHash, sha256, updateHash, type HashState } from './sha256.ts';

/** SHA-256 of the canonical JSON of a run's input: equal exactly when the simulation is the same. */
export function fingerprint(input: PlannedInput): string {
  return sha256(canonicalJson(input));
}

interface PrefixNode {
  readonly state: HashState;
  readonly next: Map<string, PrefixNode>;
}

/** Fields whose text is hashed anew for each run; the ones sorted before them are shared by many runs. */
const ownFields = new Set(['seed']);

/**
 * {@link fingerprint} for many inputs that share parts by reference, as the runs of one plan do: the text of a shared
 * part is made once, and the hash of a shared beginning is taken once. The inputs must not change meanwhile.
 */
export function createFingerprinter(): (input: PlannedInput) => string {
  const cache: CanonicalCache = new WeakMap();
  const root: PrefixNode = { state: updateHash(emptyHash, '{'), next: new Map() };
  return (input) => {
    let node: PrefixNode | undefined = root;
    let state = root.state;
    entriesOf(input).forEach(([key, value], index) => {
      const text = `${index === 0 ? '' : ','}${JSON.stringify(key)}:`;
      const body = canonicalJson(value, cache);
      if (node === undefined || ownFields.has(key)) {
        node = undefined;
        state = updateHash(state, text + body);
        return;
      }
      let child: PrefixNode | undefined = node.next.get(body);
      if (child === undefined) {
        child = { state: updateHash(node.state, text + body), next: new Map() };
        node.next.set(body, child);
      }
      node = child;
      state = child.state;
    });
    return finishHash(updateHash(state, '}'));
  };
}
