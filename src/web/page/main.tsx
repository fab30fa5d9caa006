// Before all other modules: it stops zod from compiling schemas with `new Function`, which the page's
// Content-Security-Policy forbids.
import '../../yaml/schemaProblems.ts';

import { render } from 'preact';
import { App } from './app.tsx';
import { followAddress } from './state/link.ts';

followAddress();

// Without this, a file dropped beside the editor would replace the page.
for (const type of ['dragover', 'drop'] as const) {
  document.addEventListener(type, (event) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'none';
  });
}

const root = document.getElementById('page');
if (root) render(<App />, root);
