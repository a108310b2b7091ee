/** `npm run cite-check` opens every citation of the answers to questions in the built app, and checks it against its file. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AppSession } from './app-session.ts';
import { CitationChecker, type Miss } from './cite-check/citation-check.ts';
import { openCitation, type OpenedCitation } from './cite-check/opened-citation.ts';
import { listFiles, readLines } from './document-folder.ts';

/** Files that are handed to the page at once. */
const CHUNK = 25;
const REPORT_MS = 10_000;
/** How long one step of the app may take. */
const PATIENCE_MS = 120_000;
const WINDOW = { width: 1280, height: 800 };

/** What `npm run cite-check -- --json` prints. The first four are the check, the others say of what. */
export interface CiteReport {
  citations: number;
  /** Citations whose quote stands in the source word for word, and is what is marked in the text that is shown. */
  quoteInSource: number;
  /** Citations whose boxes lie over exactly the quoted words. Those outside PDFs have no boxes that could be wrong. */
  boxesMatchQuote: number;
  misses: Miss[];
  /** Citations of PDFs, which have boxes. */
  inPdfs: number;
  /** Citations that open in the middle of the view. */
  centred: number;
  questions: number;
  /** Questions that were answered with citations. */
  answered: number;
  documents: number;
  failed: { document: string; code: string; message: string }[];
}

interface CheckOptions {
  docs: string;
  questions: string;
  limit: number;
  json: boolean;
}

function readOptions(): CheckOptions {
  const { values } = parseArgs({
    options: {
      docs: { type: 'string' },
      questions: { type: 'string' },
      limit: { type: 'string', default: 'Infinity' },
      json: { type: 'boolean', default: false },
    },
  });
  const { docs, questions, json } = values;
  const limit = Number(values.limit);
  if (!docs) throw new Error('Say which documents: --docs DIR.');
  if (!questions) throw new Error('Say what to ask: --questions FILE, one question a line.');
  if (!(limit >= 1)) throw new Error('--limit is a number of questions, at least 1.');
  return { docs: resolve(docs), questions: resolve(questions), limit, json };
}

/** Adds files; resolves with those that could not be read. */
async function addFiles(
  session: AppSession,
  files: readonly { path: string; id: string }[],
): Promise<CiteReport['failed']> {
  const failed: CiteReport['failed'] = [];
  for (let at = 0; at < files.length; at += CHUNK) {
    process.stderr.write(
      `Reading documents ${at + 1} to ${Math.min(at + CHUNK, files.length)} of ${files.length}\n`,
    );
    const outcomes = await session.add(files.slice(at, at + CHUNK));
    for (const { id, error } of outcomes) if (error) failed.push({ document: id, ...error });
  }
  await awaitSettled(session);
  return failed;
}

/** Says every few seconds how far it is. */
async function awaitSettled(session: AppSession): Promise<void> {
  const tell = (): void => {
    session.describeProgress().then((text) => process.stderr.write(`  ${text}\n`), ignore);
  };
  const timer = setInterval(tell, REPORT_MS);
  try {
    await session.settled();
  } finally {
    clearInterval(timer);
  }
}

/** What cannot be told is no reason to stop. */
function ignore(): void {}

/** Asks as a person does, checks each citation of the answer, and adds what is found to the report. */
async function checkQuestion(
  { page }: AppSession,
  question: string,
  checker: CitationChecker,
  report: CiteReport,
): Promise<void> {
  // In a conversation of its own no question leans on the one before.
  await page.evaluate(() => void (location.hash = '#/'));
  const answer = page.locator('cloister-answer article');
  await answer.waitFor({ state: 'detached' });
  const field = page.locator('cloister-ask [role=textbox]');
  await field.fill(question);
  await field.press('Enter');
  await answer.locator('.byline').first().waitFor();
  const buttons = await answer.locator('.quotes .citation').all();
  if (buttons.length > 0) report.answered++;
  for (const button of buttons) {
    report.citations++;
    try {
      await checkCitation(await openCitation(page, button), question, checker, report);
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error);
      report.misses.push({ document: '', question, quote: '', what: 'opening', found });
      await page.keyboard.press('Escape');
    }
  }
}

async function checkCitation(
  citation: OpenedCitation,
  question: string,
  checker: CitationChecker,
  report: CiteReport,
): Promise<void> {
  const { inSource, boxes, misses } = await checker.check(citation);
  const { documentId: document, quote } = citation.target;
  if (inSource) report.quoteInSource++;
  if (boxes !== undefined) report.inPdfs++;
  if (boxes !== false) report.boxesMatchQuote++;
  if (citation.isCentred) report.centred++;
  report.misses.push(...misses.map((miss) => ({ document, question, quote, ...miss })));
}

async function run({ docs, questions: path, limit }: CheckOptions): Promise<CiteReport> {
  const questions = (await readLines(path)).slice(0, limit);
  const files = await listFiles(docs);
  const checker = new CitationChecker(new Map(files.map((file) => [file.id, file.path])));
  const session = await AppSession.open();
  try {
    session.page.setDefaultTimeout(PATIENCE_MS);
    await session.page.setViewportSize(WINDOW);
    await session.page.emulateMedia({ reducedMotion: 'reduce' });
    const failed = await addFiles(session, files);
    const counts = { citations: 0, quoteInSource: 0, boxesMatchQuote: 0, inPdfs: 0, centred: 0, answered: 0 };
    const report: CiteReport = {
      ...counts,
      misses: [],
      questions: questions.length,
      documents: files.length,
      failed,
    };
    for (const [at, question] of questions.entries()) {
      process.stderr.write(`Checking question ${at + 1} of ${questions.length}\n`);
      await checkQuestion(session, question, checker, report);
    }
    return report;
  } finally {
    await checker.close();
    await session.close();
  }
}

function printReport(report: CiteReport): void {
  const { citations, inPdfs, misses, failed } = report;
  const lines = [
    `${report.documents} documents, ${failed.length} of them could not be read; ${report.questions} questions, ${report.answered} of them answered.`,
    `${citations} citations, ${inPdfs} of them in PDFs.`,
    `Quotes that stand in their source word for word: ${report.quoteInSource} of ${citations}`,
    `Boxes that lie over exactly the quoted words: ${report.boxesMatchQuote} of ${citations}`,
    `Quotes in the middle of the view: ${report.centred} of ${citations}`,
    ...failed.map(({ document, message }) => `not read: ${document}: ${message}`),
    ...misses.map(
      ({ document, what, quote, found }) =>
        `${what}: ${document}\n  quote: ${quote}\n  found: ${found ?? ''}`,
    ),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

try {
  const options = readOptions();
  const report = await run(options);
  if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else printReport(report);
  if (report.misses.length > 0) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
