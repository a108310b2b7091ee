import { RESPONSE_HEADERS } from '../security/headers.ts';

/** Where the samples lie, and what says how to make them again. */
const NOTE = 'Made from src/security/headers.ts by `npm run servers`; a test compares the two.';

type Line = (name: string, value: string) => string;

function eachHeader(line: Line, headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => line(name, value))
    .join('\n');
}

/** A `server` block. Files only, no directory redirects: a redirect on the origin is a way out. */
function formatNginx(headers: Readonly<Record<string, string>>): string {
  return `# ${NOTE}
# An add_header inside a location drops all of these: keep them here and add none below.
server {
  listen 443 ssl;
  server_name rag.example;            # yours
  ssl_certificate /etc/ssl/rag.pem;   # yours
  ssl_certificate_key /etc/ssl/rag.key;
  root /srv/cloister;                 # what \`npm run build\` left in dist/

  # No address of a visitor and nothing they asked for is written down.
  access_log off;

  # "always": error pages carry them too.
${eachHeader((name, value) => `  add_header ${name} "${value}" always;`, headers)}

  include mime.types;
  types {
    text/javascript mjs;
  }
  default_type application/octet-stream;

  location = / { try_files /index.html =404; }
  location / { try_files $uri =404; }
}
`;
}

/** An `.htaccess`, or the inside of a `<Directory>`. */
function formatApache(headers: Readonly<Record<string, string>>): string {
  return `# ${NOTE}
# Needs mod_headers and mod_mime; put it beside index.html as .htaccess, with AllowOverride All.
Options -Indexes -MultiViews
DirectoryIndex index.html
# No redirect from /folder to /folder/: a redirect on the origin is a way out.
DirectorySlash Off

AddType text/javascript .js .mjs
AddType application/wasm .wasm

# "always": error pages carry them too.
${eachHeader((name, value) => `Header always set ${name} "${value}"`, headers)}
`;
}

/** The \`_headers\` file that several static hosts read from the root of the site. */
function formatHeadersFile(headers: Readonly<Record<string, string>>): string {
  return `# ${NOTE}
# For hosts that read a _headers file: put it beside index.html. Check that 404 pages carry the headers too.
/*
${eachHeader((name, value) => `  ${name}: ${value}`, headers)}
`;
}

/** Sample server configurations by file name; they lie in `public/servers/`. */
export const SERVER_CONFIGS: Readonly<Record<string, string>> = {
  'nginx.conf': formatNginx(RESPONSE_HEADERS),
  'apache.htaccess': formatApache(RESPONSE_HEADERS),
  _headers: formatHeadersFile(RESPONSE_HEADERS),
};
