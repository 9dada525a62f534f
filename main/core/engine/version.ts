/** Version of the engine's semantics: raised whenever the same input would give another result. Part of every fingerprint. */
export const engineVersion = 1;
