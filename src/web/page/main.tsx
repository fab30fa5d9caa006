import './jitless.ts';
import { render } from 'preact';
import { App } from './app.tsx';
import { followAddress } from './state/address.ts';

followAddress();

// A file that misses the part that takes it would be opened by the browser in place of the page.
for (const type of ['dragover', 'drop'] as const) {
  document.addEventListener(type, (event) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'none';
  });
}

const root = document.getElementById('page');
if (root) render(<App />, root);
