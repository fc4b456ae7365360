/** What can be wrong with a question, as staff read it. */
export const reasons = {
  wrong_key: "The answer is wrong",
  unclear: "It is unclear, or has two answers",
  typo: "There is a typing mistake",
  offensive: "It is offensive",
  other: "Something else",
} as const;

/** What can become of a report. */
export const outcomes = {
  fixed: "The question was put right",
  retired: "It is asked no more",
  no_fault: "It is as it should be",
  duplicate: "Somebody said so before",
} as const;
