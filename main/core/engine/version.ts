/** Version of the engine's semantics: any change of any result changes it, and with it every fingerprint. */
export const engineVersion = 4;
