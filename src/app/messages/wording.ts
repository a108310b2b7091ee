/** What a translation has to give for a set of messages: the same names, with texts of its own. */
export type Wording<Messages> = {
  readonly [Name in keyof Messages]: Messages[Name] extends string
    ? string
    : Messages[Name] extends readonly string[]
      ? readonly string[]
      : Messages[Name] extends (...values: infer Values) => string
        ? (...values: Values) => string
        : Wording<Messages[Name]>;
};
