import './jitless.ts';
import { render } from 'preact';
import { App } from './app.tsx';
import { followAddress } from './state/address.ts';

followAddress();
const root = document.getElementById('page');
if (root) render(<App />, root);
