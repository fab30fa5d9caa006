import { stack } from './stack.ts';

/** Name of the zip: that of the stack. */
export function bundleName(): string {
  return `${stack.value.config.name}.zip`;
}
