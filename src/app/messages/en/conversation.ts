/** Questions, answers and what is said of them. */
export const conversation = {
  conversation: 'Questions and answers',
  invite: 'What would you like to know?',
  inviteHint: 'Ask in whole sentences or in a few words, in the language of the document.',
  sampleQuestions: [
    'How high is the deposit and when do we get it back?',
    'What do I do when the dishwasher shows E4?',
    'Why did the lift stand still?',
  ] as readonly string[],
  askLabel: 'Your question',
  askPlaceholder: 'Ask your documents',
  ask: 'Ask',
  stop: 'Stop',
  yourQuestion: 'You asked',
  searching: 'Searching …',
  answering: 'Answering …',
  stopped: 'Stopped.',
  quotesLabel: 'Quotes from your documents',
  modelLabel: (model: string): string => `Written by ${model} on this device · may be wrong`,
  writeAnswer: 'Write an answer',
  writeAgain: 'Write it again',
  writeHint: (model: string, languages: string, size: string | undefined): string =>
    `${model} writes it on this device${languages && `, in ${languages}`}. It ${size ? `loads ${size} once, and ` : ''}may be wrong.`,
  loadingModel: (model: string): string => `Starting and testing ${model} …`,
  loadingFile: (model: string, file: string, percent: number): string =>
    `Loading ${model}: ${file}, ${percent} %`,
  writing: (model: string): string => `${model} is writing …`,
  unsupported: 'Underlined: not in the passages that the model was given.',
  unsupportedMark: '(not in the passages that the model was given)',
  withdrawn: 'The model found no answer worth showing. The quotes above are the answer.',
  noModel:
    'No language model could be started on this device. The quotes above are the answer. “On this device” tells why.',
  modelNotFetched: (model: string): string =>
    `${model} is not on this device yet, and could not be fetched. It has to be fetched once, with a connection; then it works without. The quotes above are the answer.`,
  copy: 'Copy',
  answerCopied: 'Copied, with its sources.',
  answerNotCopied: 'The browser did not allow copying. Select the text and copy it by hand.',
  sources: 'Sources',
  code: 'Code',
  answerComplete: (sources: number): string =>
    `Answer complete, ${sources === 1 ? '1 source' : `${sources} sources`}.`,
  tokenRate: (tokens: string): string => `${tokens} tokens a second`,
  writingEnded: {
    loading: '',
    writing: '',
    written: '',
    withdrawn: 'The model found no answer worth showing.',
    stopped: 'The answer was stopped.',
    failed: 'The answer could not be written.',
  },
  refused: 'Not in your documents',
  refusedInScope: 'Not in the documents you asked',
  refusedInScopeHint:
    'Only the documents named above were searched. Remove “Only in” below to ask all of them.',
  refusedHint:
    'No passage answers this question. Name what it is about in words that stand in the document, or name the document.',
  missingPhrase: (phrase: string): string => `No passage holds “${phrase}” word for word.`,
  missingBeginning: (beginning: string): string => `No passage has a word that begins with “${beginning}”.`,
  closest: 'Closest passages',
  doubtful: 'It is not sure that they answer the question.',
  partial: 'Some documents were not fully prepared yet. Ask again when they are ready to search them all.',
  sourceNumber: (number: number): string => `Source ${number}: `,
  answered: (sources: number, first: string): string =>
    `Answer complete, ${sources === 1 ? '1 source' : `${sources} sources`}. ${first}`,
  announceRefused: (closest: number): string =>
    closest === 0
      ? 'Not in your documents.'
      : `Not in your documents. ${closest === 1 ? '1 close passage is' : `${closest} close passages are`} shown.`,
  announceDoubtful: (sources: number, first: string): string =>
    `No sure answer, ${sources === 1 ? '1 close passage is' : `${sources} close passages are`} shown. ${first}`,
  announceStopped: 'The answer was stopped.',
  page: (page: number): string => `page ${page}`,
  row: (row: number): string => `row ${row}`,
  rows: (first: number, last: number): string => `rows ${first} to ${last}`,
  line: (line: number): string => `line ${line}`,
  lines: (first: number, last: number): string => `lines ${first} to ${last}`,
  seconds: (seconds: string): string => `${seconds} s`,
  milliseconds: (milliseconds: number): string => `${milliseconds} ms`,
} as const;
