/** How an answer came about, and what was searched for it. */
export const why = {
  searchedAs: (question: string): string => `Searched: ${question}`,
  searchAsTyped: 'Search my words as typed',
  why: 'Why?',
  whyOf: (question: string): string => `Why? How the answer to “${question}” came about`,
  whyTitle: 'How this answer came about',
  whyLead: 'All of this happened on this device. The search was run again just now to show it.',
  whyChanged: 'The documents or their preparation have changed since the answer, so this may differ from it.',
  whySearching: 'Searching again …',
  whyFailed: (reason: string): string => `The search could not be shown: ${reason}`,

  whySearched: 'What was searched',
  whyTyped: 'Your question',
  whySearchedAs: 'Searched as',
  whyCompleted: {
    rules: 'completed with words of your earlier questions, because it leans on them',
    model: 'completed by the language model, because it leans on your earlier questions',
  },
  whyScope: 'Searched only in',
  whyTerms: 'Words looked for',
  whyUnknownTerms: 'In none of the passages below',
  whyBothSides:
    'In two ways at once: by these words, and by meaning (passages that say similar things in other words).',
  whyWordsOnly: 'By its words alone. Search by meaning was not ready or does not know the language.',
  whyMeaningOnly: 'By meaning alone, as was asked for.',
  whyConfidence: {
    found: 'The passages answer the question, as far as the search can tell.',
    doubtful: 'It is not sure that the passages answer the question.',
    absent: 'The passages do not answer the question. They are only the closest ones.',
  },

  whyFound: 'What was found',
  whyFoundLead: 'Passages in the order in which they were used. The bars compare them with the best one.',
  whyNothing: 'Nothing was found.',
  whyPlace: (place: number): string => `Place ${place}`,
  whyByWords: 'By words',
  whyByMeaning: 'By meaning',
  whyRank: (rank: number, value: string): string => `place ${rank}, score ${value}`,
  whyCloseness: (rank: number, value: string): string => `place ${rank}, closeness ${value}`,
  whyNoWords: 'none of the words',
  whyNoMeaning: 'not among the 200 closest',
  whySecondSearch: 'Second search',
  whySecondRank: (rank: number): string => `place ${rank}`,
  whySecondHint:
    'Second search: once more, with the telling words and the meaning of the best passages added to the question. It counts most, unless one passage answers by itself.',
  whyLeads: 'Put first, because one of its sentences answers best by its words.',
  whyReranked: (score: string): string => `Read again together with the question: ${score}.`,
  whyScoreHint:
    'Score: how rare and how frequent the words are (BM25). Closeness: how alike the meanings are, at most 1 (cosine).',

  whyDropped: 'What was left out, and why',
  whyNoneDropped: 'Nothing that was found was left out.',
  whyReasons: {
    copy: 'says the same as a passage above',
    document: 'there are enough passages of its document',
    alike: 'too much like the passages above',
    rank: 'others fit better',
  },

  whyPrompt: 'What the language model was given',
  whyNoPrompt: 'Nothing: no language model wrote for this question. The answer is quotes, word for word.',
  whyPromptSize: (tokens: string): string => `${tokens} tokens (pieces of words) in all.`,
  whyLeftOut: (sources: number): string =>
    sources === 1 ? '1 source had no room.' : `${sources} sources had no room.`,
  whyRoles: { system: 'Instructions', user: 'Request', assistant: 'Earlier answer' },
  whyPromptText: 'The whole text that the language model was given',
  whyCopy: 'Copy',
  whyCopied: 'Copied',

  whyTimings: 'How long it took',
  whyTimingsOf: (total: string): string => `${total} in all`,
  whySteps: {
    embed: 'Turning the question into numbers',
    search: 'Searching words and meanings',
    rerank: 'Reading the best passages again',
    read: 'Fetching the passages',
    compare: 'Comparing sentences with the question',
    quotes: 'Choosing the quotes',
    answer: 'Writing the answer down',
  },
  whyOtherStep: (name: string): string => `Other work (${name})`,

  whyExpected: 'It should have found …',
  whyExpectedLead: 'Choose a document, or write words of the passage that you miss.',
  whyExpectedField: 'Words of the passage',
  whyExpectedFind: 'Look for it',
  whyExpectedDocuments: 'Documents',
  whyExpectedNone:
    'No passage holds these words. If the text is a picture or a scan, its words cannot be read.',
  whyExpectedUsed: (place: number): string => `It was found, at place ${place}.`,
  whyExpectedLower: (place: number, used: number): string =>
    `It was found at place ${place}. The first ${used} were used.`,
  whyExpectedDropped: (reason: string): string => `It was found, and left out: ${reason}.`,
  whyExpectedOutside: 'It was not searched, because the question was limited to other documents.',
  whyExpectedBeyond:
    'It is not among the best 200 passages for this question, neither by words nor by meaning.',
  whyHeldWords: (words: string): string => `holds ${words}`,
  whyMissedWords: (words: string): string => `lacks ${words}`,
  whyLastUsed: (value: string): string => `the last one used: ${value}`,
  whyNotEmbedded: 'its meaning is not prepared yet',
} as const;
