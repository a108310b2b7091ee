import type { storage as english } from '../en/storage.ts';
import type { Wording } from '../wording.ts';

/** What is kept on this device, and how it goes, in German. */
export const storage: Wording<typeof english> = {
  storageLead:
    'Alles behält dieser Browser, auf diesem Gerät. Ihre eigenen Dateien bleiben, wo sie sind, und werden nie verändert.',
  storageBar: (parts) => `Was behalten wird: ${parts}`,
  storageKinds: {
    originals: 'Originaldateien',
    texts: 'Text und Wörter',
    vectors: 'Vektoren',
    models: 'Modelle',
    app: 'Diese App',
    conversations: 'Gespräche',
    other: 'Sonstiges',
  },
  storageHints: {
    originals:
      'Kopien dessen, was Sie hinzugefügt haben, damit ein PDF auf der Seite selbst aufgeht. Ohne sie werden Dokumente wie bisher gefunden und zitiert und öffnen sich als Text.',
    texts:
      'Was in Ihren Dokumenten gelesen wurde, und die Liste der Wörter. Es geht mit dem Entfernen eines Dokuments.',
    vectors:
      'Was Passagen bedeuten, in Zahlen. Sie gehen mit ihrem Dokument, und ein Modell kann sie wieder erzeugen.',
    models:
      'Modelle und die Programme, in denen sie laufen. Sie werden bei Bedarf wieder geholt, und jedes lässt sich einzeln entfernen:',
    app: 'Die Seiten und Programme dieser App, damit sie ohne ihren Server funktioniert.',
    conversations: 'Fragen und Antworten. Jede lässt sich einzeln löschen.',
    other: 'Was der Browser für seine eigenen Listen braucht, und Platz, den er später freigibt.',
  },
  storageTotal: (used, quota) => `${used} von ${quota}, die der Browser dieser Seite erlaubt.`,
  storageFull:
    'Wenn kein Platz mehr ist, wird ein neues Dokument mit dem Grund abgelehnt, und alles andere bleibt, wie es war. Entfernen Sie Dokumente oder Modelle, und fügen Sie es noch einmal hinzu.',
  openModels: 'Modelle',

  persistTitle: 'Behalten, bis Sie es entfernen',
  persistYes: 'Der Browser behält all das, bis Sie es entfernen.',
  persistNo:
    'Der Browser darf all das löschen, wenn der Datenträger fast voll ist, die am längsten unbenutzten Seiten zuerst. Sie können ihn bitten, das nicht zu tun.',
  persistAsk: 'Den Browser bitten, es zu behalten',
  persistRefused:
    'Der Browser hat nicht zugestimmt. Viele tun es, sobald die Seite installiert ist, ein Lesezeichen hat oder öfter benutzt wird.',

  originalsTitle: 'Originaldateien behalten',
  originalsKept: 'Die Originale der Dokumente, die Sie hinzufügen, werden behalten.',
  originalsNotKept:
    'Originale gehen, sobald sie gelesen sind. Dokumente, die Sie hinzufügen, öffnen sich als Text.',
  originalsKeep: 'Von jetzt an behalten',
  originalsStop: 'Von jetzt an nicht behalten',
  originalsDrop: (size) => `Die vorhandenen löschen (${size})`,
  originalsDropSure: (size) => `${size} Originale löschen`,
  originalsDropMeaning:
    'Ihre Dokumente bleiben durchsuchbar und öffnen sich als Text. Um eine Seite zurückzubekommen, fügen Sie ihre Datei wieder hinzu.',
  originalsDropped: (size) => `Gelöscht. ${size} sind wieder frei.`,
  cancel: 'Abbrechen',

  integrityTitle: 'Prüfen, was gespeichert ist',
  integrityHint:
    'Liest alles einmal und vergleicht es mit seinen Prüfsummen. Was beschädigt ist, wird aus dem Rest neu erzeugt, und Sie können währenddessen weiterarbeiten.',
  integrityStart: 'Alles prüfen',
  integrityRunning: (done, total) => `Dokument ${done} von ${total} wird geprüft`,
  integrityModels: (title) => `Das Modell ${title} wird geprüft`,
  integrityStop: 'Anhalten',
  integrityStopped: 'Angehalten. Was bis dahin repariert wurde, bleibt repariert.',
  integritySound: (documents, size) =>
    `Alles ist, wie es gespeichert wurde: ${documents}, ${size} Wörter und Vektoren und jedes Modell.`,
  integrityRepaired: (count) =>
    count === 1
      ? '1 Teil war beschädigt und wurde repariert.'
      : `${count} Teile waren beschädigt und wurden repariert.`,
  integrityLost: (count) =>
    count === 1
      ? '1 Teil ist beschädigt und lässt sich hier nicht wieder erzeugen.'
      : `${count} Teile sind beschädigt und lassen sich hier nicht wieder erzeugen.`,
  integrityModelFiles: (title, files) =>
    `${title}: ${files} waren verändert und wurden entfernt. Sie werden bei Bedarf wieder geholt.`,
  integrityFinding: (document, message) => `${document}: ${message}`,

  eraseTitle: 'Alles löschen',
  eraseHint:
    'Entfernt alle Dokumente mit allem, was daraus entstanden ist, alle Gespräche, alle Modelle, die hier behaltene App und ihre Einstellungen von diesem Gerät. Ihre eigenen Dateien bleiben unberührt.',
  eraseAsk: 'Alles löschen …',
  eraseSure: 'Alles von diesem Gerät löschen?',
  eraseSureHint: (documents, size) =>
    `${documents} und alles andere, was diese App hier behält, zusammen ${size}. Das lässt sich nicht rückgängig machen.`,
  eraseConfirm: 'Alles löschen',
  erasing: 'Wird gelöscht …',
  erased:
    'Alles, was diese App auf diesem Gerät behalten hat, ist gelöscht. Sie können diese Seite schließen.',
  eraseRestart: 'Neu beginnen',
};
