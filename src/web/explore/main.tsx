import { render } from 'preact';
import { followAddress } from './address.ts';
import { ExplorePage } from './explorePage.tsx';
import { loadState } from './state.ts';

const root = document.getElementById('page');
if (root) render(<ExplorePage />, root);
void loadState();
followAddress();
