// The web page as a folder for any web server or file host: `npm run build:site -- DIR` (site/ by default).
import { cp } from 'node:fs/promises';
import { resolve } from 'node:path';
import './build.js';

const directory = resolve(process.argv[2] ?? 'site');
await cp(new URL('../dist/web', import.meta.url), directory, { recursive: true });
process.stderr.write(`The page is in ${directory}: index.html and its files.\n`);
