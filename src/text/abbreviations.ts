/** Words whose full stop ends no sentence, lower case, without the stop; in the major European languages. */
const ALWAYS = `mr mrs ms dr prof rev hon gen col lt sgt capt gov sen rep messrs mme mmes mlle mlles dipl ing mag hr fr frl
  sr sra srta dra sig sigg dott avv arch st ste hl vs cf viz resp approx ca z.b d.h u.a u.u i.d.r z.t v.a s.o s.u i.e e.g
  bzw bspw evtl ggf inkl exkl zzgl abzgl insb vgl sog geb gest verh ehem max min mind tel fax dgl gem lt mio mrd tsd str
  p.ex par.ex c.-à-d p.e a.k.a ej p.ej ud uds vd vds av avda bd env etw jmd bl incl excl dept univ assn bros est feat
  m.m bl.a t.ex d.v.s o.s.v f.eks d.v.s bijv m.b.t o.a i.v.m t.a.v dhr mevr mw np tzn tzw dr.h itd ul pl pan hab
  гг ул стр т.е т.к т.д т.п им тыс млн млрд руб`;

/** Words that are abbreviations before a number only: "no. 5" and "He said no." */
const BEFORE_NUMBER = `no nos nr núm num nº n art arts art.s abs ziff rn rz kap cap caps ch chap sec sect secs sez §
  par para paras p pp pag pág págs s ss seite bl bd vol vols fig figs abb tab tbl eq eqs ex app anh anl anm fn pt pkt
  nn lit v vv vers aufl ed jan feb mar mär apr jun jul aug sep sept oct okt nov dec dez déc гл ст п пп рис табл`;

/** Words that are abbreviations but end sentences too; what follows decides. */
const SOMETIMES = `etc usw inc ltd co corp llc plc jr u.s u.k u.n u.s.a e.u a.m p.m b.c a.d ph.d m.d b.a m.a e.v a.d.h
  o.ä u.v.m i.a al chr bros gmbh cie sa s.a s.p.a s.r.l d.c`;

/** Words that begin a sentence far more often than they follow such an abbreviation. */
const STARTERS = `the this that these those it he she we they there in on at but however when if for as a an its his her then
  der die das dies es er sie wir in im am bei wenn für ein eine le la les il elle ce cette un une en dans el los las
  lo la esto esta un una en i`;

/** Nouns that follow an ordinal number ("1. Januar", "19. Jahrhundert", "2. Auflage"). */
const AFTER_ORDINAL = `januar jänner februar märz april mai juni juli august september oktober november dezember
  jahrhundert jahrhunderts auflage kapitel stock obergeschoss etage klasse bundesliga weltkrieg weltkriegs tag mal ledna
  února března dubna května června července srpna září října listopadu prosince maj januari kalenderwoche quartal halbjahr`;
/** Words before a number that make it an ordinal: "am 3. Oktober", "der 2. Senat". */
const BEFORE_ORDINAL = `am der die das den dem des im vom zum zur beim bis ab seit den`;

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));
const always = set(ALWAYS);
const beforeNumber = set(BEFORE_NUMBER);
const sometimes = set(SOMETIMES);
const starters = set(STARTERS);
const afterOrdinal = set(AFTER_ORDINAL);
const beforeOrdinal = set(BEFORE_ORDINAL);

/** The last two words of what stands before, and the first of what stands after. */
const LAST_WORDS = /(?:([^\s([{"“„«]+)\s+)?[([{"“„«]*([^\s([{"“„«]+)\.$/u;
const INITIAL = /^(?:\p{L}\.[ \u00A0]?)*\p{L}$/u;
const ROMAN = /^[IVXLC]+$/;

/**
 * True when the full stop at the end of `before` ends no sentence but an abbreviation, an initial or an ordinal number.
 *
 * @param before The text up to and including the full stop; its last 40 characters suffice.
 * @param after What follows it, white space skipped; its first 40 characters suffice.
 */
export function endsWithAbbreviation(before: string, after: string): boolean {
  const match = LAST_WORDS.exec(before);
  if (!match) return false;
  const previous = match[1] ?? '';
  const word = match[2] ?? '';
  const lower = word.toLowerCase();
  const next = /^[\p{L}\p{N}]+/u.exec(after)?.[0] ?? '';
  if (always.has(lower)) return true;
  if (sometimes.has(lower)) return !starters.has(next.toLowerCase());
  if (beforeNumber.has(lower)) return /^\d/.test(next) || ROMAN.test(next) || isInitial(word, previous, next);
  if (/^\d{1,3}$/.test(word)) return isOrdinal(previous, next);
  return isInitial(word, previous, next);
}

/** "J. Smith", "z. B.", "U. S."; not the end of "vitamin C." or "in plan B." */
function isInitial(word: string, previous: string, next: string): boolean {
  if (!INITIAL.test(word)) return false;
  if (starters.has(next.toLowerCase()) && word.length === 1) return false;
  if (previous === '' || word.length > 1) return true;
  return (
    /^\p{Lu}/u.test(previous) ||
    previous.endsWith('.') ||
    /^\p{Ll}/u.test(word) ||
    /^\p{Lu}\p{L}*$/u.test(next)
  );
}

function isOrdinal(previous: string, next: string): boolean {
  const follower = next.toLowerCase();
  return afterOrdinal.has(follower) || (beforeOrdinal.has(previous.toLowerCase()) && /^\p{L}/u.test(next));
}
