import { expect, it } from 'vitest';
import { browserCommand } from '../../src/web/server/browser.ts';

const URL = 'http://127.0.0.1:8090/';

it.each([
  ['linux', {}, undefined],
  ['linux', { DISPLAY: '' }, undefined],
  ['linux', { DISPLAY: ':0' }, 'xdg-open'],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, 'xdg-open'],
  ['darwin', {}, 'open'],
  ['win32', {}, 'rundll32'],
])('opens the browser on %s with %j: %s', (platform, env, program) => {
  const command = browserCommand(platform, env, URL);
  expect(command?.[0]).toBe(program);
  if (command) expect(command[1].at(-1)).toBe(URL);
});
