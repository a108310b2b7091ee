/** A file made from another form of the same model. */
export interface DerivedFile {
  /** Relative to the model's folder. */
  path: string;
  bytes: Uint8Array;
}
