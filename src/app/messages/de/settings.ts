import type { settings as english } from '../en/settings.ts';
import type { Wording } from '../wording.ts';

/** The settings, and the pages privacy, appearance and about, in German. */
export const settings: Wording<typeof english> = {
  settings: 'Einstellungen',
  settingsPages: {
    models: 'Modelle',
    storage: 'Speicher',
    privacy: 'Datenschutz',
    appearance: 'Aussehen',
    about: 'Über',
  },
  backToDocuments: 'Zurück zu Ihren Dokumenten',
  loadingPage: 'Diese Seite wird geladen …',
  pageMissing:
    'Dieser Teil der App konnte nicht geladen werden. Prüfen Sie, ob der Server noch erreichbar ist, und laden Sie dann die Seite neu.',

  privacyLead:
    'Dokumente, Fragen und Antworten werden in diesem Browser gelesen, durchsucht und geschrieben. Diese Seite hat keinen Server, an den sie etwas senden könnte, und hier wird nichts gezählt oder gemeldet.',
  sealTitle: 'Versuchen, etwas zu senden',
  sealHint:
    'Der Server dieser Seite weist den Browser an, jede Verbindung zu anderen Adressen abzulehnen. Hier sehen Sie, ob das so ist: die Seite versucht, eine andere Adresse zu erreichen, und der Browser sagt, ob er es abgelehnt hat. In keinem Fall verlässt dabei etwas dieses Gerät.',
  sealTry: 'Jetzt versuchen',
  sealTrying: 'Versuch läuft …',
  sealHolds: 'Abgelehnt. Der Browser sperrt jede Verbindung dieser Seite zu anderen Adressen.',
  sealAbsent:
    'Nicht abgelehnt. Diese Seite sendet von sich aus nichts, aber der Browser erzwingt es hier nicht, weil die Antwort-Header fehlen. Wer den Server betreibt, kann sie ergänzen: der Ordner „servers“ neben dieser Seite enthält sie für verbreitete Server.',
  requestsTitle: 'Was diese Seite angefordert hat',
  requestsHint:
    'Jede Anfrage seit dem Öffnen, nach Adresse, wie der Browser sie zählt. Für Anfragen der Arbeit im Hintergrund gilt dieselbe Regel, sie stehen aber nicht in dieser Liste.',
  requestsOf: (count, size) => `${count === 1 ? '1 Anfrage' : `${count} Anfragen`}, ${size} über das Netz`,
  requestsOwn: 'der eigene Server dieser Seite',
  requestsForeign: 'eine andere Adresse',
  verifiedTitle: 'Was geprüft wurde',
  verifiedHint:
    'Jede Datei eines Modells und seiner Laufzeit wird mit ihrem veröffentlichten SHA-256 verglichen, bevor sie verwendet wird. „Auf diesem Gerät“ oben auf der Seite führt sie auf.',

  appearanceLanguage: 'Sprache',
  appearanceLanguageHint:
    'Die der Seite selbst. Dokumente und Fragen können in jeder Sprache sein. Einige Meldungen über Fehler sind auf Englisch.',
  appearanceTheme: 'Hell und dunkel',
  themes: { system: 'Wie dieses Gerät eingestellt ist', light: 'Hell', dark: 'Dunkel' },
  preferencesLost:
    'Dieser Browser behält keine Einstellungen, darum gilt die Wahl, bis die Seite neu geladen wird.',

  aboutLead:
    'cloister beantwortet Fragen aus Ihren eigenen Dokumenten, im Browser, und zeigt die Worte, aus denen jede Antwort stammt.',
  version: 'Version',
  licence: 'Lizenz',
  licences: 'Lizenzen aller Teile',
  thisBrowser: 'Dieser Browser',
  capability: {
    secure: 'Geschützte Verbindung',
    isolated: 'Mehr als ein Thread erlaubt',
    webgpu: 'Grafikkarte (WebGPU)',
    offline: 'Funktioniert ohne Verbindung',
    persisted: 'Speicher bleibt, bis Sie ihn leeren',
  },
  yes: 'ja',
  no: 'nein',
};
