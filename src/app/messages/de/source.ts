import type { source as english } from '../en/source.ts';
import type { Wording } from '../wording.ts';

/** A document opened at a citation, in German. */
export const source: Wording<typeof english> = {
  source: 'Quelle',
  backToAnswer: 'Zurück zur Antwort',
  loadingSource: 'Das Dokument wird geöffnet …',
  documentText: (name) => `Text von ${name}`,
  pageMarker: (page) => `Seite ${page}`,
  marked: (quote) => `. Darauf markiert: ${quote}`,
  asPage: 'Seite',
  asText: 'Text',
  shownAs: 'Quelle zeigen als',
  table: 'Tabelle',
  showEarlier: 'Früheren Text zeigen',
  showMore: 'Mehr Text zeigen',
  sourceChanged:
    'Dieses Dokument wurde ersetzt, nachdem die Antwort gegeben war. Es enthält die zitierten Wörter nicht mehr.',
};
