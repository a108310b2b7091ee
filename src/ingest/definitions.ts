/** Longer lines are generated; no definition that a person looks for begins in one. */
const MAX_LINE = 300;

const MODIFIERS =
  '(?:(?:export|default|public|private|protected|internal|static|final|abstract|sealed|async|override|virtual|' +
  'inline|extern|unsafe|const|pub(?:\\([a-z]+\\))?|declare|open|data|partial|local|suspend)\\s+)*';

/** How a definition begins and where its name stands, in the languages that are read as code. */
const DEFINITIONS: readonly RegExp[] = [
  new RegExp(
    `^\\s*${MODIFIERS}(?:class|struct|interface|trait|enum|module|namespace|package|object|record|union|protocol|` +
      'extension|mixin|contract|library|type)\\s+([\\p{L}_$][\\p{L}\\p{N}_$.:]*)',
    'u',
  ),
  new RegExp(
    `^\\s*${MODIFIERS}(?:def|function\\*?|func|fun|fn|sub|proc|procedure|defn|defun|macro)\\s+(?:\\([^)]*\\)\\s*)?([\\p{L}_$][\\p{L}\\p{N}_$.:!?]*)`,
    'u',
  ),
  /^\s*impl(?:<[^>]*>)?\s+([^{]{1,100}?)\s*\{?$/u,
  /^\s*(?:export\s+)?(?:const|let|var)\s+([\p{L}_$][\p{L}\p{N}_$]*)\s*(?::[^=]{1,100})?=\s*(?:async\s*)?(?:function\b|\([^)]*\)[^=]{0,60}=>|[\p{L}_$][\p{L}\p{N}_$]*\s*=>)/u,
  /^\s*\(def(?:un|n|macro|var|ine)?-?\s+\(?([^\s()]+)/u,
  /^\s*create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?(?:table|view|function|procedure|trigger|index)\s+(?:if\s+not\s+exists\s+)?([\w."`]+)/iu,
  // C, C++, Java, C#: a return type, a name and parameters, at a line that opens a body.
  /^\s{0,8}(?!(?:return|else|new|throw|await|case|if|for|while|switch|do|catch|typedef|using|import)\b)(?:[\p{L}_][\p{L}\p{N}_<>,:*&[\]?.]*\s+[*&]?){1,6}([\p{L}_~][\p{L}\p{N}_:~]*)\s*\([^;{}]*\)[^;={}]{0,80}\{\s*$/u,
  // Methods of JavaScript and TypeScript.
  /^\s{2,8}(?!(?:if|for|while|switch|catch|return|function|with|do|else)\b)(?:(?:static|async|get|set|public|private|protected|override|readonly)\s+|\*\s*){0,4}(#?[\p{L}_$][\p{L}\p{N}_$]*)\s*(?:<[^>]*>)?\([^;{}]*\)[^;={}]{0,80}\{\s*$/u,
  // Sections of INI and TOML files.
  /^\[{1,2}([^[\]]{1,100})\]{1,2}\s*$/u,
];

/** The name that a line of code defines (class, function, table, section …); undefined when it defines none. */
export function findDefinition(line: string): string | undefined {
  if (line.length > MAX_LINE) return undefined;
  for (const definition of DEFINITIONS) {
    const name = definition.exec(line)?.[1];
    if (name !== undefined) return name.replace(/[:.!?]+$/, '');
  }
  return undefined;
}
