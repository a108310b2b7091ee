import type { DocumentFormat } from '../types.ts';

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

const MARKDOWN = words('md markdown mdown mkd mkdn mdwn mdx rmd qmd');
const TABLES = words('csv tsv tab psv');
const PAGES = words('html htm xhtml xht shtml');

/** Plain text by name; the content is not asked again, or a letter full of commas would become a table. */
const TEXTS = words('txt text log rst adoc asciidoc org tex latex srt vtt eml me');

const CODE = words(`
  js mjs cjs jsx ts mts cts tsx vue svelte astro coffee
  py pyi pyw rb php phtml pl pm lua tcl r jl m mm groovy gradle
  java kt kts scala sc clj cljs cljc edn cs fs fsx vb swift dart
  c h cc cpp cxx hpp hh hxx ino cu cl go rs zig nim d v sv vhd vhdl asm s f f90 f95 for pas ada adb ads
  hs lhs ml mli elm erl hrl ex exs lisp el scm rkt sol cob cbl
  sh bash zsh fish ksh ps1 psm1 bat cmd awk sed
  json json5 jsonc jsonl ndjson ipynb geojson webmanifest yaml yml toml ini cfg conf properties env plist
  xml xsd xsl xslt svg rss atom wsdl dtd css scss sass less styl
  sql graphql gql proto thrift avsc tf hcl nix cmake mk mak bzl bazel dockerfile
  diff patch vim po pot strings lock jinja j2 ejs erb hbs mustache pug jsp asp aspx`);

const CODE_NAMES = words(`
  dockerfile containerfile makefile gnumakefile cmakelists.txt rakefile gemfile podfile procfile vagrantfile
  jenkinsfile justfile brewfile build workspace meson.build .gitignore .gitattributes .editorconfig .bashrc
  .bash_profile .zshrc .profile .npmrc .env requirements.txt go.mod go.sum`);

/** The part after the last dot of a path's last segment, in lower case; '' when there is none. */
export function extensionOf(name: string): string {
  const file = baseName(name);
  const dot = file.lastIndexOf('.');
  return dot > 0 ? file.slice(dot + 1) : '';
}

/** The format that a name promises; undefined when it promises nothing. */
export function formatByName(name: string): DocumentFormat | undefined {
  const extension = extensionOf(name);
  if (CODE_NAMES.has(baseName(name)) || CODE.has(extension)) return 'code';
  if (MARKDOWN.has(extension)) return 'markdown';
  if (TABLES.has(extension)) return 'csv';
  if (PAGES.has(extension)) return 'html';
  if (TEXTS.has(extension)) return 'text';
  return undefined;
}

function baseName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1).toLowerCase();
}
