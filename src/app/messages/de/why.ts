import type { why as english } from '../en/why.ts';
import type { Wording } from '../wording.ts';

/** How an answer came about, and what was searched for it, in German. */
export const why: Wording<typeof english> = {
  searchedAs: (question) => `Gesucht: ${question}`,
  searchAsTyped: 'Meine Worte suchen, wie sie dastehen',
  why: 'Warum?',
  whyOf: (question) => `Warum? Wie die Antwort auf „${question}“ zustande kam`,
  whyTitle: 'Wie diese Antwort zustande kam',
  whyLead: 'All das geschah auf diesem Gerät. Um es zu zeigen, wurde die Suche eben noch einmal ausgeführt.',
  whyChanged:
    'Die Dokumente oder ihre Vorbereitung haben sich seit der Antwort geändert; das hier kann von ihr abweichen.',
  whySearching: 'Es wird noch einmal gesucht …',
  whyFailed: (reason) => `Die Suche konnte nicht gezeigt werden: ${reason}`,

  whySearched: 'Was gesucht wurde',
  whyTyped: 'Ihre Frage',
  whySearchedAs: 'Gesucht als',
  whyCompleted: {
    rules: 'mit Wörtern Ihrer früheren Fragen ergänzt, weil sie sich auf diese stützt',
    model: 'vom Sprachmodell ergänzt, weil sie sich auf Ihre früheren Fragen stützt',
  },
  whyScope: 'Gesucht nur in',
  whyTerms: 'Gesuchte Wörter',
  whyUnknownTerms: 'In keiner der Passagen unten',
  whyBothSides:
    'Auf zwei Wegen zugleich: nach diesen Wörtern und nach der Bedeutung (Passagen, die Ähnliches mit anderen Worten sagen).',
  whyWordsOnly:
    'Nur nach den Wörtern. Die Suche nach Bedeutung war nicht bereit oder kennt die Sprache nicht.',
  whyMeaningOnly: 'Nur nach der Bedeutung, wie verlangt.',
  whyConfidence: {
    found: 'Die Passagen beantworten die Frage, soweit die Suche das sagen kann.',
    doubtful: 'Es ist nicht sicher, dass die Passagen die Frage beantworten.',
    absent: 'Die Passagen beantworten die Frage nicht. Sie sind nur die nächsten.',
  },

  whyFound: 'Was gefunden wurde',
  whyFoundLead:
    'Die Passagen in der Reihenfolge, in der sie verwendet wurden. Die Balken vergleichen sie mit der besten.',
  whyNothing: 'Es wurde nichts gefunden.',
  whyPlace: (place) => `Platz ${place}`,
  whyByWords: 'Nach Wörtern',
  whyByMeaning: 'Nach Bedeutung',
  whyRank: (rank, value) => `Platz ${rank}, Punkte ${value}`,
  whyCloseness: (rank, value) => `Platz ${rank}, Nähe ${value}`,
  whyNoWords: 'keines der Wörter',
  whyNoMeaning: 'nicht unter den 200 nächsten',
  whySecondSearch: 'Zweite Suche',
  whySecondRank: (rank) => `Platz ${rank}`,
  whySecondHint:
    'Zweite Suche: noch einmal, wobei aussagekräftige Wörter und die Bedeutung der besten Passagen zur Frage hinzukommen. Sie zählt am meisten, wenn nicht eine Passage allein antwortet.',
  whyLeads: 'An die Spitze gestellt, weil einer ihrer Sätze nach seinen Wörtern am besten antwortet.',
  whyReranked: (score) => `Noch einmal zusammen mit der Frage gelesen: ${score}.`,
  whyScoreHint:
    'Punkte: wie selten und wie häufig die Wörter sind (BM25). Nähe: wie ähnlich die Bedeutungen sind, höchstens 1 (Kosinus).',

  whyDropped: 'Was weggelassen wurde, und warum',
  whyNoneDropped: 'Von dem, was gefunden wurde, wurde nichts weggelassen.',
  whyReasons: {
    copy: 'sagt dasselbe wie eine Passage oben',
    document: 'aus ihrem Dokument gibt es genug Passagen',
    alike: 'den Passagen oben zu ähnlich',
    rank: 'andere passen besser',
  },

  whyPrompt: 'Was das Sprachmodell bekam',
  whyNoPrompt:
    'Nichts: Zu dieser Frage hat kein Sprachmodell geschrieben. Die Antwort sind wörtliche Zitate.',
  whyPromptSize: (tokens) => `Zusammen ${tokens} Token (Wortteile).`,
  whyLeftOut: (sources) =>
    sources === 1 ? 'Für 1 Quelle war kein Platz.' : `Für ${sources} Quellen war kein Platz.`,
  whyRoles: { system: 'Anweisung', user: 'Auftrag', assistant: 'Frühere Antwort' },
  whyPromptText: 'Der ganze Text, den das Sprachmodell bekam',
  whyCopy: 'Kopieren',
  whyCopied: 'Kopiert',

  whyTimings: 'Wie lange es dauerte',
  whyTimingsOf: (total) => `Zusammen ${total}`,
  whySteps: {
    embed: 'Die Frage in Zahlen umwandeln',
    search: 'Nach Wörtern und Bedeutungen suchen',
    rerank: 'Die besten Passagen noch einmal lesen',
    read: 'Die Passagen holen',
    compare: 'Sätze mit der Frage vergleichen',
    quotes: 'Die Zitate auswählen',
    answer: 'Die Antwort aufschreiben',
  },
  whyOtherStep: (name) => `Andere Arbeit (${name})`,

  whyExpected: 'Gefunden werden sollte …',
  whyExpectedLead: 'Wählen Sie ein Dokument, oder schreiben Sie Wörter der Passage, die Sie vermissen.',
  whyExpectedField: 'Wörter der Passage',
  whyExpectedFind: 'Danach suchen',
  whyExpectedDocuments: 'Dokumente',
  whyExpectedNone:
    'Keine Passage enthält diese Wörter. Ist der Text ein Bild oder ein Scan, lassen sich seine Wörter nicht lesen.',
  whyExpectedUsed: (place) => `Sie wurde gefunden, auf Platz ${place}.`,
  whyExpectedLower: (place, used) =>
    `Sie wurde auf Platz ${place} gefunden. Verwendet wurden die ersten ${used}.`,
  whyExpectedDropped: (reason) => `Sie wurde gefunden und weggelassen: ${reason}.`,
  whyExpectedOutside: 'Sie wurde nicht durchsucht, denn die Frage war auf andere Dokumente beschränkt.',
  whyExpectedBeyond:
    'Sie ist nicht unter den besten 200 Passagen für diese Frage, weder nach Wörtern noch nach Bedeutung.',
  whyHeldWords: (words) => `enthält ${words}`,
  whyMissedWords: (words) => `ohne ${words}`,
  whyLastUsed: (value) => `die letzte verwendete: ${value}`,
  whyNotEmbedded: 'ihre Bedeutung ist noch nicht vorbereitet',
};
